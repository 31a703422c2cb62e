#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/block_system.hpp"

namespace semeq::dsp {

// The integrator states of one group of sections, for one channel.
template <typename T>
struct alignas(64) GroupState {
  T values[kMaxGroupStates] = {};
};

[[nodiscard]] constexpr std::size_t n_groups_for(std::size_t n_sections) noexcept {
  return (n_sections + kMaxGroupSections - 1) / kMaxGroupSections;
}

// Builds the systems of `sections`, split into groups of kMaxGroupSections and a
// rest. `groups` must hold n_groups_for(sections.size()); nothing is allocated.
template <typename T>
void build_groups(std::span<const Biquad> sections, std::span<BlockSystem<T>> groups) noexcept;

// Runs blocks through all groups, piece by piece so that what one group leaves
// is still in the first-level cache for the next. With no groups it copies.
template <typename T>
void run_groups(BlockKernel<T> kernel, std::span<const BlockSystem<T>> groups,
                GroupState<T>* states, const T* in, T* out, std::size_t n_blocks) noexcept;

template <typename T>
[[nodiscard]] bool all_finite(std::span<const GroupState<T>> states) noexcept;

}  // namespace semeq::dsp
