#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <vector>

#include "build_block_system.hpp"
#include "kernels.hpp"
#include "segment_chain.hpp"
#include "support.hpp"

using Catch::Matchers::ContainsSubstring;
using namespace semeq::dsp;
using namespace semeq::test;

namespace semeq::dsp::lowered_avx512 {
extern const KernelTable kKernels;
}

namespace {

template <typename T>
std::vector<T> run_kernel(BlockKernel<T> kernel, int n_sections, const std::vector<T>& in,
                          std::size_t groups_per_call) {
  std::vector<Band> bands;
  for (int i = 0; i < n_sections; ++i)
    bands.push_back(busy_bands()[static_cast<std::size_t>(i) % 5]);
  BlockSystem<T> system;
  build_block_system<T>(design(bands, 48'000.0), system);
  SegmentState<T> state;
  std::vector<T> out(in.size());
  for (std::size_t frame = 0; frame < in.size(); frame += groups_per_call * kGroupFrames) {
    const std::size_t left = (in.size() - frame) / kGroupFrames;
    kernel(&system, state.values, in.data() + frame, out.data() + frame,
           std::min(left, groups_per_call));
  }
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("the 16-lane body agrees with the default kernel and with itself", "", float,
                   double) {
  const auto in = noise<TestType>(64 * kGroupFrames);
  const BlockKernel<TestType> wide = [] {
    if constexpr (std::is_same_v<TestType, float>)
      return lowered_avx512::kKernels.float32;
    else
      return lowered_avx512::kKernels.float64;
  }();
  for (int n_sections = 1; n_sections <= kMaxSegmentSections; ++n_sections) {
    CAPTURE(n_sections);
    const auto expected = run_kernel(kernel_for<TestType>(default_isa()), n_sections, in, 64);
    const auto whole = run_kernel(wide, n_sections, in, 64);
    CHECK(difference_dbfs(whole, expected) < (sizeof(TestType) == 4 ? -125.0 : -290.0));
    for (std::size_t blocks : {1, 2, 3, 5, 7})
      CHECK(run_kernel(wide, n_sections, in, blocks) == whole);
  }
}

TEST_CASE("an unknown instruction set is refused by name") {
  CHECK_THROWS_WITH(isa_from_name("mmx"),
                    ContainsSubstring("scalar") && ContainsSubstring("'mmx'"));
  for (Isa isa : runnable_isas()) CHECK(isa_from_name(isa_name(isa)) == isa);
}
