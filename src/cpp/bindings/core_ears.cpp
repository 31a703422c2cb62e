// The front end of the ears. semeq.ears.bands checks arguments and words its errors; what is
// refused here is a second line of defense.
#include <cstddef>
#include <span>

#include "core_parts.hpp"
#include "ears/band_meter.hpp"

namespace py = pybind11;

namespace semeq::bindings {
namespace {

using ears::BandMeter;

BandMeter make_meter(const Floats& weights) {
  require(weights.ndim() == 2, "weights must be (n_bands, n_bins)");
  return {span_of(weights), static_cast<std::size_t>(weights.shape(0)), isa_in_use()};
}

Floats power_of(const BandMeter& meter, const Floats& audio) {
  require(audio.ndim() == 2 && audio.shape(0) > 0, "audio must be (n_channels, n_frames)");
  const std::size_t n_windows = meter.n_windows(static_cast<std::size_t>(audio.shape(1)));
  require(n_windows > 0, "audio must be at least one window long");
  Floats power({static_cast<std::size_t>(audio.shape(0)), n_windows, meter.n_bands()});
  const std::span<const float> in = span_of(audio);
  const std::span<float> out = writable_span_of(power);
  const py::gil_scoped_release unlocked;
  meter.power(in, static_cast<std::size_t>(audio.shape(0)), out);
  return power;
}

}  // namespace

void bind_ears(py::module_& module) {
  py::class_<BandMeter>(module, "BandMeter", "Power in bands of half-overlapping Hann windows.")
      .def(py::init(&make_meter), py::arg("weights").noconvert(),
           "Weights of the bins, (n_bands, n_bins); the window has 2 (n_bins - 1) frames.")
      .def_property_readonly("n_window", &BandMeter::n_window)
      .def_property_readonly("n_bands", &BandMeter::n_bands)
      .def("power", &power_of, py::arg("audio").noconvert(),
           "Power of audio (n_channels, n_frames); (n_channels, n_windows, n_bands).");
}

}  // namespace semeq::bindings
