#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "allocations.hpp"
#include "semeq/dsp/automation.hpp"
#include "semeq/dsp/cascade.hpp"
#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

// One peak that wanders; or stands still.
std::vector<double> breakpoints(BreakpointRange range, bool moves) {
  std::vector<double> values;
  for (std::int64_t i = range.first; i < range.first + range.count; ++i) {
    const double phase = moves ? 0.01 * static_cast<double>(i) : 0.0;
    values.insert(values.end(), {std::log(1'000.0) + std::sin(phase), 6.0 * std::cos(phase), 0.0});
  }
  return values;
}

std::vector<float> run(const std::vector<float>& in, std::size_t block, bool moves) {
  Automation<float> automation;
  const BandKind kind = BandKind::peak;
  automation.prepare({&kind, 1}, 48'000.0, 1);
  std::vector<float> out(in.size());
  for (std::size_t frame = 0; frame < in.size(); frame += block) {
    const float* source = in.data() + frame;
    float* target = out.data() + frame;
    const std::size_t n = std::min(block, in.size() - frame);
    const auto given = breakpoints(automation.breakpoints_for(n), moves);
    const long before = allocations();
    automation.process({&source, 1, n}, {&target, 1, n}, given);
    CHECK(allocations() == before);
  }
  return out;
}

}  // namespace

TEST_CASE("an automation that stands still is the static filter") {
  const auto in = noise<float>(5'000);
  Cascade<float> cascade;
  const Biquad section = design_band({BandKind::peak, 1'000.0, 6.0, 1.0}, 48'000.0);
  cascade.prepare({&section, 1}, 1);
  CHECK(difference_dbfs(run(in, 5'000, false), run_mono(cascade, in, 5'000)) < -130.0);
}

TEST_CASE("an automation does not depend on how the stream is cut") {
  const auto in = noise<float>(5'003);
  const auto whole = run(in, in.size(), true);
  for (std::size_t cut : kCuts) {
    CAPTURE(cut);
    CHECK(run(in, cut, true) == whole);
  }
}

TEST_CASE("before prepare an automation asks for nothing and plays silence") {
  Automation<float> automation;
  CHECK(automation.breakpoints_for(100).count == 0);
  std::vector<float> frames(100, 1.0F);
  float* const channel = frames.data();
  automation.process(AudioView<float>{&channel, 1, 100}, {&channel, 1, 100}, {});
  CHECK(frames == std::vector<float>(100));
  CHECK(automation.is_finite());
}

TEST_CASE("values out of range are refused") {
  Automation<float> automation;
  const BandKind kind = BandKind::peak;
  CHECK_THROWS_AS(automation.prepare({&kind, 1}, 48'000.0, 0), std::invalid_argument);
  CHECK_THROWS_AS(automation.prepare({&kind, 1}, -1.0, 1), std::invalid_argument);
}
