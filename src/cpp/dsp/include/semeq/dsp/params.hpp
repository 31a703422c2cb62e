#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/design.hpp"

namespace semeq::dsp {

// The numbers of SAFE-DB's five-band equalizer, in its order: low shelf gain, freq;
// three peaks' gain, freq, Q; high shelf gain, freq. semeq.eq.settings.PARAM_NAMES in Python.
inline constexpr std::size_t kParams = 13;
inline constexpr std::size_t kParamBands = 5;

[[nodiscard]] std::array<Band, kParamBands> bands_from_params(
    std::span<const double, kParams> params) noexcept;

[[nodiscard]] std::array<Biquad, kParamBands> sections_from_params(
    std::span<const double, kParams> params, double sample_rate, Design design) noexcept;

}  // namespace semeq::dsp
