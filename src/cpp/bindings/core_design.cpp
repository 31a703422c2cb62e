#include <pybind11/stl.h>

#include <span>

#include "core_parts.hpp"
#include "param_rows.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

constexpr auto kParams = static_cast<py::ssize_t>(dsp::kParams);
constexpr auto kBands = static_cast<py::ssize_t>(dsp::kParamBands);
constexpr auto kColumns = static_cast<py::ssize_t>(kSosColumns);

py::array_t<double> bands_to_sos(const std::vector<std::string>& kinds, const AnyDoubles& freq_hz,
                                 const AnyDoubles& gain_db, const AnyDoubles& q, double sample_rate,
                                 const std::string& design) {
  const auto n_bands = static_cast<py::ssize_t>(kinds.size());
  require(freq_hz.size() == n_bands && gain_db.size() == n_bands && q.size() == n_bands,
          "kinds, freq_hz, gain_db and q must have one length");
  const dsp::Design chosen = design_from_name(design);
  py::array_t<double> sos({n_bands, kColumns});
  for (py::ssize_t i = 0; i < n_bands; ++i) {
    const dsp::Band band{kind_from_name(kinds[static_cast<std::size_t>(i)]), freq_hz.data()[i],
                         gain_db.data()[i], q.data()[i]};
    write_sos_row(dsp::design_band(band, sample_rate, chosen), sos.mutable_data(i));
  }
  return sos;
}

py::array_t<double> params_to_sos(const AnyDoubles& params, double sample_rate,
                                  const std::string& design) {
  require(params.ndim() == 2 && params.shape(1) == kParams, "params must be (n, 13)");
  const dsp::Design chosen = design_from_name(design);
  py::array_t<double> sos({params.shape(0), kBands, kColumns});
  double* target = sos.mutable_data();
  const py::gil_scoped_release release;
  write_sos(span_of(params), sample_rate, chosen, target);
  return sos;
}

py::array_t<double> params_curve_db(const AnyDoubles& params, const AnyDoubles& freq_hz,
                                    double sample_rate, const std::string& design) {
  require(params.ndim() == 2 && params.shape(1) == kParams, "params must be (n, 13)");
  require(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  const dsp::Design chosen = design_from_name(design);
  py::array_t<double> curves({params.shape(0), freq_hz.size()});
  double* target = curves.mutable_data();
  const py::gil_scoped_release release;
  write_curves(span_of(params), span_of(freq_hz), sample_rate, chosen, target);
  return curves;
}

py::array_t<double> sos_curve_db(const AnyDoubles& sos, const AnyDoubles& freq_hz,
                                 double sample_rate) {
  require(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  const std::vector<dsp::Biquad> sections = biquads_from_sos(sos);
  py::array_t<double> curve(freq_hz.size());
  write_curve(sections, span_of(freq_hz), sample_rate, curve.mutable_data());
  return curve;
}

}  // namespace

std::vector<dsp::Biquad> biquads_from_sos(const AnyDoubles& sos) {
  require(sos.ndim() == 2 && sos.shape(1) == kColumns, "sos must be (n_sections, 6)");
  std::vector<dsp::Biquad> sections;
  for (py::ssize_t i = 0; i < sos.shape(0); ++i) {
    const double* row = sos.data(i);
    require(row[3] == 1.0, "every a0 of sos must be 1");
    sections.push_back({row[0], row[1], row[2], row[4], row[5]});
  }
  return sections;
}

void bind_design(py::module_& module) {
  module.def("bands_to_sos", &bands_to_sos, py::arg("kinds"), py::arg("freq_hz"),
             py::arg("gain_db"), py::arg("q"), py::arg("sample_rate"), py::arg("design"),
             "Design bands; (n_bands, 6).");
  module.def("params_to_sos", &params_to_sos, py::arg("params"), py::arg("sample_rate"),
             py::arg("design"), "Design rows of params; (n, 5, 6).");
  module.def("params_curve_db", &params_curve_db, py::arg("params"), py::arg("freq_hz"),
             py::arg("sample_rate"), py::arg("design"), "Curves of rows of params; (n, n_freqs).");
  module.def("sos_curve_db", &sos_curve_db, py::arg("sos"), py::arg("freq_hz"),
             py::arg("sample_rate"), "Curve of one cascade; (n_freqs,).");
}

}  // namespace semeq::bindings
