#include "segment_chain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "build_block_system.hpp"

namespace semeq::dsp {

namespace {
// 1,024 frames: 4 or 8 KiB of samples beside the 4 or 8 KiB of a segment's matrices.
constexpr std::size_t kPieceGroups = 64;
}  // namespace

template <typename T>
void build_segments(std::span<const Biquad> sections, std::span<BlockSystem<T>> segments) noexcept {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::size_t first = i * kMaxSegmentSections;
    const std::size_t count = std::min<std::size_t>(kMaxSegmentSections, sections.size() - first);
    build_block_system(sections.subspan(first, count), segments[i]);
  }
}

template <typename T>
void run_segments(BlockKernel<T> kernel, std::span<const BlockSystem<T>> segments,
                  SegmentState<T>* states, const T* in, T* out, std::size_t n_groups) noexcept {
  if (segments.empty()) {
    if (in != out) std::memmove(out, in, n_groups * kGroupFrames * sizeof(T));
    return;
  }
  if (segments.size() == 1) {
    kernel(segments.data(), states->values, in, out, n_groups);
    return;
  }
  for (std::size_t group = 0; group < n_groups; group += kPieceGroups) {
    const std::size_t count = std::min(kPieceGroups, n_groups - group);
    const T* source = in + group * kGroupFrames;
    T* const target = out + group * kGroupFrames;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      kernel(&segments[i], states[i].values, source, target, count);
      source = target;
    }
  }
}

template <typename T>
bool all_finite(std::span<const SegmentState<T>> states) noexcept {
  return std::ranges::all_of(states, [](const SegmentState<T>& state) {
    return std::all_of(std::begin(state.values), std::end(state.values),
                       [](T value) { return std::isfinite(value); });
  });
}

template bool all_finite(std::span<const SegmentState<float>>) noexcept;
template bool all_finite(std::span<const SegmentState<double>>) noexcept;
template void build_segments(std::span<const Biquad>, std::span<BlockSystem<float>>) noexcept;
template void build_segments(std::span<const Biquad>, std::span<BlockSystem<double>>) noexcept;
template void run_segments(BlockKernel<float>, std::span<const BlockSystem<float>>,
                           SegmentState<float>*, const float*, float*, std::size_t) noexcept;
template void run_segments(BlockKernel<double>, std::span<const BlockSystem<double>>,
                           SegmentState<double>*, const double*, double*, std::size_t) noexcept;

}  // namespace semeq::dsp
