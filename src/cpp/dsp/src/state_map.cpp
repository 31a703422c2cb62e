#include "state_map.hpp"

#include <cmath>

#include "svf.hpp"

namespace semeq::dsp {

// In direct form C = [1 0] and A = [-a1 1; -a2 0], so O_d = [1 0; -a1 1] and
// d0 = first output, d1 = second output + a1 * first output.
StateMap::StateMap(const Biquad& section) noexcept {
  const SvfStep step = SvfStep::from(svf_from_biquad(section));
  double first[2][2] = {{1.0, 0.0}, {0.0, 1.0}};
  double second[2];
  double now[2];
  for (int i = 0; i < 2; ++i) {
    now[i] = step(0.0, first[i]);
    second[i] = step(0.0, first[i]);
  }
  m00_ = now[0];
  m01_ = now[1];
  m10_ = second[0] + section.a1 * now[0];
  m11_ = second[1] + section.a1 * now[1];
}

bool StateMap::is_invertible() const noexcept {
  const double determinant = m00_ * m11_ - m01_ * m10_;
  const double scale = m00_ * m00_ + m01_ * m01_ + m10_ * m10_ + m11_ * m11_;
  return std::abs(determinant) > 1e-10 * scale;
}

void StateMap::to_svf(const double* d, double* s) const noexcept {
  const double determinant = m00_ * m11_ - m01_ * m10_;
  s[0] = (m11_ * d[0] - m01_ * d[1]) / determinant;
  s[1] = (m00_ * d[1] - m10_ * d[0]) / determinant;
}

void StateMap::to_direct(const double* s, double* d) const noexcept {
  d[0] = m00_ * s[0] + m01_ * s[1];
  d[1] = m10_ * s[0] + m11_ * s[1];
}

}  // namespace semeq::dsp
