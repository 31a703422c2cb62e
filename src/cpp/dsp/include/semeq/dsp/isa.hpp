#pragma once

#include <string_view>
#include <type_traits>
#include <vector>

#include "semeq/dsp/block_system.hpp"

namespace semeq::dsp {

// Instruction sets the block kernel is compiled for, slowest first.
enum class Isa { scalar, sse2, neon, avx2, avx512 };

[[nodiscard]] std::string_view isa_name(Isa isa) noexcept;

// Those that were compiled in and that this processor runs, slowest first.
[[nodiscard]] std::vector<Isa> runnable_isas();

// The instruction set called `name`. Throws std::invalid_argument naming the
// runnable ones if there is none of that name or it cannot run here.
[[nodiscard]] Isa isa_from_name(std::string_view name);

// The set that every cascade uses unless told otherwise: the environment
// variable SEMEQ_ISA where set, else the fastest runnable one. Resolved at the
// first call, which throws like isa_from_name; later calls are a load.
[[nodiscard]] Isa default_isa();

// Precondition: `isa` is runnable.
[[nodiscard]] const KernelTable& kernels(Isa isa) noexcept;

template <typename T>
[[nodiscard]] BlockKernel<T> kernel_for(Isa isa) noexcept {
  if constexpr (std::is_same_v<T, float>)
    return kernels(isa).float32;
  else
    return kernels(isa).float64;
}

}  // namespace semeq::dsp
