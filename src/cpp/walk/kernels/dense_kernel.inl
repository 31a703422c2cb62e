// The one body of the dense layer. Each kernels/<isa>.cpp defines SEMEQ_ISA_NAMESPACE and
// SEMEQ_VECTOR_BYTES and includes this file once, with flags of its own. As in the cascade's
// kernel, helpers have internal linkage and nothing from std:: is used, so that the linker
// cannot pick code of one instruction set for another.
//
// Many rows: a tile's weights (10 kB at 320 inputs) stay in the first-level cache while the rows
// pass; kRowGroup rows share each load and keep the multipliers busy. One row: four tiles at a
// time, limited by streaming the weights from the second-level cache.

#include "walk/dense.hpp"

namespace semeq::walk::SEMEQ_ISA_NAMESPACE {
namespace {

constexpr int kLanes = SEMEQ_VECTOR_BYTES / sizeof(float);
constexpr int kVectors = static_cast<int>(kTileWidth) / kLanes;
// Twelve accumulators cover the latency of two multiply-adds a cycle and leave registers for
// the operands; SSE2 and plain scalar code have too few for that.
constexpr int kRowGroup = kVectors <= 2 ? 12 / kVectors : 2;

constexpr int kUpperHalf = ~0xFFFF;

using V [[gnu::vector_size(SEMEQ_VECTOR_BYTES), gnu::may_alias]] = float;
using I [[gnu::vector_size(SEMEQ_VECTOR_BYTES), gnu::may_alias]] = int;
using U [[gnu::vector_size(SEMEQ_VECTOR_BYTES), gnu::aligned(4), gnu::may_alias]] = float;

// exp(x) for |x| <= 87, relative error below 2e-7: x = n ln 2 + r with |r| <= ln 2 / 2, ln 2 in
// two parts (Cody & Waite 1980), the series of exp(r) to r^7 / 7!, and n added to the exponent.
inline V exp_bounded(V x) {
  const V round_to_int = V{} + 12'582'912.0F;  // 1.5 * 2^23: the sum's last bits are the integer
  // NOLINTBEGIN(modernize-use-std-numbers): nothing from std:: is used here
  const V shifted = x * 1.442695041F + round_to_int;
  const V n = shifted - round_to_int;
  const V r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  // NOLINTEND(modernize-use-std-numbers)
  V series = V{} + 1.0F / 5040.0F;
  series = series * r + 1.0F / 720.0F;
  series = series * r + 1.0F / 120.0F;
  series = series * r + 1.0F / 24.0F;
  series = series * r + 1.0F / 6.0F;
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const I exponent =
      (reinterpret_cast<const I&>(shifted) - reinterpret_cast<const I&>(round_to_int)) << 23;
  const I bits = reinterpret_cast<const I&>(series) + exponent;
  return reinterpret_cast<const V&>(bits);
}

inline V silu(V x) {
  // Beyond 87 the exponential leaves float's range and the result is x or 0 all the same.
  const V limit = V{} + 87.0F;
  V negative = -x;
  negative = negative > limit ? limit : negative;
  negative = negative < -limit ? -limit : negative;
  return x / (1.0F + exp_bounded(negative));
}

// The weights of one input, of vector `v` of a tile: the first or second half of the words of a
// pair, or a tile of its own.
[[gnu::always_inline]] inline V first_of_pair(const Bfloat16Tile& tile, int v) {
  const I bits = reinterpret_cast<const I*>(tile.words)[v] << 16;
  return reinterpret_cast<const V&>(bits);
}
[[gnu::always_inline]] inline V second_of_pair(const Bfloat16Tile& tile, int v) {
  const I bits = reinterpret_cast<const I*>(tile.words)[v] & kUpperHalf;
  return reinterpret_cast<const V&>(bits);
}
[[gnu::always_inline]] inline V single(const FloatTile& tile, int v) {
  return reinterpret_cast<const V*>(tile.values)[v];
}

// Adds one input of every row to the sums of kTiles tiles, `stride` tiles of weights apart.
template <auto kUnpack, int kRows, int kTiles, typename Tile>
[[gnu::always_inline]] inline void add_input(const Tile* weights, std::size_t stride,
                                             const float* in, std::size_t in_stride,
                                             V (&sums)[kRows][kTiles][kVectors]) {
#pragma GCC unroll 16
  for (int t = 0; t < kTiles; ++t) {
    V weight[kVectors];
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) weight[v] = kUnpack(weights[t * stride], v);
    // Row by row: one broadcast input is alive at a time, or the sums spill.
#pragma GCC unroll 16
    for (int row = 0; row < kRows; ++row) {
      const float value = in[row * in_stride];
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) sums[row][t][v] += weight[v] * value;
    }
  }
}

// Adds all inputs, whose weights are packed in pairs.
template <int kRows, int kTiles>
[[gnu::always_inline]] inline void add_inputs(const Bfloat16Tile* tiles, std::size_t tile,
                                              std::size_t n_in, const float* in,
                                              std::size_t in_stride,
                                              V (&sums)[kRows][kTiles][kVectors]) {
  const std::size_t stride = (n_in + 1) / 2;
  const Bfloat16Tile* weights = tiles + tile * stride;
  for (std::size_t pair = 0; pair < n_in / 2; ++pair) {
    add_input<first_of_pair>(weights + pair, stride, in + 2 * pair, in_stride, sums);
    add_input<second_of_pair>(weights + pair, stride, in + 2 * pair + 1, in_stride, sums);
  }
  if (n_in % 2 != 0)
    add_input<first_of_pair>(weights + n_in / 2, stride, in + n_in - 1, in_stride, sums);
}

// Adds all inputs, whose weights are float32.
template <int kRows, int kTiles>
[[gnu::always_inline]] inline void add_inputs(const FloatTile* tiles, std::size_t tile,
                                              std::size_t n_in, const float* in,
                                              std::size_t in_stride,
                                              V (&sums)[kRows][kTiles][kVectors]) {
  const FloatTile* weights = tiles + tile * n_in;
  for (std::size_t i = 0; i < n_in; ++i)
    add_input<single>(weights + i, n_in, in + i, in_stride, sums);
}

template <int kRows, int kTiles, typename Tile>
[[gnu::always_inline]] inline void multiply(const DenseLayer& layer, const Tile* tiles,
                                            std::size_t tile, const float* in,
                                            std::size_t in_stride, float* out,
                                            std::size_t out_stride) {
  V sums[kRows][kTiles][kVectors];
#pragma GCC unroll 16
  for (int row = 0; row < kRows; ++row)
#pragma GCC unroll 16
    for (int t = 0; t < kTiles; ++t)
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) sums[row][t][v] = single(layer.bias[tile + t], v);

  add_inputs<kRows, kTiles>(tiles, tile, layer.n_in, in, in_stride, sums);

#pragma GCC unroll 16
  for (int row = 0; row < kRows; ++row)
#pragma GCC unroll 16
    for (int t = 0; t < kTiles; ++t)
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) {
        const V sum = sums[row][t][v];
        float* target = out + row * out_stride + (tile + t) * kTileWidth + v * kLanes;
        *reinterpret_cast<U*>(target) = layer.silu ? silu(sum) : sum;
      }
}

template <typename Tile>
void dense_rows(const DenseLayer& layer, const Tile* tiles, const float* in, std::size_t in_stride,
                float* out, std::size_t out_stride, std::size_t n_rows) {
  const std::size_t n_grouped = n_rows - n_rows % kRowGroup;
  for (std::size_t tile = 0; tile < layer.n_tiles; ++tile)
    for (std::size_t row = 0; row < n_grouped; row += kRowGroup)
      multiply<kRowGroup, 1>(layer, tiles, tile, in + row * in_stride, in_stride,
                             out + row * out_stride, out_stride);
  for (std::size_t row = n_grouped; row < n_rows; ++row) {
    std::size_t tile = 0;
    for (; tile + 4 <= layer.n_tiles; tile += 4)
      multiply<1, 4>(layer, tiles, tile, in + row * in_stride, in_stride, out + row * out_stride,
                     out_stride);
    for (; tile < layer.n_tiles; ++tile)
      multiply<1, 1>(layer, tiles, tile, in + row * in_stride, in_stride, out + row * out_stride,
                     out_stride);
  }
}

}  // namespace

void dense(const DenseLayer& layer, const float* in, std::size_t in_stride, float* out,
           std::size_t out_stride, std::size_t n_rows) {
  if (layer.pairs != nullptr)
    dense_rows(layer, layer.pairs, in, in_stride, out, out_stride, n_rows);
  else
    dense_rows(layer, layer.singles, in, in_stride, out, out_stride, n_rows);
}

}  // namespace semeq::walk::SEMEQ_ISA_NAMESPACE
