#include "group_chain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "build_block_system.hpp"

namespace semeq::dsp {

namespace {
// 1,024 frames: 4 or 8 KiB of samples beside the 4 or 8 KiB of a group's matrices.
constexpr std::size_t kPieceBlocks = 64;
}  // namespace

template <typename T>
void build_groups(std::span<const Biquad> sections, std::span<BlockSystem<T>> groups) noexcept {
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const std::size_t first = group * kMaxGroupSections;
    const std::size_t count = std::min<std::size_t>(kMaxGroupSections, sections.size() - first);
    build_block_system(sections.subspan(first, count), groups[group]);
  }
}

template <typename T>
void run_groups(BlockKernel<T> kernel, std::span<const BlockSystem<T>> groups,
                GroupState<T>* states, const T* in, T* out, std::size_t n_blocks) noexcept {
  if (groups.empty()) {
    if (in != out) std::memmove(out, in, n_blocks * kBlockFrames * sizeof(T));
    return;
  }
  if (groups.size() == 1) {
    kernel(groups.data(), states->values, in, out, n_blocks);
    return;
  }
  for (std::size_t block = 0; block < n_blocks; block += kPieceBlocks) {
    const std::size_t count = std::min(kPieceBlocks, n_blocks - block);
    const T* source = in + block * kBlockFrames;
    T* const target = out + block * kBlockFrames;
    for (std::size_t group = 0; group < groups.size(); ++group) {
      kernel(&groups[group], states[group].values, source, target, count);
      source = target;
    }
  }
}

template <typename T>
bool all_finite(std::span<const GroupState<T>> states) noexcept {
  return std::all_of(states.begin(), states.end(), [](const GroupState<T>& state) {
    return std::all_of(std::begin(state.values), std::end(state.values),
                       [](T value) { return std::isfinite(value); });
  });
}

template bool all_finite(std::span<const GroupState<float>>) noexcept;
template bool all_finite(std::span<const GroupState<double>>) noexcept;
template void build_groups(std::span<const Biquad>, std::span<BlockSystem<float>>) noexcept;
template void build_groups(std::span<const Biquad>, std::span<BlockSystem<double>>) noexcept;
template void run_groups(BlockKernel<float>, std::span<const BlockSystem<float>>,
                         GroupState<float>*, const float*, float*, std::size_t) noexcept;
template void run_groups(BlockKernel<double>, std::span<const BlockSystem<double>>,
                         GroupState<double>*, const double*, double*, std::size_t) noexcept;

}  // namespace semeq::dsp
