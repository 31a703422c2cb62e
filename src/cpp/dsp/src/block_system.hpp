#pragma once

#include <cstddef>

namespace semeq::dsp {

// Frames advanced by one step of the block state-space form: a *frame group*, and
// the grid that every stream is anchored to.
inline constexpr int kGroupFrames = 16;

// Sections that one block system holds: a *segment* of a cascade. Longer cascades
// are several segments in series.
inline constexpr int kMaxSegmentSections = 8;
inline constexpr int kMaxSegmentStates = 2 * kMaxSegmentSections;

// A segment of sections as one linear system over kGroupFrames frames,
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
  T output_from_input[kGroupFrames][kGroupFrames];           // H, lower-triangular Toeplitz
  T output_from_state[kMaxSegmentStates][kGroupFrames];      // O
  T state_from_input[kGroupFrames][kMaxSegmentStates];       // B
  T state_from_state[kMaxSegmentStates][kMaxSegmentStates];  // A, block lower triangular
  T last_from_input[2][kGroupFrames];                        // B's last two rows, by rows
  T last_from_state[2][kMaxSegmentStates];                   // A's likewise
  int n_sections;
};

// Runs `n_groups` steps over n_groups * kGroupFrames frames. `state` holds
// kMaxSegmentStates values aligned to 64 bytes; `in` and `out` may be the same.
template <typename T>
using BlockKernel = void (*)(const BlockSystem<T>* system, T* state, const T* in, T* out,
                             std::size_t n_groups);

}  // namespace semeq::dsp
