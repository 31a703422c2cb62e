#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <vector>

#include "block_system.hpp"
#include "channel_states.hpp"
#include "semeq/dsp/audio_view.hpp"

namespace semeq::dsp {

// What a Grid feeds: filters that take whole frame groups, are causal inside a
// group and keep no state but the one they are given. None of the three may throw.
//
//   plan(n)               how many of the next n groups, at least one, it takes in
//                         one run; asked again while a group arrives in pieces
//   run(state, in, out, n)  filters n groups of one channel, whose states are `state`
//   advance(n)            all channels have run these groups
template <typename E, typename T>
concept BlockEngine =
    requires(E engine, SegmentState<T>* state, const T* in, T* out, std::size_t n_groups) {
      { engine.plan(n_groups) } noexcept -> std::same_as<std::size_t>;
      { engine.run(state, in, out, n_groups) } noexcept;
      { engine.advance(n_groups) } noexcept;
    };

// Feeds a stream cut anywhere to an engine that works in whole frame groups on a
// grid fixed at the stream's start, without latency: the frames of an unfinished
// group are kept, and the group is run again from its start on a copy of the states,
// with zeros for what is yet to come, each time more of it arrives. Engines are
// causal inside a group, so those zeros change nothing before them.
template <typename T>
class Grid {
 public:
  void prepare(std::size_t n_segments, int n_channels) {
    states_.prepare(n_segments, n_channels);
    pending_.assign(static_cast<std::size_t>(n_channels), FrameGroup{});
    n_pending_ = 0;
  }

  // Back to silence before the first frame.
  void silence() noexcept {
    states_.silence();
    std::ranges::fill(pending_, FrameGroup{});
    n_pending_ = 0;
  }

  // Precondition: both views have the channels prepared for and the same frames.
  template <BlockEngine<T> Engine>
  void process(AudioView<const T> in, AudioView<T> out, Engine& engine) noexcept {
    assert(static_cast<std::size_t>(in.n_channels) == pending_.size());
    assert(out.n_channels == in.n_channels && out.n_frames == in.n_frames);
    std::size_t frame = 0;
    while (frame < in.n_frames) {
      const std::size_t left = in.n_frames - frame;
      if (n_pending_ == 0 && left >= kGroupFrames) {
        const std::size_t n_groups = engine.plan(left / kGroupFrames);
        for (int c = 0; c < in.n_channels; ++c)
          engine.run(states_.of(c), in.channels[c] + frame, out.channels[c] + frame, n_groups);
        engine.advance(n_groups);
        frame += n_groups * kGroupFrames;
      } else {
        const std::size_t n_new = std::min(left, kGroupFrames - n_pending_);
        process_partial(in, out, frame, n_new, engine);
        frame += n_new;
      }
    }
  }

  // Whether neither states nor unfinished groups hold a NaN or infinity.
  [[nodiscard]] bool is_finite() const noexcept {
    return states_.is_finite() && std::ranges::all_of(pending_, [](const FrameGroup& group) {
             return std::all_of(std::begin(group.frames), std::end(group.frames),
                                [](T value) { return std::isfinite(value); });
           });
  }

 private:
  struct FrameGroup {
    T frames[kGroupFrames] = {};
  };

  template <BlockEngine<T> Engine>
  void process_partial(AudioView<const T> in, AudioView<T> out, std::size_t frame,
                       std::size_t n_new, Engine& engine) noexcept {
    const bool completes = n_pending_ + n_new == kGroupFrames;
    engine.plan(1);
    for (int c = 0; c < in.n_channels; ++c) {
      FrameGroup& group = pending_[static_cast<std::size_t>(c)];
      std::copy_n(in.channels[c] + frame, n_new, group.frames + n_pending_);
      FrameGroup result;
      engine.run(completes ? states_.of(c) : states_.copy_of(c), group.frames, result.frames, 1);
      std::copy_n(result.frames + n_pending_, n_new, out.channels[c] + frame);
      if (completes) group = {};
    }
    n_pending_ = completes ? 0 : n_pending_ + n_new;
    if (completes) engine.advance(1);
  }

  ChannelStates<T> states_;
  std::vector<FrameGroup> pending_;
  std::size_t n_pending_ = 0;
};

}  // namespace semeq::dsp
