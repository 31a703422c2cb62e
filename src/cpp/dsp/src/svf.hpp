#pragma once

#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// A biquad as a trapezoidally integrated state-variable filter
// (A. Simper, "Linear trapezoidal integrated SVF", Cytomic 2013): the analog
// prototype (mix_in s^2 + ...) / (s^2 + k s + 1) with integrator gain g.
// Every g > 0, k > 0 is stable, also while they move, so anything between two
// such filters is a filter.
struct SvfCoefs {
  double g = 1.0;
  double k = 2.0;
  double mix_in = 1.0;
  double mix_band = 0.0;
  double mix_low = 0.0;
};

// Precondition: is_stable(section).
[[nodiscard]] SvfCoefs svf_from_biquad(const Biquad& section) noexcept;

// The same filter with everything a sample needs worked out once.
struct SvfStep {
  double a1, a2, a3;  // solution of the implicit integrator equations
  double mix_in, mix_band, mix_low;

  [[nodiscard]] static SvfStep from(const SvfCoefs& c) noexcept {
    const double a1 = 1.0 / (1.0 + c.g * (c.g + c.k));
    return {a1, c.g * a1, c.g * c.g * a1, c.mix_in, c.mix_band, c.mix_low};
  }

  // Filters one sample; `state` holds the two integrators.
  double operator()(double x, double* state) const noexcept {
    const double v3 = x - state[1];
    const double band = a1 * state[0] + a2 * v3;
    const double low = state[1] + a2 * state[0] + a3 * v3;
    state[0] = 2.0 * band - state[0];
    state[1] = 2.0 * low - state[1];
    return mix_in * x + mix_band * band + mix_low * low;
  }
};

}  // namespace semeq::dsp
