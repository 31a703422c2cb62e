#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/block_system.hpp"
#include "semeq/dsp/design.hpp"
#include "semeq/dsp/realtime.hpp"

namespace semeq::dsp {

struct PointRange {
  std::int64_t first;
  std::int64_t count;
};

// Filters a stream through bands that move along a course known in advance.
// Point i of the course holds the bands at frame 16 i; between points all
// coefficients follow a smooth spline that passes within a sixth of each point's
// distance to its neighbors. Latency 0 samples, and however the stream is cut
// into calls, the output is the same bit for bit.
template <typename T>
class Automation {
 public:
  Automation();
  ~Automation();
  Automation(Automation&&) noexcept;
  Automation& operator=(Automation&&) noexcept;

  // Allocates and resets.
  void prepare(std::span<const BandKind> kinds, double sample_rate, int n_channels,
               Design design = Design::rbj);

  // The points that process() needs for its next `n_frames` frames: from the one
  // before the block of 16 frames it stands in (-1 at the start) to the second
  // after the block it will end in.
  [[nodiscard]] PointRange points_for(std::size_t n_frames) const noexcept;

  // `points` holds points_for(in.n_frames).count points, band by band: ln(Hz), dB,
  // ln(Q). Otherwise like Cascade::process: no allocation, lock or exception.
  void process(AudioView<const T> in, AudioView<T> out,
               std::span<const double> points) noexcept SEMEQ_NONBLOCKING;

  [[nodiscard]] bool is_finite() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

extern template class Automation<float>;
extern template class Automation<double>;

}  // namespace semeq::dsp
