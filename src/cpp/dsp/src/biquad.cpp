#include "semeq/dsp/biquad.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace semeq::dsp {

namespace {

// |c0 + c1 z^-1 + c2 z^-2|^2 at angular frequency w, with phi = sin^2(w/2).
// In terms of phi nothing cancels at low frequencies, where cos(w) is all ones
// (R. Bristow-Johnson, "Audio EQ Cookbook", section on frequency response).
double squared_magnitude(double c0, double c1, double c2, double phi) noexcept {
  const double half_sum = 0.5 * (c0 + c1 + c2);
  return 4.0 * (half_sum * half_sum - phi * (4.0 * c0 * c2 * (1.0 - phi) + c1 * (c0 + c2)));
}

double largest_pole_radius(const Biquad& s) noexcept {
  const double discriminant = s.a1 * s.a1 - 4.0 * s.a2;
  if (discriminant < 0.0) return std::sqrt(s.a2);  // a conjugate pair
  return 0.5 * (std::abs(s.a1) + std::sqrt(discriminant));
}

}  // namespace

bool is_stable(const Biquad& s) noexcept {
  return std::abs(s.a2) < 1.0 && std::abs(s.a1) < 1.0 + s.a2;
}

bool is_identity(const Biquad& s) noexcept { return s.b0 == 1.0 && s.b1 == s.a1 && s.b2 == s.a2; }

double settling_frames(std::span<const Biquad> sections, double ratio) noexcept {
  double frames = 0.0;
  for (const Biquad& section : sections) {
    if (is_identity(section)) continue;
    const double radius = largest_pole_radius(section);
    if (radius >= 1.0) return std::numeric_limits<double>::infinity();
    frames += 2.0;  // what zeros remember
    if (radius > 0.0) frames += std::log(ratio) / std::log(radius);
  }
  return frames;
}

double magnitude_db(std::span<const Biquad> sections, double freq_hz, double sample_rate) noexcept {
  const double sine = std::sin(std::numbers::pi * freq_hz / sample_rate);
  const double phi = sine * sine;
  double power = 1.0;
  for (const Biquad& s : sections)
    power *= squared_magnitude(s.b0, s.b1, s.b2, phi) / squared_magnitude(1.0, s.a1, s.a2, phi);
  return 10.0 * std::log10(power);
}

}  // namespace semeq::dsp
