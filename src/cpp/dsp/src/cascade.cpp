#include "semeq/dsp/cascade.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "group_chain.hpp"

namespace semeq::dsp {

template <typename T>
struct Cascade<T>::Impl {
  BlockKernel<T> kernel = nullptr;
  std::vector<BlockSystem<T>> groups;
  std::vector<GroupState<T>> states;   // of all groups, channel by channel
  std::vector<GroupState<T>> scratch;  // of all groups
  Grid<T> grid;

  // What Grid asks of an engine.
  std::size_t plan(std::size_t n_blocks) noexcept { return n_blocks; }

  void run(int channel, const T* in, T* out, std::size_t n_blocks) noexcept {
    run_groups<T>(kernel, groups, state_of(channel), in, out, n_blocks);
  }

  void preview(int channel, const T* in, T* out) noexcept {
    std::copy_n(state_of(channel), groups.size(), scratch.data());
    run_groups<T>(kernel, groups, scratch.data(), in, out, 1);
  }

  void advance(std::size_t) noexcept {}

  GroupState<T>* state_of(int channel) noexcept {
    return states.data() + static_cast<std::size_t>(channel) * groups.size();
  }
};

template <typename T>
Cascade<T>::Cascade() = default;
template <typename T>
Cascade<T>::~Cascade() = default;
template <typename T>
Cascade<T>::Cascade(Cascade&&) noexcept = default;
template <typename T>
Cascade<T>& Cascade<T>::operator=(Cascade&&) noexcept = default;

template <typename T>
void Cascade<T>::prepare(std::span<const Biquad> sections, int n_channels, Isa isa) {
  if (n_channels < 1) throw std::invalid_argument("n_channels must be at least 1");
  std::vector<Biquad> active;
  for (const Biquad& section : sections) {
    if (!is_stable(section))
      throw std::invalid_argument("every section must be stable: |a2| < 1 and |a1| < 1 + a2");
    if (!is_identity(section)) active.push_back(section);
  }
  auto impl = std::make_unique<Impl>();
  impl->groups.resize(n_groups_for(active.size()));
  impl->states.resize(impl->groups.size() * static_cast<std::size_t>(n_channels));
  impl->scratch.resize(impl->groups.size());
  impl->grid.prepare(n_channels);
  impl->kernel = kernel_for<T>(isa);
  build_groups<T>(active, impl->groups);
  impl_ = std::move(impl);
}

template <typename T>
void Cascade<T>::process(AudioView<const T> in, AudioView<T> out) noexcept SEMEQ_NONBLOCKING {
  const FlushDenormals flush;
  impl_->grid.process(in, out, *impl_);
}

template <typename T>
void Cascade<T>::reset() noexcept SEMEQ_NONBLOCKING {
  std::fill(impl_->states.begin(), impl_->states.end(), GroupState<T>{});
  impl_->grid.reset();
}

template <typename T>
bool Cascade<T>::is_finite() const noexcept {
  return all_finite<T>(impl_->states) && impl_->grid.is_finite();
}

template class Cascade<float>;
template class Cascade<double>;

}  // namespace semeq::dsp
