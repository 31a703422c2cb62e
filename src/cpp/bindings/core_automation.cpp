#include <pybind11/stl.h>

#include <atomic>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "audio_array.hpp"
#include "core_parts.hpp"
#include "semeq/dsp/automation.hpp"
#include "turn.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

class Automation {
 public:
  Automation(const std::vector<dsp::BandKind>& kinds, double sample_rate, int n_channels,
             dsp::Design design, bool is_double)
      : n_channels_(n_channels), n_values_(static_cast<py::ssize_t>(kinds.size()) * 3) {
    if (is_double)
      automation_.emplace<dsp::Automation<double>>();
    else
      automation_.emplace<dsp::Automation<float>>();
    std::visit([&](auto& it) { it.prepare(kinds, sample_rate, n_channels, design); }, automation_);
  }

  [[nodiscard]] std::pair<std::int64_t, std::int64_t> breakpoints_for(std::size_t n_frames) {
    const Turn turn(busy_);
    const dsp::BreakpointRange range = range_for(n_frames);
    return {range.first, range.count};
  }

  void process(const py::array& audio, const py::array& out, const AnyDoubles& breakpoints) {
    const AudioArray source = AudioArray::require(audio, "audio");
    const AudioArray target = require_output(source, out, "out");
    require(source.n_channels == n_channels_ &&
                source.is_double == std::holds_alternative<dsp::Automation<double>>(automation_),
            "audio does not fit the automation's channels and dtype");
    const Turn turn(busy_);
    require(breakpoints.size() == range_for(source.n_frames).count * n_values_,
            "breakpoints do not cover the audio");
    std::visit([&](auto& it) { process_as(it, source, target, breakpoints); }, automation_);
  }

 private:
  [[nodiscard]] dsp::BreakpointRange range_for(std::size_t n_frames) const {
    return std::visit([&](auto& it) { return it.breakpoints_for(n_frames); }, automation_);
  }

  template <typename T>
  static void process_as(dsp::Automation<T>& automation, const AudioArray& source,
                         const AudioArray& target, const AnyDoubles& breakpoints) {
    const std::vector<const T*> inputs = source.channels<const T>();
    const std::vector<T*> outputs = target.channels<T>();
    const std::span<const double> values = span_of(breakpoints);
    const py::gil_scoped_release release;
    automation.process({inputs.data(), source.n_channels, source.n_frames},
                       {outputs.data(), target.n_channels, target.n_frames}, values);
  }

  std::variant<dsp::Automation<float>, dsp::Automation<double>> automation_;
  int n_channels_;
  py::ssize_t n_values_;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace

void bind_automation(py::module_& module) {
  py::class_<Automation>(module, "Automation", "The native part of semeq.audio.automation.")
      .def(py::init([](const std::vector<std::string>& kinds, double sample_rate, int n_channels,
                       const std::string& design, bool is_double) {
             std::vector<dsp::BandKind> converted;
             for (const std::string& kind : kinds) converted.push_back(kind_from_name(kind));
             return std::make_unique<Automation>(converted, sample_rate, n_channels,
                                                 design_from_name(design), is_double);
           }),
           py::arg("kinds"), py::arg("sample_rate"), py::arg("n_channels"), py::arg("design"),
           py::arg("is_double"))
      .def("breakpoints_for", &Automation::breakpoints_for, py::arg("n_frames"),
           "(first, count) of the breakpoints the next n_frames frames need.")
      .def("process", &Automation::process, py::arg("audio"), py::arg("out"),
           py::arg("breakpoints"),
           "Filter the next frames; breakpoints (count, n_bands, 3): ln(Hz), dB, ln(Q).");
}

}  // namespace semeq::bindings
