#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

// The last frame of the impulse response that is larger than `ratio` times its peak.
std::size_t last_frame_above(std::span<const Biquad> sections, double ratio, std::size_t n_frames) {
  std::vector<double> impulse(n_frames);
  impulse[0] = 1.0;
  auto response = reference<double>(sections, impulse);
  response[0] = 0.0;  // what passes straight through is no memory
  double peak = 0.0;
  for (double x : response) peak = std::max(peak, std::abs(x));
  std::size_t last = 0;
  for (std::size_t i = 0; i < n_frames; ++i)
    if (std::abs(response[i]) > ratio * peak) last = i;
  return last;
}

}  // namespace

TEST_CASE("settling follows the radius of the slowest pole") {
  const auto frames = [](double a1, double a2) {
    const Biquad section{0.5, 0.0, 0.0, a1, a2};
    return settling_frames({&section, 1}, 1e-3);
  };
  CHECK(frames(-2.0 * 0.99 * std::cos(0.3), 0.99 * 0.99) ==
        Approx(2.0 + std::log(1e-3) / std::log(0.99)));
  CHECK(frames(-(0.9 + 0.2), 0.9 * 0.2) == Approx(2.0 + std::log(1e-3) / std::log(0.9)));
  CHECK(frames(-(0.2 - 0.9), -0.9 * 0.2) == Approx(2.0 + std::log(1e-3) / std::log(0.9)));
  CHECK(frames(0.0, 0.0) == 2.0);
  CHECK(std::isinf(frames(-2.0, 1.0)));
  CHECK(settling_frames({}, 1e-3) == 0.0);
  const std::vector<Biquad> at_rest(3);
  CHECK(settling_frames(at_rest, 1e-3) == 0.0);
}

TEST_CASE("an impulse has died away after the settling time, and not long before") {
  using enum BandKind;
  const std::vector<Band> slow = {{low_shelf, 20.0, 12.0, 0.71}, {low_shelf, 30.0, -12.0, 0.5},
                                  {peak, 30.0, 12.0, 30.0},      {peak, 100.0, -6.0, 3.0},
                                  {peak, 60.0, 6.0, 0.3},        {high_shelf, 9'000.0, 6.0, 0.71}};
  const double ratio = std::ldexp(1.0, -31);
  for (const Band& band : slow) {
    const auto one = design({&band, 1}, 48'000.0);
    const double settling = settling_frames(one, ratio);
    CAPTURE(band.freq_hz, band.gain_db, band.q, settling);
    const auto n_frames = static_cast<std::size_t>(1.5 * settling);
    CHECK(static_cast<double>(last_frame_above(one, 16.0 * ratio, n_frames)) < settling);
    CHECK(static_cast<double>(last_frame_above(one, ratio, n_frames)) > 0.8 * settling);
  }
  const auto five = design(std::vector<Band>(5, {peak, 100.0, 6.0, 3.0}), 48'000.0);
  const double settling = settling_frames(five, ratio);
  CHECK(static_cast<double>(last_frame_above(five, ratio, 100'000)) < settling);
  CHECK(settling < 100'000.0);
}
