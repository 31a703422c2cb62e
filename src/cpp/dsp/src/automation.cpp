#include "semeq/dsp/automation.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "group_chain.hpp"
#include "moving_cascade.hpp"

namespace semeq::dsp {

template <typename T>
struct Automation<T>::Impl {
  std::size_t point_size = 0;
  Grid<T> grid;
  std::size_t n_groups = 0;
  std::vector<GroupState<T>> states;   // of all groups, channel by channel
  std::vector<GroupState<T>> scratch;  // of all groups
  MovingCascade moving;
  std::int64_t position = 0;     // frames so far
  std::int64_t block = 0;        // the one to run next
  std::int64_t next_point = -1;  // the first one `moving` has not been given
  bool is_planned = false;
  std::span<const double> points;  // of the call under way
  std::int64_t first_point = 0;

  // What Grid asks of an engine.
  std::size_t plan(std::size_t) noexcept {
    if (is_planned) return 1;
    is_planned = true;
    for (; next_point <= block + 2; ++next_point)
      moving.push(points.subspan(static_cast<std::size_t>(next_point - first_point) * point_size,
                                 point_size));
    moving.begin_block();
    return 1;
  }

  void run(int channel, const T* in, T* out, std::size_t) noexcept {
    moving.run(state_of(channel), in, out);
  }

  void preview(int channel, const T* in, T* out) noexcept {
    std::copy_n(state_of(channel), n_groups, scratch.data());
    moving.run(scratch.data(), in, out);
  }

  void advance(std::size_t) noexcept {
    is_planned = false;
    ++block;
  }

  GroupState<T>* state_of(int channel) noexcept {
    return states.data() + static_cast<std::size_t>(channel) * n_groups;
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
  impl->point_size = kinds.size() * MovingCascade::kPointValues;
  impl->grid.prepare(n_channels);
  impl->n_groups = n_groups_for(kinds.size());
  impl->states.resize(impl->n_groups * static_cast<std::size_t>(n_channels));
  impl->scratch.resize(impl->n_groups);
  impl->moving.prepare(kinds, sample_rate, design);
  impl_ = std::move(impl);
}

template <typename T>
PointRange Automation<T>::points_for(std::size_t n_frames) const noexcept {
  const std::int64_t first_block = impl_->block;
  const std::int64_t last_frame =
      impl_->position + std::max<std::int64_t>(static_cast<std::int64_t>(n_frames), 1) - 1;
  return {first_block - 1, last_frame / kBlockFrames - first_block + 4};
}

template <typename T>
void Automation<T>::process(AudioView<const T> in, AudioView<T> out,
                            std::span<const double> points) noexcept SEMEQ_NONBLOCKING {
  const FlushDenormals flush;
  impl_->points = points;
  impl_->first_point = points_for(in.n_frames).first;
  impl_->grid.process(in, out, *impl_);
  impl_->position += static_cast<std::int64_t>(in.n_frames);
}

template <typename T>
bool Automation<T>::is_finite() const noexcept {
  return all_finite<T>(impl_->states) && impl_->grid.is_finite();
}

template class Automation<float>;
template class Automation<double>;

}  // namespace semeq::dsp
