#include "svf.hpp"

#include <cmath>

namespace semeq::dsp {

// With D = 1 + k g + g^2 the filter's denominator is
//   1 + a1 + a2 = 4 g^2 / D,   1 - a1 + a2 = 4 / D,   1 - a2 = 2 k g / D,
// and its numerator gives the output mix in the same way.
SvfCoefs svf_from_biquad(const Biquad& s) noexcept {
  const double at_dc = 1.0 + s.a1 + s.a2;
  const double at_nyquist = 1.0 - s.a1 + s.a2;
  const double half_d = 2.0 / at_nyquist;
  SvfCoefs c;
  c.g = std::sqrt(at_dc / at_nyquist);
  c.k = (1.0 - s.a2) * half_d / c.g;
  c.mix_in = (s.b0 - s.b1 + s.b2) / at_nyquist;
  c.mix_band = (s.b0 - s.b2) * half_d / c.g - c.mix_in * c.k;
  c.mix_low = (s.b0 + s.b1 + s.b2) / at_dc - c.mix_in;
  return c;
}

}  // namespace semeq::dsp
