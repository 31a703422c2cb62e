#pragma once

#include <cstddef>

namespace semeq::dsp {

// Frames advanced by one step of the block state-space form, and the grid that
// every stream is anchored to.
inline constexpr int kBlockFrames = 16;

// Sections that one block system holds; longer cascades are several in series.
inline constexpr int kMaxGroupSections = 8;
inline constexpr int kMaxGroupStates = 2 * kMaxGroupSections;

// A group of sections as one linear system over kBlockFrames frames,
//
//     y = H x + O s        s' = A s + B x,
//
// with s in trapezoidal state-variable coordinates: two integrator states per
// section, at signal level for any corner frequency, which is why float32 holds.
// Every matrix is stored by columns, zero-padded to 16 rows.
//
// Plain data on purpose: the kernels, compiled for other instruction sets than
// the rest of the library, see this type and nothing else.
template <typename T>
struct alignas(64) BlockSystem {
  T output_from_input[kBlockFrames][kBlockFrames];       // H, lower-triangular Toeplitz
  T output_from_state[kMaxGroupStates][kBlockFrames];    // O
  T state_from_input[kBlockFrames][kMaxGroupStates];     // B
  T state_from_state[kMaxGroupStates][kMaxGroupStates];  // A, block lower triangular
  T last_from_input[2][kBlockFrames];                    // B's last two rows, by rows
  T last_from_state[2][kMaxGroupStates];                 // A's likewise
  int n_sections;
};

// Runs `n_blocks` steps over n_blocks * kBlockFrames frames. `state` holds
// kMaxGroupStates values aligned to 64 bytes; `in` and `out` may be the same.
template <typename T>
using BlockKernel = void (*)(const BlockSystem<T>* system, T* state, const T* in, T* out,
                             std::size_t n_blocks);

struct KernelTable {
  BlockKernel<float> float32;
  BlockKernel<double> float64;
};

}  // namespace semeq::dsp
