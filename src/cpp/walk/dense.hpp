#pragma once

// One fully connected layer on row-major float32 rows, compiled per instruction set.
#include <cstddef>
#include <cstdint>

#include "semeq/dsp/isa.hpp"

namespace semeq::walk {

// Outputs packed side by side: one AVX-512 vector, two of AVX2, four of SSE2 or NEON.
inline constexpr std::size_t kTileWidth = 16;

// The weights of two inputs for kTileWidth outputs, in bfloat16: the upper half of a float32. The
// first input's are the lower halves of the words. Mapping one row is a matter of streaming the
// weights, so that half the bytes are half the time.
struct alignas(64) Bfloat16Tile {
  std::uint32_t words[kTileWidth];
};

// One float32 for each of kTileWidth outputs: their bias, or the weights of one input.
struct alignas(64) FloatTile {
  float values[kTileWidth];
};

// Packed so that a pass over the inputs reads memory in order: all inputs of the first tile of
// outputs, then all of the second. Outputs are padded with zero weights to whole tiles.
struct DenseLayer {
  std::size_t n_in;
  std::size_t n_tiles;
  const Bfloat16Tile* pairs;  // (n_in + 1) / 2 a tile, inputs padded to whole pairs; or null, and
  const FloatTile* singles;   // n_in a tile
  const FloatTile* bias;
  bool silu;  // x / (1 + exp(-x)) on every output
};

// Maps `n_rows` rows of `n_in` values, `in_stride` apart, to rows of `n_tiles * kTileWidth`.
// The order of operations of a row does not depend on the other rows.
using DenseKernel = void (*)(const DenseLayer& layer, const float* in, std::size_t in_stride,
                             float* out, std::size_t out_stride, std::size_t n_rows);

// Precondition: `isa` is runnable.
[[nodiscard]] DenseKernel dense_kernel(dsp::Isa isa) noexcept;

}  // namespace semeq::walk
