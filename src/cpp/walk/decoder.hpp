#pragma once

// The decoder of a settings autoencoder.
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "walk/mlp.hpp"

namespace semeq::walk {

// The value in [lowest, highest] nearest to `value`; `lowest` for a NaN, so that a damaged network
// cannot reach the equalizer.
[[nodiscard]] inline float limit(float value, float lowest, float highest) noexcept {
  return std::fmin(std::fmax(value, lowest), highest);
}

// Maps a unit value u in [0, 1] to a param: low + u * span, or exp of it, within bounds.
struct ParamScale {
  float low;
  float span;
  bool is_log;
  float lowest;
  float highest;
};

// A network whose outputs y become unit values (y + 1) / 2, limited to [0, 1], and then params,
// always within bounds. Immutable, so any number of threads may decode at once. A row's result does
// not depend on the rows beside it.
class Decoder {
 public:
  // Throws std::invalid_argument where the network has other outputs than the scales.
  Decoder(Mlp network, std::vector<ParamScale> scales);

  [[nodiscard]] std::size_t latent_dim() const noexcept { return network_.n_in(); }
  [[nodiscard]] std::size_t n_params() const noexcept { return scales_.size(); }

  // `latents`: n rows of latent_dim(); `params`: n rows of n_params(). Throws
  // std::invalid_argument otherwise.
  void decode(std::span<const float> latents, std::span<float> params) const;

  // The two halves of decode(): the network's smooth outputs, and what becomes of one row, which
  // may be changed in place.
  [[nodiscard]] const Mlp& network() const noexcept { return network_; }
  void finish_row(const float* outputs, float* params) const;

 private:
  Mlp network_;
  std::vector<ParamScale> scales_;
};

}  // namespace semeq::walk
