#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "segment_chain.hpp"
#include "semeq/dsp/design.hpp"
#include "svf.hpp"

namespace semeq::dsp {

// Bands whose settings move: state-variable filters with new coefficients for
// every sample, on the same states as the block kernel, so that a stream changes
// from one to the other at any frame group without a conversion.
//
// Settings are given once per frame group, as a *breakpoint*. The filters' coefficients
// follow the uniform cubic B-spline that has theirs as controls: twice differentiable,
// so nothing clicks at the rate of groups (straight lines: -66 dBFS), and inside the
// hull of its controls, so every filter on the way is stable. At the start of a group
// it weighs the previous, this and the next breakpoint by 1/6, 4/6, 1/6.
//
// A cutting peak cancels a tone with its own resonance. Swept off the tone faster than the
// resonance dies, it leaves the resonance behind, which is heard as a boost (of 3 dB, where
// 12 dB were cut). While such a cut moves so fast, and until it has stood still for
// kSweepMemorySeconds, it is therefore shallower and wider: see while_sweeping().
class MovingCascade {
 public:
  // Allocates; forgets all breakpoints.
  void prepare(std::span<const BandKind> kinds, double sample_rate, Design design);

  // Forgets all other breakpoints and stays at this one.
  void settle(std::span<const double> breakpoint) noexcept;

  // Gives the breakpoint two frame groups after the one to run next. Four breakpoints
  // must have been given before begin_group().
  void push(std::span<const double> breakpoint) noexcept;

  // Whether the filters would still move if the last breakpoint were given again and again, and
  // not only because the spline has yet to reach it.
  [[nodiscard]] bool is_sweeping() const noexcept { return is_sweeping_; }

  // Works out one frame group's coefficients; run() then filters any channel's group.
  void begin_group() noexcept;

  template <typename T>
  void run(SegmentState<T>* states, const T* in, T* out) const noexcept;

  // Values of one band in a breakpoint: frequency and Q as natural logarithms, in which
  // equal steps sound equal.
  static constexpr std::size_t kLogFreq = 0, kGainDb = 1, kLogQ = 2, kBandValues = 3;

 private:
  static constexpr std::size_t kControls = 4;
  static constexpr double kSweepMemorySeconds = 0.008;

  [[nodiscard]] double sweep_speed(std::size_t band, double log_freq) noexcept;

  // One band's SvfStep for each frame of a group, value by value, as vector code
  // works them out.
  struct BandSteps {
    using Values = std::array<double, kGroupFrames>;
    Values a1, a2, a3, mix_in, mix_band, mix_low;
  };

  std::vector<BandKind> kinds_;
  double sample_rate_ = 0.0;
  Design design_ = Design::rbj;
  std::array<std::vector<SvfCoefs>, kControls> controls_;  // a ring, oldest at next_
  std::size_t next_ = 0;
  std::vector<double> newest_;            // the breakpoint given last
  std::vector<double> former_log_freqs_;  // a ring of breakpoints, band by band, oldest at oldest_
  std::size_t n_former_ = 0;
  std::size_t oldest_ = 0;
  bool is_sweeping_ = false;
  std::vector<BandSteps> steps_;  // of one frame group, by band
};

}  // namespace semeq::dsp
