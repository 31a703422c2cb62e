#pragma once

#include <algorithm>

#include "semeq/dsp/audio_view.hpp"

namespace semeq::dsp {

template <typename T>
void fill_with_silence(AudioView<T> out) noexcept {
  for (int c = 0; c < out.n_channels; ++c) std::fill_n(out.channels[c], out.n_frames, T{});
}

}  // namespace semeq::dsp
