#pragma once

#include <type_traits>

#include "kernel_table.hpp"
#include "semeq/dsp/isa.hpp"

namespace semeq::dsp {

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
