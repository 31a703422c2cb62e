#pragma once

#include "semeq/dsp/band.hpp"
#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// design_band for Design::matched and a gain other than 0 dB.
[[nodiscard]] Biquad design_matched(const Band& band, double sample_rate) noexcept;

}  // namespace semeq::dsp
