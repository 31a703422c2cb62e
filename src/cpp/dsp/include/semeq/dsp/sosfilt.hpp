#pragma once

#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/isa.hpp"

namespace semeq::dsp {

// Filters channels from and to the states of transposed direct form II sections,
// as scipy.signal.sosfilt does: `states` holds two values per section, section by
// section, channel by channel; empty means zeros and no interest in the final ones.
//
// Any sections are accepted. Stable ones run on the block kernel; the rest, states
// that the kernel's coordinates cannot express (a section whose poles and zeros
// cancel) and input that is not finite run through a plain float64 loop. `in` and
// `out` must not overlap. Throws std::invalid_argument for views of different channels
// or frames and for a wrong number of states.
template <typename T>
void sosfilt(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
             std::span<double> states, Isa isa = default_isa());

extern template void sosfilt(std::span<const Biquad>, AudioView<const float>, AudioView<float>,
                             std::span<double>, Isa);
extern template void sosfilt(std::span<const Biquad>, AudioView<const double>, AudioView<double>,
                             std::span<double>, Isa);

}  // namespace semeq::dsp
