#include "walk/decoder.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>

namespace semeq::walk {
namespace {

// Rows in flight: two activations of 48 x 320 floats and a tile of weights fit the second-level
// cache, and 48 is a multiple of every kernel's row group.
constexpr std::size_t kChunkRows = 48;

std::vector<WeightTile> pack_weights(const LinearWeights& layer, std::size_t n_tiles) {
  const std::size_t n_pairs = (layer.n_in + 1) / 2;
  std::vector<WeightTile> tiles(n_tiles * n_pairs);
  for (std::size_t out = 0; out < layer.n_out; ++out) {
    for (std::size_t in = 0; in < layer.n_in; ++in) {
      const auto bits = std::bit_cast<std::uint32_t>(layer.weight[out * layer.n_in + in]);
      tiles[out / kTileWidth * n_pairs + in / 2].words[out % kTileWidth] |=
          in % 2 == 0 ? bits >> 16 : bits;
    }
  }
  return tiles;
}

std::vector<BiasTile> pack_bias(const LinearWeights& layer, std::size_t n_tiles) {
  std::vector<BiasTile> tiles(n_tiles);
  for (std::size_t out = 0; out < layer.n_out; ++out)
    tiles[out / kTileWidth].values[out % kTileWidth] = layer.bias[out];
  return tiles;
}

}  // namespace

bool is_bfloat16(float value) noexcept { return (std::bit_cast<std::uint32_t>(value) << 16) == 0; }

Decoder::Decoder(const std::vector<LinearWeights>& layers, std::vector<ParamScale> scales,
                 dsp::Isa isa)
    : dense_(dense_kernel(isa)), scales_(std::move(scales)) {
  if (layers.empty() || layers.back().n_out != scales_.size())
    throw std::invalid_argument("the last layer must have one output per param");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LinearWeights& layer = layers[i];
    const bool chains = i == 0 || layers[i - 1].n_out == layer.n_in;
    if (!chains || layer.weight.size() != layer.n_in * layer.n_out ||
        layer.bias.size() != layer.n_out) {
      throw std::invalid_argument("the layers' sizes do not chain");
    }
    if (!std::ranges::all_of(layer.weight, is_bfloat16))
      throw std::invalid_argument("the weights must be bfloat16 values");
    const std::size_t n_tiles = (layer.n_out + kTileWidth - 1) / kTileWidth;
    weights_.push_back(pack_weights(layer, n_tiles));
    biases_.push_back(pack_bias(layer, n_tiles));
    layers_.push_back({layer.n_in, n_tiles, weights_.back().data(), biases_.back().data(),
                       i + 1 < layers.size()});
    widest_ = std::max(widest_, n_tiles * kTileWidth);
  }
}

template <typename Sink>
void Decoder::for_each_row(std::span<const float> latents, Sink sink) const {
  const std::size_t n_rows = latents.size() / latent_dim();
  const std::size_t chunk_rows = std::min(n_rows, kChunkRows);
  std::vector<float> from(chunk_rows * widest_);
  std::vector<float> to(chunk_rows * widest_);
  for (std::size_t first = 0; first < n_rows; first += chunk_rows) {
    const std::size_t n = std::min(chunk_rows, n_rows - first);
    const float* in = latents.data() + first * latent_dim();
    std::size_t in_stride = latent_dim();
    for (const DenseLayer& layer : layers_) {
      dense_(layer, in, in_stride, to.data(), widest_, n);
      std::swap(from, to);
      in = from.data();
      in_stride = widest_;
    }
    for (std::size_t row = 0; row < n; ++row) sink(first + row, in + row * in_stride);
  }
}

void Decoder::decode(std::span<const float> latents, std::span<float> params) const {
  require_rows(latents, params);
  for_each_row(latents, [&](std::size_t row, const float* outputs) {
    finish_row(outputs, params.data() + row * n_params());
  });
}

void Decoder::run_network(std::span<const float> latents, std::span<float> outputs) const {
  require_rows(latents, outputs);
  for_each_row(latents, [&](std::size_t row, const float* values) {
    std::copy_n(values, n_params(), outputs.data() + row * n_params());
  });
}

void Decoder::require_rows(std::span<const float> latents, std::span<const float> out) const {
  const std::size_t n_rows = latents.size() / latent_dim();
  if (latents.size() != n_rows * latent_dim() || out.size() != n_rows * n_params())
    throw std::invalid_argument("a decoder maps rows of latent_dim() to rows of n_params()");
}

void Decoder::finish_row(const float* outputs, float* params) const {
  for (std::size_t i = 0; i < scales_.size(); ++i) {
    const ParamScale& scale = scales_[i];
    const float unit = limit(0.5F * (outputs[i] + 1.0F), 0.0F, 1.0F);
    const float affine = unit * scale.span + scale.low;
    const float value = scale.is_log ? std::exp(affine) : affine;
    params[i] = limit(value, scale.lowest, scale.highest);
  }
}

}  // namespace semeq::walk
