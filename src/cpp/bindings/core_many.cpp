#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
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
void equalize_with(const Cascades& cascades, const AudioArray& in,
                   const std::vector<AudioArray>& outs, int n_threads, dsp::Isa isa) {
  const std::vector<const T*> sources = in.channels<const T>();
  std::vector<std::vector<T*>> targets;
  for (const AudioArray& out : outs) targets.push_back(out.channels<T>());
  const py::gil_scoped_release release;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < cascades.size(); i = next++)
      dsp::equalize<T>(cascades[i], {sources.data(), in.n_channels, in.n_frames},
                       {targets[i].data(), in.n_channels, in.n_frames}, 1, isa);
  };
  std::vector<std::future<void>> threads;  // joined as they are destroyed
  for (int index = 1; index < n_threads; ++index)
    threads.push_back(std::async(std::launch::async, work));
  work();
}

// Results are written side by side and while audio is still read, so that all must be apart.
std::vector<AudioArray> require_outputs(const AudioArray& source,
                                        const std::vector<py::array>& arrays) {
  std::vector<AudioArray> outs;
  for (const py::array& array : arrays) outs.push_back(require_output(source, array, "out"));
  std::vector<AudioArray> all(outs);
  all.push_back(source);
  std::ranges::sort(
      all, [](const AudioArray& a, const AudioArray& b) { return a.memory() < b.memory(); });
  for (std::size_t i = 1; i < all.size(); ++i)
    require(all[i].is_apart_from(all[i - 1]), "outs must be apart from audio and each other");
  return outs;
}

void equalize_many(const std::vector<AnyDoubles>& sos, const py::array& audio,
                   const std::vector<py::array>& outs, int n_threads) {
  const AudioArray source = AudioArray::require(audio, "audio");
  require(sos.size() == outs.size(), "sos and outs must have one length");
  const std::vector<AudioArray> targets = require_outputs(source, outs);
  Cascades cascades;
  for (const AnyDoubles& each : sos) {
    cascades.push_back(biquads_from_sos(each));
    // equalize() would throw on a thread of its own, where nobody catches.
    require(std::ranges::all_of(cascades.back(), dsp::is_stable), "every section must be stable");
  }
  const int n_used =
      std::clamp(n_threads, 1, static_cast<int>(std::max<std::size_t>(sos.size(), 1)));
  if (source.is_double)
    equalize_with<double>(cascades, source, targets, n_used, isa_in_use());
  else
    equalize_with<float>(cascades, source, targets, n_used, isa_in_use());
}

}  // namespace

void bind_many(py::module_& module) {
  module.def("equalize_many", &equalize_many, py::arg("sos"), py::arg("audio"), py::arg("outs"),
             py::arg("n_threads"), "Filter audio from silence through each of many cascades.");
}

}  // namespace semeq::bindings
