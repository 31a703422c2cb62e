#pragma once

#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/isa.hpp"

namespace semeq::dsp {

// Filters whole channels from silence. Splits the channels over up to
// `n_threads` threads (the caller's is one of them) where each gets enough work
// to be worth starting. Returns whether everything that went through the filters
// was finite. Throws std::invalid_argument like Cascade::prepare.
template <typename T>
bool render(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
            int n_threads = 1, Isa isa = default_isa());

extern template bool render(std::span<const Biquad>, AudioView<const float>, AudioView<float>, int,
                            Isa);
extern template bool render(std::span<const Biquad>, AudioView<const double>, AudioView<double>,
                            int, Isa);

}  // namespace semeq::dsp
