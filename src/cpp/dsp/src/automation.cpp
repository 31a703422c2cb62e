#include "semeq/dsp/automation.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "moving_cascade.hpp"
#include "segment_chain.hpp"
#include "silence.hpp"

namespace semeq::dsp {

static_assert(kBreakpointFrames == kGroupFrames);

template <typename T>
struct Automation<T>::Impl {
  std::size_t breakpoint_size = 0;
  Grid<T> grid;
  MovingCascade moving;
  std::int64_t position = 0;          // frames so far
  std::int64_t group = 0;             // the frame group to run next
  std::int64_t next_breakpoint = -1;  // the first one `moving` has not been given
  bool is_planned = false;
  std::span<const double> breakpoints;  // of the call under way
  std::int64_t first_breakpoint = 0;

  // What Grid asks of an engine.
  std::size_t plan(std::size_t) noexcept {
    if (is_planned) return 1;
    is_planned = true;
    for (; next_breakpoint <= group + 2; ++next_breakpoint) {
      const auto index = static_cast<std::size_t>(next_breakpoint - first_breakpoint);
      moving.push(breakpoints.subspan(index * breakpoint_size, breakpoint_size));
    }
    moving.begin_group();
    return 1;
  }

  void run(SegmentState<T>* states, const T* in, T* out, std::size_t) const noexcept {
    moving.run(states, in, out);
  }

  void advance(std::size_t) noexcept {
    is_planned = false;
    ++group;
  }
};

template <typename T>
Automation<T>::Automation() = default;
template <typename T>
Automation<T>::~Automation() = default;
template <typename T>
Automation<T>::Automation(Automation&&) noexcept = default;
template <typename T>
Automation<T>& Automation<T>::operator=(Automation&&) noexcept = default;

template <typename T>
void Automation<T>::prepare(std::span<const BandKind> kinds, double sample_rate, int n_channels,
                            Design design) {
  if (n_channels < 1) throw std::invalid_argument("n_channels must be at least 1");
  if (!(std::isfinite(sample_rate) && sample_rate > 0.0))
    throw std::invalid_argument("sample_rate must be finite and > 0");
  auto impl = std::make_unique<Impl>();
  impl->breakpoint_size = kinds.size() * MovingCascade::kBandValues;
  impl->grid.prepare(n_segments_for(kinds.size()), n_channels);
  impl->moving.prepare(kinds, sample_rate, design);
  impl_ = std::move(impl);
}

template <typename T>
BreakpointRange Automation<T>::breakpoints_for(std::size_t n_frames) const noexcept {
  if (impl_ == nullptr) return {};
  const std::int64_t first_group = impl_->group;
  const std::int64_t last_frame =
      impl_->position + std::max<std::int64_t>(static_cast<std::int64_t>(n_frames), 1) - 1;
  return {first_group - 1, last_frame / kGroupFrames - first_group + 4};
}

template <typename T>
void Automation<T>::process(AudioView<const T> in, AudioView<T> out,
                            std::span<const double> breakpoints) noexcept SEMEQ_NONBLOCKING {
  if (impl_ == nullptr) return fill_with_silence(out);
  const FlushDenormals flush;
  const BreakpointRange range = breakpoints_for(in.n_frames);
  assert(breakpoints.size() == static_cast<std::size_t>(range.count) * impl_->breakpoint_size);
  impl_->breakpoints = breakpoints;
  impl_->first_breakpoint = range.first;
  impl_->grid.process(in, out, *impl_);
  impl_->position += static_cast<std::int64_t>(in.n_frames);
}

template <typename T>
bool Automation<T>::is_finite() const noexcept {
  return impl_ == nullptr || impl_->grid.is_finite();
}

template class Automation<float>;
template class Automation<double>;

}  // namespace semeq::dsp
