#pragma once

#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// Translates one section's state between transposed direct form II (d) and
// trapezoidal state-variable form (s). Both forms give the same output for any
// input once their outputs for silence agree over two samples, so with
// observability matrices O = [C; C A] the states are related by O_d d = O_s s.
class StateMap {
 public:
  // Precondition: is_stable(section).
  explicit StateMap(const Biquad& section) noexcept;

  // Whether every d has an s. The other way always works.
  [[nodiscard]] bool is_invertible() const noexcept;

  void to_svf(const double* d, double* s) const noexcept;
  void to_direct(const double* s, double* d) const noexcept;

 private:
  double m00_, m01_, m10_, m11_;  // d = M s
};

}  // namespace semeq::dsp
