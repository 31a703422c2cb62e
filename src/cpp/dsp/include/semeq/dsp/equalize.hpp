#pragma once

#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/isa.hpp"

namespace semeq::dsp {

// Filters whole channels from silence, on up to `n_threads` threads (the caller's
// is one of them) where each gets enough work to be worth starting. An output
// channel may be its own input channel. Returns whether everything that went
// through the filters was finite. Throws std::invalid_argument for an unstable
// section and for views of different channels or frames.
//
// Threads get whole channels, and the output is the same bit for bit as with one
// thread. Where there are at least two threads for every channel, long channels
// are cut into pieces: each is led up to by the settling_frames() before it, at
// most a quarter of a piece, after which what is wrong in the filters' state is
// far below a rounding of T. Roundings differ for a while from there: output may
// differ from one thread's by a few units in the last place of the peak. A NaN then
// reaches the end of the piece it is in, and the next piece if close to it.
template <typename T>
bool equalize(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
              int n_threads = 1, Isa isa = default_isa());

extern template bool equalize(std::span<const Biquad>, AudioView<const float>, AudioView<float>,
                              int, Isa);
extern template bool equalize(std::span<const Biquad>, AudioView<const double>, AudioView<double>,
                              int, Isa);

}  // namespace semeq::dsp
