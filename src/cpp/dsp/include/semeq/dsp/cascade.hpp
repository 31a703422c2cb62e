#pragma once

#include <memory>
#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/isa.hpp"
#include "semeq/dsp/realtime.hpp"

namespace semeq::dsp {

// Filters a stream through fixed sections in series; T is float or double.
// Latency 0 samples. However the stream is cut into calls, the output is the
// same bit for bit on one instruction set.
template <typename T>
class Cascade {
 public:
  Cascade();
  ~Cascade();
  Cascade(Cascade&&) noexcept;
  Cascade& operator=(Cascade&&) noexcept;

  // Allocates and resets. Sections that do nothing cost nothing afterwards; with
  // none left, process() copies. Throws std::invalid_argument for an unstable
  // section or n_channels < 1.
  void prepare(std::span<const Biquad> sections, int n_channels, Isa isa = default_isa());

  // Any number of frames. An output channel may be its own input channel and must
  // not overlap another. No allocation, lock or exception; denormals are flushed
  // during the call and the caller's floating-point mode is restored. Before
  // prepare() and after a move from here, the output is silent.
  // Precondition: `in` and `out` have as many channels as prepared, and equal frames.
  void process(AudioView<const T> in, AudioView<T> out) noexcept SEMEQ_NONBLOCKING;

  // Back to silence before the first frame. Safe wherever process() is; does
  // nothing before prepare().
  void reset() noexcept SEMEQ_NONBLOCKING;

  // Whether all filter state is finite. It stays non-finite from the first NaN
  // or infinity in the input until reset(), so this tells after any number of
  // calls whether the input was clean. True before prepare().
  [[nodiscard]] bool is_finite() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

extern template class Cascade<float>;
extern template class Cascade<double>;

}  // namespace semeq::dsp
