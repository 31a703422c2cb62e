#pragma once

#include <span>

namespace semeq::dsp {

// One second-order section, normalized to a0 = 1:
//   H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2)
struct Biquad {
  double b0 = 1.0;
  double b1 = 0.0;
  double b2 = 0.0;
  double a1 = 0.0;
  double a2 = 0.0;

  bool operator==(const Biquad&) const = default;
};

// Whether both poles lie strictly inside the unit circle.
[[nodiscard]] bool is_stable(const Biquad& section) noexcept;

// Whether numerator and denominator are equal, so that the section does nothing.
[[nodiscard]] bool is_identity(const Biquad& section) noexcept;

// How many frames it takes sections in series to forget where they started: the
// largest any state they can be in has decayed by `ratio` (0 to 1), section by section,
// as a section cannot forget before the one in front of it has. The slowest pole p of
// a section decays as |p|^n (J. O. Smith, "Introduction to Digital Filters", "Time
// Constant of One Pole"). Infinite where a pole lies on the unit circle or outside.
[[nodiscard]] double settling_frames(std::span<const Biquad> sections, double ratio) noexcept;

// Magnitude of the sections in series at `freq_hz`, in dB.
[[nodiscard]] double magnitude_db(std::span<const Biquad> sections, double freq_hz,
                                  double sample_rate) noexcept;

}  // namespace semeq::dsp
