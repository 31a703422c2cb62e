#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/design.hpp"
#include "semeq/dsp/realtime.hpp"

namespace semeq::dsp {

// Frames from one breakpoint of an automation to the next.
inline constexpr int kBreakpointFrames = 16;

struct BreakpointRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

// Filters a stream through bands that move in a way known in advance, given as
// breakpoints: number i holds the bands at frame i * kBreakpointFrames. Between them
// all coefficients follow a smooth spline that passes within a sixth of each
// breakpoint's distance to its neighbors. Latency 0 samples, and however the stream
// is cut into calls, the output is the same bit for bit.
template <typename T>
class Automation {
 public:
  Automation();
  ~Automation();
  Automation(Automation&&) noexcept;
  Automation& operator=(Automation&&) noexcept;

  // Allocates and resets. Throws std::invalid_argument for values out of range.
  void prepare(std::span<const BandKind> kinds, double sample_rate, int n_channels,
               Design design = Design::rbj);

  // The breakpoints that process() needs for its next `n_frames` frames: from the one
  // before the 16 frames it stands in (-1 at the start) to the second after those it
  // will end in. None before prepare().
  [[nodiscard]] BreakpointRange breakpoints_for(std::size_t n_frames) const noexcept;

  // `breakpoints` holds breakpoints_for(in.n_frames).count of them, band by band: ln(Hz),
  // dB, ln(Q). Otherwise like Cascade::process: no allocation, lock or exception, and
  // silence before prepare() and after a move from here.
  // Precondition: `in` and `out` have as many channels as prepared, and equal frames.
  void process(AudioView<const T> in, AudioView<T> out,
               std::span<const double> breakpoints) noexcept SEMEQ_NONBLOCKING;

  // See Cascade::is_finite.
  [[nodiscard]] bool is_finite() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

extern template class Automation<float>;
extern template class Automation<double>;

}  // namespace semeq::dsp
