#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <vector>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/block_system.hpp"

namespace semeq::dsp {

// Feeds a stream cut anywhere to an engine that works in whole blocks of
// kBlockFrames on a grid fixed at the stream's start, without latency: the
// frames of an unfinished block are kept, and the block is run again from its
// start, with zeros for what is yet to come, each time more of it arrives.
// Engines are causal inside a block, so those zeros change nothing before them.
//
// Engine:
//   std::size_t plan(std::size_t n_blocks)    how many of the next blocks, at least
//                                             one, it takes in one run
//   void run(int channel, const T* in, T* out, std::size_t n_blocks)
//   void preview(int channel, const T* in, T* out)   one block, state left as it was
//   void advance(std::size_t n_blocks)        all channels have run these blocks
template <typename T>
class Grid {
 public:
  void prepare(int n_channels) {
    pending_.assign(static_cast<std::size_t>(n_channels), Block{});
    n_pending_ = 0;
  }

  void reset() noexcept {
    std::fill(pending_.begin(), pending_.end(), Block{});
    n_pending_ = 0;
  }

  template <typename Engine>
  void process(AudioView<const T> in, AudioView<T> out, Engine& engine) noexcept {
    std::size_t frame = 0;
    while (frame < in.n_frames) {
      const std::size_t left = in.n_frames - frame;
      if (n_pending_ == 0 && left >= kBlockFrames) {
        const std::size_t n_blocks = engine.plan(left / kBlockFrames);
        for (int c = 0; c < in.n_channels; ++c)
          engine.run(c, in.channels[c] + frame, out.channels[c] + frame, n_blocks);
        engine.advance(n_blocks);
        frame += n_blocks * kBlockFrames;
      } else {
        const std::size_t n_new = std::min(left, kBlockFrames - n_pending_);
        process_partial(in, out, frame, n_new, engine);
        frame += n_new;
      }
    }
  }

  // Whether the unfinished block holds no NaN or infinity.
  [[nodiscard]] bool is_finite() const noexcept {
    return std::all_of(pending_.begin(), pending_.end(), [](const Block& block) {
      return std::all_of(std::begin(block.frames), std::end(block.frames),
                         [](T value) { return std::isfinite(value); });
    });
  }

 private:
  struct Block {
    T frames[kBlockFrames] = {};
  };

  template <typename Engine>
  void process_partial(AudioView<const T> in, AudioView<T> out, std::size_t frame,
                       std::size_t n_new, Engine& engine) noexcept {
    const bool completes = n_pending_ + n_new == kBlockFrames;
    engine.plan(1);
    for (int c = 0; c < in.n_channels; ++c) {
      Block& block = pending_[static_cast<std::size_t>(c)];
      std::copy_n(in.channels[c] + frame, n_new, block.frames + n_pending_);
      Block result;
      if (completes) {
        engine.run(c, block.frames, result.frames, 1);
        block = {};
      } else {
        engine.preview(c, block.frames, result.frames);
      }
      std::copy_n(result.frames + n_pending_, n_new, out.channels[c] + frame);
    }
    n_pending_ = completes ? 0 : n_pending_ + n_new;
    if (completes) engine.advance(1);
  }

  std::vector<Block> pending_;
  std::size_t n_pending_ = 0;
};

}  // namespace semeq::dsp
