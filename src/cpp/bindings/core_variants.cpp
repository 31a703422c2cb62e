#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "audio_array.hpp"
#include "core_parts.hpp"
#include "semeq/dsp/equalize.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

using Cascades = std::vector<std::vector<dsp::Biquad>>;

// Threads take the next cascade as they become free; the caller's thread is one of them.
template <typename T>
void render_variants(const Cascades& cascades, const AudioArray& in,
                     const std::vector<AudioArray>& outs, int n_threads) {
  const std::vector<const T*> sources = in.channels<const T>();
  std::vector<std::vector<T*>> targets;
  for (const AudioArray& out : outs) targets.push_back(out.channels<T>());
  const py::gil_scoped_release release;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < cascades.size(); i = next++)
      dsp::equalize<T>(cascades[i], {sources.data(), in.n_channels, in.n_frames},
                       {targets[i].data(), in.n_channels, in.n_frames});
  };
  std::vector<std::jthread> threads;
  for (int index = 1; index < n_threads; ++index) threads.emplace_back(work);
  work();
}

void equalize_variants(const std::vector<DoubleArray>& sos, const py::array& audio,
                       const std::vector<py::array>& outs, int n_threads) {
  const AudioArray source = AudioArray::require(audio, "audio");
  if (sos.size() != outs.size()) throw py::value_error("sos and outs must have one length");
  Cascades cascades;
  std::vector<AudioArray> targets;
  for (std::size_t i = 0; i < sos.size(); ++i) {
    cascades.push_back(biquads_from_sos(sos[i]));
    // render() would throw on a thread of its own, where nobody catches.
    if (!std::ranges::all_of(cascades[i], dsp::is_stable))
      throw py::value_error("every section must be stable");
    targets.push_back(AudioArray::require(outs[i], "out"));
    require_output(source, targets[i]);
  }
  const int n_used =
      std::clamp(n_threads, 1, static_cast<int>(std::max<std::size_t>(sos.size(), 1)));
  if (source.is_double)
    render_variants<double>(cascades, source, targets, n_used);
  else
    render_variants<float>(cascades, source, targets, n_used);
}

}  // namespace

void bind_variants(py::module_& module) {
  module.def("equalize_variants", &equalize_variants, py::arg("sos"), py::arg("audio"),
             py::arg("outs"), py::arg("n_threads"),
             "Filter audio from silence through each of many cascades.");
}

}  // namespace semeq::bindings
