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

inline constexpr std::array<BandKind, kParamBands> kParamKinds{
    BandKind::low_shelf, BandKind::peak, BandKind::peak, BandKind::peak, BandKind::high_shelf};

// How many numbers of a row are a band's: gain, frequency, and the Q of a peak.
[[nodiscard]] constexpr std::size_t numbers_of(BandKind kind) noexcept {
  return kind == BandKind::peak ? 3 : 2;
}

[[nodiscard]] std::array<Band, kParamBands> bands_from_params(
    std::span<const double, kParams> params) noexcept;

[[nodiscard]] std::array<Biquad, kParamBands> sections_from_params(
    std::span<const double, kParams> params, double sample_rate, Design design) noexcept;

}  // namespace semeq::dsp
