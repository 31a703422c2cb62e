#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "build_block_system.hpp"
#include "group_chain.hpp"
#include "semeq/dsp/isa.hpp"
#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace semeq::dsp::lowered_avx512 {
extern const KernelTable kKernels;
}

namespace {

template <typename T>
std::vector<T> run_kernel(BlockKernel<T> kernel, int n_sections, const std::vector<T>& in,
                          std::size_t blocks_per_call) {
  std::vector<Band> bands;
  for (int i = 0; i < n_sections; ++i)
    bands.push_back(busy_bands()[static_cast<std::size_t>(i) % 5]);
  BlockSystem<T> system;
  build_block_system<T>(design(bands, 48'000.0), system);
  GroupState<T> state;
  std::vector<T> out(in.size());
  for (std::size_t frame = 0; frame < in.size(); frame += blocks_per_call * kBlockFrames) {
    const std::size_t left = (in.size() - frame) / kBlockFrames;
    kernel(&system, state.values, in.data() + frame, out.data() + frame,
           std::min(left, blocks_per_call));
  }
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("the 16-lane body agrees with the default kernel and with itself", "", float,
                   double) {
  const auto in = noise<TestType>(64 * kBlockFrames);
  const BlockKernel<TestType> wide = [] {
    if constexpr (std::is_same_v<TestType, float>)
      return lowered_avx512::kKernels.float32;
    else
      return lowered_avx512::kKernels.float64;
  }();
  for (int n_sections = 1; n_sections <= kMaxGroupSections; ++n_sections) {
    CAPTURE(n_sections);
    const auto expected = run_kernel(kernel_for<TestType>(default_isa()), n_sections, in, 64);
    const auto whole = run_kernel(wide, n_sections, in, 64);
    CHECK(difference_dbfs(whole, expected) < (sizeof(TestType) == 4 ? -125.0 : -290.0));
    for (std::size_t blocks : {1, 2, 3, 5, 7})
      CHECK(run_kernel(wide, n_sections, in, blocks) == whole);
  }
}

TEST_CASE("an unknown instruction set is refused by name") {
  CHECK_THROWS_WITH(isa_from_name("mmx"), Catch::Contains("scalar") && Catch::Contains("'mmx'"));
  for (Isa isa : runnable_isas()) CHECK(isa_from_name(isa_name(isa)) == isa);
}
