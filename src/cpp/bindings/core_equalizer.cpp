#include <pybind11/stl.h>

#include <optional>
#include <span>
#include <string>

#include "audio_array.hpp"
#include "core_parts.hpp"
#include "semeq/dsp/equalize.hpp"
#include "semeq/dsp/sosfilt.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

template <typename T>
bool render_arrays(const std::vector<dsp::Biquad>& sections, const AudioArray& in,
                   const AudioArray& out, int n_threads, dsp::Isa isa) {
  const std::vector<const T*> sources = in.channels<const T>();
  const std::vector<T*> targets = out.channels<T>();
  const py::gil_scoped_release release;
  return dsp::equalize<T>(sections, {sources.data(), in.n_channels, in.n_frames},
                          {targets.data(), out.n_channels, out.n_frames}, n_threads, isa);
}

bool equalize(const AnyDoubles& sos, const py::array& audio, const py::array& out, int n_threads,
              const std::string& isa) {
  const AudioArray source = AudioArray::require(audio, "audio");
  const AudioArray target = require_output(source, out, "out");
  const std::vector<dsp::Biquad> sections = biquads_from_sos(sos);
  const dsp::Isa chosen = isa_from_name(isa);
  return source.is_double ? render_arrays<double>(sections, source, target, n_threads, chosen)
                          : render_arrays<float>(sections, source, target, n_threads, chosen);
}

template <typename T>
py::object find_in(const AudioArray& array) {
  for (int c = 0; c < array.n_channels; ++c) {
    const auto* channel = reinterpret_cast<const T*>(array.data + c * array.channel_stride);
    const std::ptrdiff_t frame = first_nonfinite(channel, array.n_frames);
    if (frame >= 0) return py::make_tuple(c, frame);
  }
  return py::none();
}

py::object find_nonfinite(const py::array& audio) {
  const AudioArray array = AudioArray::require(audio, "audio");
  return array.is_double ? find_in<double>(array) : find_in<float>(array);
}

template <typename T>
void sosfilt_arrays(const std::vector<dsp::Biquad>& sections, const AudioArray& in,
                    const AudioArray& out, std::span<double> states, dsp::Isa isa) {
  const std::vector<const T*> sources = in.channels<const T>();
  const std::vector<T*> targets = out.channels<T>();
  const py::gil_scoped_release release;
  dsp::sosfilt<T>(sections, {sources.data(), in.n_channels, in.n_frames},
                  {targets.data(), out.n_channels, out.n_frames}, states, isa);
}

void sosfilt(const AnyDoubles& sos, const py::array& x, const py::array& y,
             std::optional<Doubles> states) {
  const AudioArray source = AudioArray::require(x, "x");
  const AudioArray target = require_output(source, y, "y");
  require(target.is_apart_from(source), "y must be apart from x");
  const std::vector<dsp::Biquad> sections = biquads_from_sos(sos);
  std::span<double> values;
  if (states) {
    require(states->size() == static_cast<py::ssize_t>(2 * sections.size()) * source.n_channels,
            "states must be (n_channels, n_sections, 2)");
    values = writable_span_of(*states);
  }
  const dsp::Isa isa = isa_in_use();
  if (source.is_double)
    sosfilt_arrays<double>(sections, source, target, values, isa);
  else
    sosfilt_arrays<float>(sections, source, target, values, isa);
}

}  // namespace

void bind_equalizer(py::module_& module) {
  module.def("equalize", &equalize, py::arg("sos"), py::arg("audio"), py::arg("out"),
             py::arg("n_threads") = 1, py::arg("isa") = "",
             "Filter audio into out from silence; whether all that was filtered was finite.");
  module.def("sosfilt", &sosfilt, py::arg("sos"), py::arg("x"), py::arg("y"),
             py::arg("states").noconvert() = py::none(),
             "Filter x into y; states (n_channels, n_sections, 2) are updated.");
  module.def("find_nonfinite", &find_nonfinite, py::arg("audio"),
             "(channel, frame) of the first NaN or infinity, or None.");
}

}  // namespace semeq::bindings
