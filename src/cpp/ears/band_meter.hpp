#pragma once

// The front end of the ears: power in bands over time.
#include <cstddef>
#include <span>
#include <vector>

#include "ears/power_kernel.hpp"

namespace semeq::ears {

// Power in bands of half-overlapping Hann windows. A band is a weighted sum of |X|^2 over the bins
// of the window's Fourier transform. Immutable, so any number of threads may use it at once. A
// window's powers do not depend on the windows beside it.
//
// In float32: where a band is a million times softer than the loudest, its power is off by some
// thousandths, as with any transform in float32; where it is not, by some millionths.
class BandMeter {
 public:
  // `weights`: for each of `n_bands`, those of n_window / 2 + 1 bins. Throws std::invalid_argument
  // unless n_window is a power of two from 32 to 2^24.
  BandMeter(std::span<const float> weights, std::size_t n_bands, dsp::Isa isa)
      : BandMeter(weights, n_bands, power_kernel(isa)) {}
  BandMeter(std::span<const float> weights, std::size_t n_bands, PowerKernel kernel);
  BandMeter(const BandMeter&) = delete;  // bands_ points into weights_
  BandMeter& operator=(const BandMeter&) = delete;
  BandMeter(BandMeter&&) = default;
  BandMeter& operator=(BandMeter&&) = default;
  ~BandMeter() = default;

  [[nodiscard]] std::size_t n_window() const noexcept { return n_window_; }
  [[nodiscard]] std::size_t n_bands() const noexcept { return bands_.size(); }

  // Whole windows in so many frames; what is left at the end is not heard.
  [[nodiscard]] std::size_t n_windows(std::size_t n_frames) const noexcept;

  // `audio`: n_channels rows, planar. `powers`: n_windows rows of n_bands() per channel. Allocates
  // what a few windows need. Throws std::invalid_argument where sizes do not agree.
  void power(std::span<const float> audio, std::size_t n_channels, std::span<float> powers) const;

 private:
  void plan_transform();
  void plan_bands(std::span<const float> weights, std::size_t n_bands);

  PowerKernel kernel_;
  std::size_t n_window_;
  std::vector<float> window_;
  std::vector<float> twiddles_;
  std::vector<MirrorPair> pairs_;
  std::vector<float> weights_;
  std::vector<Band> bands_;
};

}  // namespace semeq::ears
