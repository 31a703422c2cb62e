#pragma once

#include "semeq/dsp/band.hpp"
#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// Highest corner or center frequency, as a fraction of the sample rate, that the
// rbj design places exactly; a band above it is designed there. A peak or high
// shelf above Nyquist thus touches only the last few percent below Nyquist, and
// a low shelf above Nyquist lifts nearly everything.
inline constexpr double kMaxRbjFrequency = 0.49;

// Designs one band. A band at exactly 0 dB is the identity section, bit for bit.
// Precondition: freq_hz > 0, q > 0, everything finite.
[[nodiscard]] Biquad design_band(const Band& band, double sample_rate,
                                 Design design = Design::rbj) noexcept;

}  // namespace semeq::dsp
