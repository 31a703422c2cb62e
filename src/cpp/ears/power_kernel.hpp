#pragma once

// Band powers of windows of audio, compiled per instruction set.
#include <cstddef>
#include <cstdint>

#include "semeq/dsp/isa.hpp"

namespace semeq::ears {

// As many windows as any kernel transforms side by side: one AVX-512 vector.
inline constexpr std::size_t kMaxLanes = 16;

// A frequency of the complex transform and its mirror image, which give two bins of the spectrum.
struct MirrorPair {
  std::uint32_t place;         // where the transform leaves frequency k
  std::uint32_t mirror_place;  // and n_points - k
  float cosine;                // of 2 pi k / n_window
  float sine;
};

// A band is a weighted sum of neighboring bins.
struct Band {
  std::size_t first_bin;
  std::size_t n_bins;
  const float* weights;
};

// What a kernel needs to know of a window length and its bands.
struct PowerTables {
  std::size_t n_window;     // a power of two from 32 on
  const float* window;      // half of a Hann window
  const float* twiddles;    // six floats for each butterfly of a level: W^k, W^2k, W^3k
  const MirrorPair* pairs;  // k = 1 to n_points / 2
  const Band* bands;
  std::size_t n_bands;

  // The samples of a window, two at a time, are the points of a complex transform.
  [[nodiscard]] constexpr std::size_t n_points() const noexcept { return n_window / 2; }
  // Vectors of scratch: the points, and the power of n_points() + 1 bins.
  [[nodiscard]] constexpr std::size_t n_scratch() const noexcept { return 3 * n_points() + 1; }
};

struct alignas(64) ScratchVector {
  float values[kMaxLanes];
};

// Writes `n_windows` rows of `n_bands` powers. Windows start half a window apart; `scratch` holds
// n_scratch() vectors. A row does not depend on the others.
using PowerKernel = void (*)(const PowerTables& tables, const float* audio, std::size_t n_windows,
                             ScratchVector* scratch, float* power);

// Precondition: `isa` is runnable.
[[nodiscard]] PowerKernel power_kernel(dsp::Isa isa) noexcept;

}  // namespace semeq::ears
