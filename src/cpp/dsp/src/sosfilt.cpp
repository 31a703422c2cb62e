#include "semeq/dsp/sosfilt.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "kernels.hpp"
#include "segment_chain.hpp"
#include "state_map.hpp"
#include "svf.hpp"

namespace semeq::dsp {

namespace {

// Sections prepared for the block kernel, with the frames after the last whole
// frame group taken one by one.
template <typename T>
class BlockFilter {
 public:
  BlockFilter(std::span<const Biquad> sections, Isa isa)
      : kernel_(kernel_for<T>(isa)),
        segments_(n_segments_for(sections.size())),
        states_(segments_.size()) {
    build_segments<T>(sections, segments_);
    for (const Biquad& section : sections) {
      maps_.emplace_back(section);
      steps_.push_back(SvfStep::from(svf_from_biquad(section)));
    }
  }

  [[nodiscard]] bool can_start_anywhere() const noexcept {
    return std::ranges::all_of(maps_, [](const StateMap& map) { return map.is_invertible(); });
  }

  // Whether the filters stayed finite; `direct` is only then brought up to date.
  bool run(const T* in, T* out, std::size_t n_frames, double* direct) noexcept {
    std::ranges::fill(states_, SegmentState<T>{});
    if (direct != nullptr) {
      for (std::size_t i = 0; i < maps_.size(); ++i) {
        double s[2];
        maps_[i].to_svf(direct + 2 * i, s);
        pair(i)[0] = static_cast<T>(s[0]);
        pair(i)[1] = static_cast<T>(s[1]);
      }
    }
    const std::size_t n_groups = n_frames / kGroupFrames;
    run_segments<T>(kernel_, segments_, states_.data(), in, out, n_groups);
    for (std::size_t frame = n_groups * kGroupFrames; frame < n_frames; ++frame)
      out[frame] = run_frame(in[frame]);
    if (!all_finite<T>(states_)) return false;
    if (direct != nullptr) {
      for (std::size_t i = 0; i < maps_.size(); ++i) {
        const double s[2] = {pair(i)[0], pair(i)[1]};
        maps_[i].to_direct(s, direct + 2 * i);
      }
    }
    return true;
  }

 private:
  T run_frame(T x) noexcept {
    double signal = x;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      double s[2] = {pair(i)[0], pair(i)[1]};
      signal = steps_[i](signal, s);
      pair(i)[0] = static_cast<T>(s[0]);
      pair(i)[1] = static_cast<T>(s[1]);
    }
    return static_cast<T>(signal);
  }

  T* pair(std::size_t section) noexcept {
    return states_[section / kMaxSegmentSections].values + 2 * (section % kMaxSegmentSections);
  }

  BlockKernel<T> kernel_;
  std::vector<BlockSystem<T>> segments_;
  std::vector<SegmentState<T>> states_;
  std::vector<StateMap> maps_;
  std::vector<SvfStep> steps_;
};

// Transposed direct form II, for whatever the block filter cannot do.
template <typename T>
void run_direct(std::span<const Biquad> sections, const T* in, T* out, std::size_t n_frames,
                double* states) noexcept {
  for (std::size_t frame = 0; frame < n_frames; ++frame) {
    double signal = in[frame];
    for (std::size_t i = 0; i < sections.size(); ++i) {
      const Biquad& s = sections[i];
      double* const z = states + 2 * i;
      const double x = signal;
      signal = s.b0 * x + z[0];
      z[0] = s.b1 * x - s.a1 * signal + z[1];
      z[1] = s.b2 * x - s.a2 * signal;
    }
    out[frame] = static_cast<T>(signal);
  }
}

}  // namespace

template <typename T>
void sosfilt(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
             std::span<double> states, Isa isa) {
  if (in.n_channels != out.n_channels || in.n_frames != out.n_frames)
    throw std::invalid_argument("x and y must have equal channels and frames");
  const std::size_t n_states = 2 * sections.size() * static_cast<std::size_t>(in.n_channels);
  if (!states.empty() && states.size() != n_states)
    throw std::invalid_argument("states must be two values per section and channel");
  const FlushDenormals flush;
  const bool stable = std::ranges::all_of(sections, is_stable);
  BlockFilter<T> filter(stable ? sections : std::span<const Biquad>{}, isa);
  const bool use_blocks = stable && (states.empty() || filter.can_start_anywhere());

  std::vector<double> from_silence(2 * sections.size());
  for (int c = 0; c < in.n_channels; ++c) {
    double* const given = states.empty()
                              ? nullptr
                              : states.data() + static_cast<std::size_t>(c) * 2 * sections.size();
    if (use_blocks && filter.run(in.channels[c], out.channels[c], in.n_frames, given)) continue;
    std::ranges::fill(from_silence, 0.0);
    run_direct(sections, in.channels[c], out.channels[c], in.n_frames,
               given != nullptr ? given : from_silence.data());
  }
}

template void sosfilt(std::span<const Biquad>, AudioView<const float>, AudioView<float>,
                      std::span<double>, Isa);
template void sosfilt(std::span<const Biquad>, AudioView<const double>, AudioView<double>,
                      std::span<double>, Isa);

}  // namespace semeq::dsp
