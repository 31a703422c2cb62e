#include <pybind11/stl.h>

#include <span>

#include "core_parts.hpp"
#include "semeq/dsp/curve.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

using Pair = std::pair<py::array_t<double>, py::array_t<double>>;

dsp::CurvePoints points_of(const AnyDoubles& freq_hz, double sample_rate) {
  require(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  return {span_of(freq_hz), sample_rate};
}

Pair params_curve_jacobian(const AnyDoubles& params, const AnyDoubles& freq_hz,
                           double sample_rate) {
  constexpr auto kColumns = static_cast<py::ssize_t>(dsp::kParams);
  if (params.ndim() != 2 || params.shape(1) != kColumns)
    throw py::value_error("params must be (n, 13)");
  const dsp::CurvePoints points = points_of(freq_hz, sample_rate);
  const py::ssize_t n_rows = params.shape(0);
  Pair result{py::array_t<double>({n_rows, freq_hz.size()}),
              py::array_t<double>({n_rows, kColumns, freq_hz.size()})};
  const double* row = params.data();
  double* curve = result.first.mutable_data();
  double* jacobian = result.second.mutable_data();
  const py::gil_scoped_release release;
  for (py::ssize_t i = 0; i < n_rows; ++i) {
    points.params(std::span<const double, dsp::kParams>(row, dsp::kParams), curve, jacobian);
    row += dsp::kParams;
    curve += points.size();
    jacobian += dsp::kParams * points.size();
  }
  return result;
}

Pair bands_curve_jacobian(const std::vector<std::string>& kinds, const AnyDoubles& freq_hz,
                          const AnyDoubles& gain_db, const AnyDoubles& q,
                          const AnyDoubles& points_hz, double sample_rate) {
  const auto n_bands = static_cast<py::ssize_t>(kinds.size());
  if (freq_hz.size() != n_bands || gain_db.size() != n_bands || q.size() != n_bands)
    throw py::value_error("kinds, freq_hz, gain_db and q must have one length");
  const dsp::CurvePoints points = points_of(points_hz, sample_rate);
  Pair result{py::array_t<double>({n_bands, points_hz.size()}),
              py::array_t<double>({n_bands, py::ssize_t{3}, points_hz.size()})};
  double* curve = result.first.mutable_data();
  double* jacobian = result.second.mutable_data();
  const auto n = points.size();
  for (py::ssize_t i = 0; i < n_bands; ++i) {
    const dsp::Band band{kind_from_name(kinds[static_cast<std::size_t>(i)]), freq_hz.data()[i],
                         gain_db.data()[i], q.data()[i]};
    points.band(band, curve, jacobian, jacobian + n, jacobian + 2 * n);
    curve += n;
    jacobian += 3 * n;
  }
  return result;
}

}  // namespace

void bind_curve(py::module_& module) {
  module.def("params_curve_jacobian", &params_curve_jacobian, py::arg("params"), py::arg("freq_hz"),
             py::arg("sample_rate"),
             "Curves of rows of params by the rbj design, (n, n_freqs), and their derivatives by "
             "gains in dB and logarithms of frequencies and Qs, (n, 13, n_freqs).");
  module.def("bands_curve_jacobian", &bands_curve_jacobian, py::arg("kinds"), py::arg("freq_hz"),
             py::arg("gain_db"), py::arg("q"), py::arg("points_hz"), py::arg("sample_rate"),
             "Curve of each band by the rbj design, (n_bands, n_points), and its derivatives by "
             "gain in dB, log frequency and log Q, (n_bands, 3, n_points).");
}

}  // namespace semeq::bindings
