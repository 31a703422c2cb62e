#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "semeq/dsp/design.hpp"
#include "support.hpp"
#include "svf.hpp"

using Catch::Approx;
using namespace semeq::dsp;

namespace {

// The last frame of the impulse response that is larger than `ratio` times its peak.
std::size_t last_frame_above(std::span<const Biquad> sections, double ratio, std::size_t n_frames) {
  std::vector<double> impulse(n_frames);
  impulse[0] = 1.0;
  auto response = semeq::test::reference<double>(sections, impulse);
  response[0] = 0.0;  // what passes straight through is no memory
  double peak = 0.0;
  for (double x : response) peak = std::max(peak, std::abs(x));
  std::size_t last = 0;
  for (std::size_t i = 0; i < n_frames; ++i)
    if (std::abs(response[i]) > ratio * peak) last = i;
  return last;
}

}  // namespace

TEST_CASE("a peak follows the Audio EQ Cookbook") {
  // The cookbook's formulas worked out by hand for f = fs / 4, where cos(w) = 0.
  const Biquad s = design_band({BandKind::peak, 12'000.0, 6.0, 2.0}, 48'000.0);
  const double amp = std::pow(10.0, 6.0 / 40.0);
  const double alpha = 1.0 / 4.0;
  const double a0 = 1.0 + alpha / amp;
  CHECK(s.b0 == Approx((1.0 + alpha * amp) / a0).epsilon(1e-14));
  CHECK(s.b1 == Approx(0.0).margin(1e-15));
  CHECK(s.b2 == Approx((1.0 - alpha * amp) / a0).epsilon(1e-14));
  CHECK(s.a2 == Approx((1.0 - alpha / amp) / a0).epsilon(1e-14));
}

TEST_CASE("bands have their gain where they should") {
  const auto gain_db = [](const Band& band, double freq_hz, Design design) {
    const Biquad section = design_band(band, 48'000.0, design);
    return magnitude_db({&section, 1}, freq_hz, 48'000.0);
  };
  for (Design design : {Design::rbj, Design::matched}) {
    const double tolerance = design == Design::rbj ? 1e-9 : 0.05;
    for (double gain : {-12.0, -0.5, 0.5, 12.0}) {
      CHECK(gain_db({BandKind::peak, 1000.0, gain, 2.0}, 1000.0, design) ==
            Approx(gain).margin(tolerance));
      CHECK(gain_db({BandKind::low_shelf, 1000.0, gain, 0.71}, 0.0, design) ==
            Approx(gain).margin(tolerance));
      CHECK(gain_db({BandKind::low_shelf, 1000.0, gain, 0.71}, 1000.0, design) ==
            Approx(gain / 2).margin(tolerance));
      CHECK(gain_db({BandKind::high_shelf, 1000.0, gain, 0.71}, 1000.0, design) ==
            Approx(gain / 2).margin(tolerance));
      CHECK(gain_db({BandKind::high_shelf, 1000.0, gain, 0.71}, 0.0, design) ==
            Approx(0.0).margin(tolerance));
    }
  }
}

TEST_CASE("a band at 0 dB is the identity, bit for bit") {
  for (Design design : {Design::rbj, Design::matched})
    for (BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf})
      CHECK(is_identity(design_band({kind, 5'000.0, 0.0, 0.3}, 44'100.0, design)));
}

TEST_CASE("every band is stable, invertible and finite, far above Nyquist too") {
  for (Design design : {Design::rbj, Design::matched})
    for (BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf})
      for (double sample_rate : {8'000.0, 44'100.0, 384'000.0})
        for (double freq_hz : {0.1, 20.0, 3'999.0, 4'000.0, 20'000.0, 1e6})
          for (double gain_db : {-60.0, -12.0, 1e-9, 12.0, 60.0})
            for (double q : {0.01, 0.71, 10.0, 100.0}) {
              CAPTURE(design, kind, sample_rate, freq_hz, gain_db, q);
              const Biquad s = design_band({kind, freq_hz, gain_db, q}, sample_rate, design);
              REQUIRE(is_stable(s));
              const SvfCoefs c = svf_from_biquad(s);
              REQUIRE(c.g > 0.0);
              REQUIRE(c.k > 0.0);
              REQUIRE(std::isfinite(c.mix_band));
              REQUIRE(std::isfinite(magnitude_db({&s, 1}, 0.4 * sample_rate, sample_rate)));
            }
}

TEST_CASE("matched bands have one curve from 44.1 to 192 kHz") {
  // Up to 0.9 of the lower Nyquist, within 0.5 dB; rbj is off by several dB.
  double worst_matched = 0.0;
  double worst_rbj = 0.0;
  for (BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf})
    for (double freq_hz : {50.0, 1'000.0, 6'000.0, 10'000.0, 15'000.0, 20'000.0})
      for (double gain_db : {-12.0, -3.0, 6.0, 12.0})
        for (double q : {0.1, 0.71, 2.0, 10.0}) {
          if (kind != BandKind::peak && q != 0.71) continue;
          const Band band{kind, freq_hz, gain_db, q};
          const auto spread = [&](Design design, double at_hz) {
            const Biquad low = design_band(band, 44'100.0, design);
            const Biquad high = design_band(band, 192'000.0, design);
            return std::abs(magnitude_db({&low, 1}, at_hz, 44'100.0) -
                            magnitude_db({&high, 1}, at_hz, 192'000.0));
          };
          for (double at_hz = 20.0; at_hz < 0.9 * 22'050.0; at_hz *= 1.03) {
            worst_matched = std::max(worst_matched, spread(Design::matched, at_hz));
            worst_rbj = std::max(worst_rbj, spread(Design::rbj, at_hz));
          }
        }
  CAPTURE(worst_rbj);
  CHECK(worst_matched < 0.5);
  CHECK(worst_rbj > 3.0);
}

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
                                  {peak, 100.0, 12.0, 10.0},     {peak, 100.0, -6.0, 3.0},
                                  {peak, 60.0, 6.0, 0.3},        {high_shelf, 9'000.0, 6.0, 0.71}};
  const double ratio = std::ldexp(1.0, -31);
  for (const Band& band : slow) {
    const auto one = semeq::test::design({&band, 1}, 48'000.0);
    const double settling = settling_frames(one, ratio);
    CAPTURE(band.freq_hz, band.gain_db, band.q, settling);
    const auto n_frames = static_cast<std::size_t>(1.5 * settling);
    CHECK(static_cast<double>(last_frame_above(one, 16.0 * ratio, n_frames)) < settling);
    CHECK(static_cast<double>(last_frame_above(one, ratio, n_frames)) > 0.8 * settling);
  }
  const auto five = semeq::test::design(std::vector<Band>(5, {peak, 100.0, 6.0, 3.0}), 48'000.0);
  const double settling = settling_frames(five, ratio);
  CHECK(static_cast<double>(last_frame_above(five, ratio, 100'000)) < settling);
  CHECK(settling < 100'000.0);
}
