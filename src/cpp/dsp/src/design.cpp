#include "semeq/dsp/design.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "matched_design.hpp"

namespace semeq::dsp {

namespace {

// As a fraction of the sample rate.
constexpr double kMinMatchedFrequency = 1e-3;

// R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
// coefficients". Written with 1 - cos(w) = 2 sin^2(w/2), so that a 10 Hz band at
// 384 kHz keeps its digits.
Biquad design_rbj(const Band& band, double sample_rate) noexcept {
  const double freq_hz = std::min(band.freq_hz, kMaxRbjFrequency * sample_rate);
  const double w = 2.0 * std::numbers::pi * freq_hz / sample_rate;
  const double half_sine = std::sin(0.5 * w);
  const double one_minus_cos = 2.0 * half_sine * half_sine;
  const double cosine = 1.0 - one_minus_cos;
  const double alpha = std::sin(w) / (2.0 * band.q);
  const double amp = std::pow(10.0, band.gain_db / 40.0);

  if (band.kind == BandKind::peak) {
    const double a0 = 1.0 + alpha / amp;
    const double middle = -2.0 * cosine / a0;
    return {(1.0 + alpha * amp) / a0, middle, (1.0 - alpha * amp) / a0, middle,
            (1.0 - alpha / amp) / a0};
  }

  // Low and high shelf differ in the sign of cos(w): `small` is 1 - sign cos(w),
  // `large` is 1 + sign cos(w).
  const double sign = band.kind == BandKind::low_shelf ? 1.0 : -1.0;
  const double small = sign > 0.0 ? one_minus_cos : 2.0 - one_minus_cos;
  const double large = 2.0 - small;
  const double slope = 2.0 * std::sqrt(amp) * alpha;
  const double a0 = amp * large + small + slope;
  return {amp * (amp * small + large + slope) / a0, sign * 2.0 * amp * (amp * small - large) / a0,
          amp * (amp * small + large - slope) / a0, -sign * 2.0 * (amp * large - small) / a0,
          (amp * large + small - slope) / a0};
}

}  // namespace

Biquad design_band(const Band& band, double sample_rate, Design design) noexcept {
  if (band.gain_db == 0.0) return {};
  // Far below Nyquist the two designs agree and the cookbook's keeps more digits.
  if (design == Design::matched && band.freq_hz > kMinMatchedFrequency * sample_rate) {
    // Shelves of extreme Q can put a zero of the fit, which the inverse has for a
    // pole, on the unit circle.
    const Biquad matched = design_matched(band, sample_rate);
    if (is_stable(matched)) return matched;
  }
  return design_rbj(band, sample_rate);
}

}  // namespace semeq::dsp
