#include "walk/mlp.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>

namespace semeq::walk {
namespace {

// Rows in flight: two activations of 48 x 320 floats and a tile of weights fit the second-level
// cache, and 48 is a multiple of every kernel's row group.
constexpr std::size_t kChunkRows = 48;

// Whether a float32 has no digits below the 16 bits that bfloat16 keeps.
bool is_bfloat16(float value) { return (std::bit_cast<std::uint32_t>(value) << 16) == 0; }

std::vector<Bfloat16Tile> pack_pairs(const LinearWeights& layer, std::size_t n_tiles) {
  const std::size_t n_pairs = (layer.n_in + 1) / 2;
  std::vector<Bfloat16Tile> tiles(n_tiles * n_pairs);
  for (std::size_t out = 0; out < layer.n_out; ++out) {
    for (std::size_t in = 0; in < layer.n_in; ++in) {
      const auto bits = std::bit_cast<std::uint32_t>(layer.weight[out * layer.n_in + in]);
      tiles[out / kTileWidth * n_pairs + in / 2].words[out % kTileWidth] |=
          in % 2 == 0 ? bits >> 16 : bits;
    }
  }
  return tiles;
}

std::vector<FloatTile> pack_singles(const LinearWeights& layer, std::size_t n_tiles) {
  std::vector<FloatTile> tiles(n_tiles * layer.n_in);
  for (std::size_t out = 0; out < layer.n_out; ++out)
    for (std::size_t in = 0; in < layer.n_in; ++in)
      tiles[out / kTileWidth * layer.n_in + in].values[out % kTileWidth] =
          layer.weight[out * layer.n_in + in];
  return tiles;
}

std::vector<FloatTile> pack_bias(const LinearWeights& layer, std::size_t n_tiles) {
  std::vector<FloatTile> tiles(n_tiles);
  for (std::size_t out = 0; out < layer.n_out; ++out)
    tiles[out / kTileWidth].values[out % kTileWidth] = layer.bias[out];
  return tiles;
}

void require_chain(const std::vector<LinearWeights>& layers) {
  if (layers.empty()) throw std::invalid_argument("a network needs at least one layer");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LinearWeights& layer = layers[i];
    const bool chains = i == 0 || layers[i - 1].n_out == layer.n_in;
    if (!chains || layer.n_in == 0 || layer.n_out == 0 ||
        layer.weight.size() != layer.n_in * layer.n_out || layer.bias.size() != layer.n_out) {
      throw std::invalid_argument("the layers' sizes do not chain");
    }
  }
}

}  // namespace

Mlp::Mlp(const std::vector<LinearWeights>& layers, dsp::Isa isa) : dense_(dense_kernel(isa)) {
  require_chain(layers);
  for (const LinearWeights& layer : layers) {
    const std::size_t n_tiles = (layer.n_out + kTileWidth - 1) / kTileWidth;
    Packed packed;
    packed.bias = pack_bias(layer, n_tiles);
    if (std::ranges::all_of(layer.weight, is_bfloat16))
      packed.pairs = pack_pairs(layer, n_tiles);
    else
      packed.singles = pack_singles(layer, n_tiles);
    layers_.push_back({layer.n_in, n_tiles, packed.pairs.empty() ? nullptr : packed.pairs.data(),
                       packed.singles.data(), packed.bias.data(),
                       layers_.size() + 1 < layers.size()});
    packed_.push_back(std::move(packed));  // the tiles stay where they are
    widest_ = std::max(widest_, n_tiles * kTileWidth);
  }
  n_out_ = layers.back().n_out;
}

void Mlp::run(std::span<const float> in, std::span<float> out) const {
  const std::size_t n_rows = in.size() / n_in();
  if (in.size() != n_rows * n_in() || out.size() != n_rows * n_out())
    throw std::invalid_argument("a network maps rows of n_in() to rows of n_out()");
  const std::size_t chunk_rows = std::min(n_rows, kChunkRows);
  std::vector<float> from(chunk_rows * widest_);
  std::vector<float> to(chunk_rows * widest_);
  for (std::size_t first = 0; first < n_rows; first += chunk_rows) {
    const std::size_t n = std::min(chunk_rows, n_rows - first);
    const float* rows = in.data() + first * n_in();
    std::size_t stride = n_in();
    for (const DenseLayer& layer : layers_) {
      dense_(layer, rows, stride, to.data(), widest_, n);
      std::swap(from, to);
      rows = from.data();
      stride = widest_;
    }
    for (std::size_t row = 0; row < n; ++row)
      std::copy_n(rows + row * stride, n_out(), out.data() + (first + row) * n_out());
  }
}

}  // namespace semeq::walk
