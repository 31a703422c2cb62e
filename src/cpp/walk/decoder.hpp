#pragma once

// The decoder of a settings autoencoder as plain matrix products, without libtorch.
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "walk/dense.hpp"

namespace semeq::walk {

// Whether a float32 has no digits below the 16 bits that bfloat16 keeps.
[[nodiscard]] bool is_bfloat16(float value) noexcept;

// Row-major weights (n_out, n_in), each of them is_bfloat16(), and bias (n_out) of one linear
// layer.
struct LinearWeights {
  std::size_t n_in;
  std::size_t n_out;
  std::vector<float> weight;
  std::vector<float> bias;
};

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

// Linear layers with SiLU between them; outputs y become unit values (y + 1) / 2, limited to
// [0, 1], and then params, always within bounds. Immutable, so any number of threads may decode at
// once. A row's result does not depend on the rows beside it.
class Decoder {
 public:
  // Throws std::invalid_argument where the sizes of layers and scales do not chain or a weight is
  // no bfloat16 value.
  Decoder(const std::vector<LinearWeights>& layers, std::vector<ParamScale> scales, dsp::Isa isa);
  Decoder(const Decoder&) = delete;  // layers_ points into weights_ and biases_
  Decoder& operator=(const Decoder&) = delete;
  Decoder(Decoder&&) = default;
  Decoder& operator=(Decoder&&) = default;
  ~Decoder() = default;

  [[nodiscard]] std::size_t latent_dim() const noexcept { return layers_.front().n_in; }
  [[nodiscard]] std::size_t n_params() const noexcept { return scales_.size(); }

  // `latents`: n rows of latent_dim(); `params`: n rows of n_params().
  void decode(std::span<const float> latents, std::span<float> params) const;

  // The two halves of decode(): the network's smooth outputs, and what becomes of one row.
  void run_network(std::span<const float> latents, std::span<float> outputs) const;
  void finish_row(const float* outputs, float* params) const;

 private:
  void require_rows(std::span<const float> latents, std::span<const float> out) const;
  template <typename Sink>
  void for_each_row(std::span<const float> latents, Sink sink) const;

  DenseKernel dense_;
  std::vector<ParamScale> scales_;
  std::vector<std::vector<WeightTile>> weights_;
  std::vector<std::vector<BiasTile>> biases_;
  std::vector<DenseLayer> layers_;
  std::size_t widest_ = 0;
};

}  // namespace semeq::walk
