#pragma once

// Many points on one walk between two latents, faster than decoding each.
#include <optional>
#include <span>
#include <vector>

#include "walk/decoder.hpp"

namespace semeq::walk {

// The network's outputs along the straight line from one latent to another, at evenly spaced
// alphas, with cubic interpolation between them. The outputs are smooth in alpha, so at 1,024
// steps the interpolation is as exact as float32; build() measures that, and gives up where a
// network is not so smooth.
//
// A polish, where there is one, is then the greater part of the time: it is done for each point.
class WalkTable {
 public:
  // From this many points on, building a table pays.
  static constexpr std::size_t kWorthwhilePoints = 8192;

  // Covers alphas from `first` to `last` (first < last). Nothing if interpolated outputs differ
  // from decoded ones by more than rounding.
  static std::optional<WalkTable> build(const Decoder& decoder, std::span<const float> start,
                                        std::span<const float> end, double first, double last);

  // Interpolates the outputs at `alpha`, in [first, last], into `outputs`.
  void at(double alpha, float* outputs) const;

 private:
  WalkTable(double first, double step, std::size_t n_outputs)
      : first_(first), step_(step), n_outputs_(n_outputs) {}

  double first_;
  double step_;
  std::size_t n_outputs_;
  std::vector<float> nodes_;  // one row of n_outputs_ per node
};

}  // namespace semeq::walk
