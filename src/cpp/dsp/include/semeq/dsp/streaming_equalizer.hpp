#pragma once

#include <memory>
#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/design.hpp"
#include "semeq/dsp/isa.hpp"
#include "semeq/dsp/realtime.hpp"

namespace semeq::dsp {

struct StreamConfig {
  double sample_rate = 48'000.0;
  int n_channels = 2;
  double ramp_ms = 20.0;  // time a change of settings takes, at least 10
  Design design = Design::rbj;
  Isa isa = default_isa();
};

// An equalizer for live audio whose bands change while it plays, without clicks;
// T is float or double. Latency 0 samples. However the stream is cut into calls,
// the output between two changes of settings is the same bit for bit.
//
// Threads: process() and reset() belong to one audio thread. set_bands() may be
// called from any others; they may wait for each other, the audio thread never
// waits for them. prepare() needs the stream to itself.
template <typename T>
class StreamingEqualizer {
 public:
  StreamingEqualizer();
  ~StreamingEqualizer();
  StreamingEqualizer(StreamingEqualizer&&) noexcept;
  StreamingEqualizer& operator=(StreamingEqualizer&&) noexcept;

  // Allocates and resets. Throws std::invalid_argument for values out of range.
  void prepare(std::span<const Band> bands, const StreamConfig& config);

  // Starts a ramp from wherever the bands are to `bands`, at the next multiple of 16
  // frames. The bands keep their number and kinds; std::invalid_argument otherwise,
  // std::logic_error before prepare().
  void set_bands(std::span<const Band> bands);

  // Any number of frames. An output channel may be its own input channel and must
  // not overlap another. No allocation, lock or exception; denormals are flushed
  // during the call and the caller's floating-point mode is restored. If the input
  // held a NaN or infinity, the output is silent or non-finite to the end of the call
  // and then starts afresh. Before prepare() and after a move from here, the output
  // is silent.
  // Precondition: `in` and `out` have as many channels as prepared, and equal frames.
  void process(AudioView<const T> in, AudioView<T> out) noexcept SEMEQ_NONBLOCKING;

  // Back to silence before the first frame, with the newest bands in place. Does
  // nothing before prepare().
  void reset() noexcept SEMEQ_NONBLOCKING;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

extern template class StreamingEqualizer<float>;
extern template class StreamingEqualizer<double>;

}  // namespace semeq::dsp
