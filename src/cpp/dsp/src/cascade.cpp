#include "semeq/dsp/cascade.hpp"

#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "kernels.hpp"
#include "segment_chain.hpp"
#include "silence.hpp"

namespace semeq::dsp {

template <typename T>
struct Cascade<T>::Impl {
  BlockKernel<T> kernel = nullptr;
  std::vector<BlockSystem<T>> segments;
  Grid<T> grid;

  // What Grid asks of an engine.
  static std::size_t plan(std::size_t n_groups) noexcept { return n_groups; }
  void run(SegmentState<T>* states, const T* in, T* out, std::size_t n_groups) const noexcept {
    run_segments<T>(kernel, segments, states, in, out, n_groups);
  }
  static void advance(std::size_t) noexcept {}
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
  impl->segments.resize(n_segments_for(active.size()));
  impl->grid.prepare(impl->segments.size(), n_channels);
  impl->kernel = kernel_for<T>(isa);
  build_segments<T>(active, impl->segments);
  impl_ = std::move(impl);
}

template <typename T>
void Cascade<T>::process(AudioView<const T> in, AudioView<T> out) noexcept SEMEQ_NONBLOCKING {
  if (impl_ == nullptr) return fill_with_silence(out);
  const FlushDenormals flush;
  impl_->grid.process(in, out, *impl_);
}

template <typename T>
void Cascade<T>::reset() noexcept SEMEQ_NONBLOCKING {
  if (impl_ != nullptr) impl_->grid.silence();
}

template <typename T>
bool Cascade<T>::is_finite() const noexcept {
  return impl_ == nullptr || impl_->grid.is_finite();
}

template class Cascade<float>;
template class Cascade<double>;

}  // namespace semeq::dsp
