#pragma once

// One fully connected layer on row-major float32 rows, compiled per instruction set.
#include <cstddef>
#include <cstdint>

#include "semeq/dsp/isa.hpp"

namespace semeq::walk {

// Outputs packed side by side: one AVX-512 vector, two of AVX2, four of SSE2 or NEON.
inline constexpr std::size_t kTileWidth = 16;

// The weights of two inputs for kTileWidth outputs, in bfloat16: the upper half of a float32. The
// first input's are the lower halves of the words. Decoding one row is a matter of streaming the
// weights, so that half the bytes are half the time.
struct alignas(64) WeightTile {
  std::uint32_t words[kTileWidth];
};

struct alignas(64) BiasTile {
  float values[kTileWidth];
};

// Packed so that a pass over the inputs reads memory in order: `weights[tile * n_pairs() + pair]`.
// Outputs are padded with zero weights to whole tiles, inputs to whole pairs.
struct DenseLayer {
  std::size_t n_in;
  std::size_t n_tiles;
  const WeightTile* weights;
  const BiasTile* bias;
  bool silu;  // x / (1 + exp(-x)) on every output

  [[nodiscard]] constexpr std::size_t n_pairs() const noexcept { return (n_in + 1) / 2; }
};

// Maps `n_rows` rows of `n_in` values, `in_stride` apart, to rows of `n_tiles * kTileWidth`.
// The order of operations of a row does not depend on the other rows.
using DenseKernel = void (*)(const DenseLayer& layer, const float* in, std::size_t in_stride,
                             float* out, std::size_t out_stride, std::size_t n_rows);

// Precondition: `isa` is runnable.
[[nodiscard]] DenseKernel dense_kernel(dsp::Isa isa) noexcept;

}  // namespace semeq::walk
