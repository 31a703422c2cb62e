#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "block_system.hpp"
#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// The integrator states of one segment, for one channel.
template <typename T>
struct alignas(64) SegmentState {
  T values[kMaxSegmentStates] = {};
};

[[nodiscard]] constexpr std::size_t n_segments_for(std::size_t n_sections) noexcept {
  return (n_sections + kMaxSegmentSections - 1) / kMaxSegmentSections;
}

// Builds the systems of `sections`, split into segments of kMaxSegmentSections and a
// rest. `segments` must hold n_segments_for(sections.size()); nothing is allocated.
template <typename T>
void build_segments(std::span<const Biquad> sections, std::span<BlockSystem<T>> segments) noexcept;

// Runs frame groups through all segments, piece by piece so that what one segment
// leaves is still in the first-level cache for the next. With no segments it copies.
template <typename T>
void run_segments(BlockKernel<T> kernel, std::span<const BlockSystem<T>> segments,
                  SegmentState<T>* states, const T* in, T* out, std::size_t n_groups) noexcept;

template <typename T>
[[nodiscard]] bool all_finite(std::span<const SegmentState<T>> states) noexcept;

}  // namespace semeq::dsp
