#include "matched_design.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace semeq::dsp {

namespace {

// |H|^2 of a second-order section is a ratio of two forms
//   C0 (1 - phi) + C1 phi + C2 phi (1 - phi),   phi = sin^2(w / 2)
// with C0 the square of the polynomial at DC and C1 at Nyquist. After M. Vicanek,
// "Matched Second Order Digital Filters" (2016), the poles are those of the
// analog prototype by impulse invariance and the numerator follows from the
// prototype's magnitude. Vicanek matches three frequencies; here the DC gain is exact
// and the rest a least-squares fit of relative power over the band, which halves
// the worst error. Worst deviation from the prototype, bands of 20 Hz to 20 kHz,
// Q 0.1-10, +-12 dB, at 44.1 kHz up to 0.9 Nyquist: 0.36 dB.
struct Form {
  double at_dc, at_nyquist, middle;
};

struct Polynomial {
  double c0, c1, c2;
};

Form form_of(const Polynomial& p) noexcept {
  const double dc = p.c0 + p.c1 + p.c2;
  const double nyquist = p.c0 - p.c1 + p.c2;
  return {dc * dc, nyquist * nyquist, -16.0 * p.c0 * p.c2};
}

// The minimum-phase polynomial with that squared magnitude; a form that dips
// below zero is first raised to where it touches.
Polynomial minimum_phase(const Form& form) noexcept {
  const double dc = std::sqrt(form.at_dc);
  const double nyquist = std::sqrt(std::max(form.at_nyquist, 0.0));
  const double outer = 0.5 * (dc + nyquist);  // c0 + c2
  const double split = std::sqrt(std::max(outer * outer + 0.25 * form.middle, 0.0));
  return {0.5 * (outer + split), 0.5 * (dc - nyquist), 0.5 * (outer - split)};
}

// Denominator of 1 / (s^2 + s / q + 1), s scaled by w, by impulse invariance.
Polynomial impulse_invariant_poles(double w, double q) noexcept {
  const double damping = 0.5 / q;
  const double spread = std::sqrt(std::abs(1.0 - damping * damping)) * w;
  // exp(-damping w) cosh(spread), without the overflow of cosh.
  const double real =
      damping <= 1.0 ? std::exp(-damping * w) * std::cos(spread)
                     : 0.5 * (std::exp(spread - damping * w) + std::exp(-spread - damping * w));
  return {1.0, -2.0 * real, std::exp(-2.0 * damping * w)};
}

// Power gain of the analog prototype at `ratio` = (freq / band frequency)^2.
double prototype_power(BandKind kind, double amp, double q, double ratio) noexcept {
  const auto form = [&](double low, double high, double slope) {
    return (low - high * ratio) * (low - high * ratio) + ratio * slope * slope;
  };
  const double shelf_slope = std::sqrt(amp) / q;
  switch (kind) {
    case BandKind::low_shelf:
      return amp * amp * form(amp, 1.0, shelf_slope) / form(1.0, amp, shelf_slope);
    case BandKind::high_shelf:
      return amp * amp * form(1.0, amp, shelf_slope) / form(amp, 1.0, shelf_slope);
    case BandKind::peak:
      break;
  }
  return form(1.0, 1.0, amp / q) / form(1.0, 1.0, 1.0 / (amp * q));
}

// Where the fit looks, as fractions of Nyquist and of the band's frequency.
constexpr double kHighestFit = 0.92;
constexpr int kGridFrequencies = 24;
constexpr std::array kAroundBand = {0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 2.0};

// Chooses C1 and C2 of the numerator so that numerator / (poles * power) is one in
// the least-squares sense; two unknowns, by Gram-Schmidt.
template <typename Power>
Form fit_numerator(const Form& poles, double freq_per_nyquist, Power&& power) noexcept {
  Form fit{power(0.0) * poles.at_dc, 0.0, 0.0};
  std::array<std::array<double, 3>, kGridFrequencies + kAroundBand.size()> rows{};
  std::size_t n_rows = 0;
  const auto add = [&](double fraction) {
    if (fraction > kHighestFit) return;
    const double sine = std::sin(0.5 * std::numbers::pi * fraction);
    const double phi = sine * sine;
    const double target =
        (poles.at_dc * (1.0 - phi) + poles.at_nyquist * phi + poles.middle * phi * (1.0 - phi)) *
        power(fraction / freq_per_nyquist);
    rows[n_rows++] = {phi / target, phi * (1.0 - phi) / target,
                      1.0 - fit.at_dc * (1.0 - phi) / target};
  };
  for (int i = 0; i < kGridFrequencies; ++i)
    add(0.04 + (kHighestFit - 0.04) * i / (kGridFrequencies - 1));
  for (double around : kAroundBand) add(around * freq_per_nyquist);

  const auto dot = [&](std::size_t a, std::size_t b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n_rows; ++i) sum += rows[i][a] * rows[i][b];
    return sum;
  };
  const double length = dot(0, 0);
  const double overlap = dot(0, 1) / length;
  for (auto& row : rows) row[1] -= overlap * row[0];
  fit.middle = dot(1, 2) / dot(1, 1);
  for (auto& row : rows) row[2] -= fit.middle * row[1];
  fit.at_nyquist = dot(0, 2) / length - overlap * fit.middle;
  return fit;
}

}  // namespace

Biquad design_matched(const Band& band, double sample_rate) noexcept {
  // Of a boost and a cut, which are each other's inverse, take the one whose poles
  // are lower or sharper; the fit then has only the far or blunt zeros to place.
  const double boost_db = std::abs(band.gain_db);
  const double fit_db = band.kind == BandKind::high_shelf ? -boost_db : boost_db;
  const double amp = std::pow(10.0, fit_db / 40.0);
  const double strength = std::pow(10.0, boost_db / 40.0);
  const double w = 2.0 * std::numbers::pi * band.freq_hz / sample_rate;
  const bool is_peak = band.kind == BandKind::peak;
  const double pole_w = std::min(is_peak ? w : w / std::sqrt(strength), std::numbers::pi);
  const Polynomial poles = impulse_invariant_poles(pole_w, is_peak ? band.q * strength : band.q);

  const auto power = [&](double ratio) {
    return prototype_power(band.kind, amp, band.q, ratio * ratio);
  };
  const Polynomial zeros =
      minimum_phase(fit_numerator(form_of(poles), w / std::numbers::pi, power));

  const bool inverse = fit_db * band.gain_db < 0.0;
  const Polynomial& b = inverse ? poles : zeros;
  const Polynomial& a = inverse ? zeros : poles;
  return {b.c0 / a.c0, b.c1 / a.c0, b.c2 / a.c0, a.c1 / a.c0, a.c2 / a.c0};
}

}  // namespace semeq::dsp
