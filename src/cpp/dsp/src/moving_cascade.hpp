#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "group_chain.hpp"
#include "semeq/dsp/design.hpp"
#include "semeq/dsp/svf.hpp"

namespace semeq::dsp {

// Bands whose settings move: state-variable filters with new coefficients for
// every sample, on the same states as the block kernel, so that a stream changes
// from one to the other at any block without a conversion.
//
// Settings are given once per block. The filters' coefficients follow the uniform
// cubic B-spline that has them as control points: twice differentiable, so nothing
// clicks at the block rate (straight lines: -66 dBFS), and inside the hull of its
// control points, so every filter on the way is stable. At the start of a block it
// weighs the previous, this and the next point by 1/6, 4/6, 1/6.
//
// A peak that cuts takes a tone away with what its resonance holds; swept off the tone
// faster than the resonance dies, it would add it instead (3 dB over the tone where 12 dB
// are cut). While such a cut moves so fast, and until it has stood for kSweepMemorySeconds,
// it is therefore shallower and wider: see while_sweeping().
class MovingCascade {
 public:
  // Allocates; forgets all points.
  void prepare(std::span<const BandKind> kinds, double sample_rate, Design design);

  // Stands at `points`, as if given for ever.
  void settle(std::span<const double> points) noexcept;

  // Gives the point that lies two blocks after the block to run next. Four points
  // must have been given before begin_block().
  void push(std::span<const double> points) noexcept;

  // Whether the filters would still move if the last point were given again and again, and
  // not only because the spline has yet to reach it.
  [[nodiscard]] bool is_sweeping() const noexcept { return is_sweeping_; }

  // Works out one block's coefficients; run() then filters any channel's block.
  void begin_block() noexcept;

  template <typename T>
  void run(GroupState<T>* states, const T* in, T* out) const noexcept;

  // Values of one band in a point: frequency and Q as natural logarithms, in which
  // equal steps sound equal.
  static constexpr std::size_t kLogFreq = 0, kGainDb = 1, kLogQ = 2, kPointValues = 3;

 private:
  static constexpr std::size_t kControlPoints = 4;
  static constexpr double kSweepMemorySeconds = 0.008;

  [[nodiscard]] double sweep_speed(std::size_t band, double log_freq) noexcept;

  // One band's SvfStep for each frame of a block, value by value, as vector code
  // works them out.
  struct BandSteps {
    using Values = std::array<double, kBlockFrames>;
    Values a1, a2, a3, mix_in, mix_band, mix_low;
  };

  std::vector<BandKind> kinds_;
  double sample_rate_ = 0.0;
  Design design_ = Design::rbj;
  std::array<std::vector<SvfCoefs>, kControlPoints> controls_;  // a ring, oldest at next_
  std::size_t next_ = 0;
  std::vector<double> newest_;            // the point given last
  std::vector<double> former_log_freqs_;  // a ring of points, band by band, oldest at oldest_
  std::size_t n_former_ = 0;
  std::size_t oldest_ = 0;
  bool is_sweeping_ = false;
  std::vector<BandSteps> steps_;  // of one block, by band
};

}  // namespace semeq::dsp
