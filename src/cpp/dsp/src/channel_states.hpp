#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "segment_chain.hpp"

namespace semeq::dsp {

// The filters' states of every channel, one SegmentState per segment. prepare()
// allocates, nothing else does.
template <typename T>
class ChannelStates {
 public:
  void prepare(std::size_t n_segments, int n_channels) {
    n_segments_ = n_segments;
    states_.assign(n_segments * static_cast<std::size_t>(n_channels), SegmentState<T>{});
    scratch_.assign(n_segments, SegmentState<T>{});
  }

  // One channel's states.
  [[nodiscard]] SegmentState<T>* of(int channel) noexcept {
    return states_.data() + static_cast<std::size_t>(channel) * n_segments_;
  }

  // A copy of one channel's states to run ahead on; good until the next copy.
  [[nodiscard]] SegmentState<T>* copy_of(int channel) noexcept {
    std::copy_n(of(channel), n_segments_, scratch_.data());
    return scratch_.data();
  }

  void silence() noexcept { std::ranges::fill(states_, SegmentState<T>{}); }

  [[nodiscard]] bool is_finite() const noexcept { return all_finite<T>(states_); }

 private:
  std::size_t n_segments_ = 0;
  std::vector<SegmentState<T>> states_;  // channel by channel
  std::vector<SegmentState<T>> scratch_;
};

}  // namespace semeq::dsp
