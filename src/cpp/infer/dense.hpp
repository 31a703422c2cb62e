// One fully connected layer on row-major float32 rows, compiled per instruction set.
#pragma once

#include <cstddef>

#include "semeq/dsp/isa.hpp"

namespace semeq::infer {

/// Outputs packed side by side: one AVX-512 vector, two of AVX2, four of SSE2 or NEON.
inline constexpr std::size_t kTileWidth = 16;

struct alignas(64) Tile {
  float values[kTileWidth];
};

/// Weights are packed so that a pass over the inputs reads memory in order:
/// `weights[tile * n_in + input]` holds the weights of kTileWidth outputs. Outputs are padded
/// with zero weights to whole tiles.
struct DenseLayer {
  std::size_t n_in;
  std::size_t n_tiles;
  const Tile* weights;
  const Tile* bias;
  bool silu;  // x / (1 + exp(-x)) on every output
};

/// Maps `n_rows` rows of `n_in` values, `in_stride` apart, to rows of `n_tiles * kTileWidth`.
/// The order of operations of a row does not depend on the other rows.
using DenseKernel = void (*)(const DenseLayer& layer, const float* in, std::size_t in_stride,
                             float* out, std::size_t out_stride, std::size_t n_rows);

/// Precondition: `isa` is runnable.
[[nodiscard]] DenseKernel dense_kernel(dsp::Isa isa) noexcept;

}  // namespace semeq::infer
