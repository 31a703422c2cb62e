#pragma once

#include <span>

#include "block_system.hpp"
#include "semeq/dsp/biquad.hpp"

namespace semeq::dsp {

// Fills `system` for 1 to kMaxSegmentSections stable sections in series; a few
// microseconds, no allocation. Computed in float64 whatever T is.
template <typename T>
void build_block_system(std::span<const Biquad> sections, BlockSystem<T>& system) noexcept;

}  // namespace semeq::dsp
