#include <pybind11/stl.h>

#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "core_parts.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

constexpr py::ssize_t kParams = 13;
constexpr py::ssize_t kSections = 5;
constexpr py::ssize_t kSosColumns = 6;

// The five bands of one row of params; see semeq.settings.PARAM_NAMES.
std::array<dsp::Band, kSections> bands_from_params(const double* p) {
  using enum dsp::BandKind;
  return {{{low_shelf, p[1], p[0], dsp::kShelfQ},
           {peak, p[3], p[2], p[4]},
           {peak, p[6], p[5], p[7]},
           {peak, p[9], p[8], p[10]},
           {high_shelf, p[12], p[11], dsp::kShelfQ}}};
}

std::array<dsp::Biquad, kSections> sections_from_params(const double* params, double sample_rate,
                                                        dsp::Design design) {
  std::array<dsp::Biquad, kSections> sections;
  const auto bands = bands_from_params(params);
  for (std::size_t i = 0; i < sections.size(); ++i)
    sections[i] = dsp::design_band(bands[i], sample_rate, design);
  return sections;
}

void write_sos_row(const dsp::Biquad& s, double* row) {
  row[0] = s.b0;
  row[1] = s.b1;
  row[2] = s.b2;
  row[3] = 1.0;
  row[4] = s.a1;
  row[5] = s.a2;
}

void require_shape(bool good, const char* message) {
  if (!good) throw py::value_error(message);
}

py::array_t<double> bands_to_sos(const std::vector<std::string>& kinds, const DoubleArray& freq_hz,
                                 const DoubleArray& gain_db, const DoubleArray& q,
                                 double sample_rate, const std::string& design) {
  const auto n_bands = static_cast<py::ssize_t>(kinds.size());
  require_shape(freq_hz.size() == n_bands && gain_db.size() == n_bands && q.size() == n_bands,
                "kinds, freq_hz, gain_db and q must have one length");
  const dsp::Design chosen = design_from_name(design);
  py::array_t<double> sos({n_bands, kSosColumns});
  for (py::ssize_t i = 0; i < n_bands; ++i) {
    const dsp::Band band{kind_from_name(kinds[static_cast<std::size_t>(i)]), freq_hz.data()[i],
                         gain_db.data()[i], q.data()[i]};
    write_sos_row(dsp::design_band(band, sample_rate, chosen), sos.mutable_data(i));
  }
  return sos;
}

py::array_t<double> params_to_sos(const DoubleArray& params, double sample_rate,
                                  const std::string& design) {
  require_shape(params.ndim() == 2 && params.shape(1) == kParams, "params must be (n, 13)");
  const dsp::Design chosen = design_from_name(design);
  const py::ssize_t n_rows = params.shape(0);
  py::array_t<double> sos({n_rows, kSections, kSosColumns});
  const double* source = params.data();
  double* target = sos.mutable_data();
  const py::gil_scoped_release release;
  for (py::ssize_t row = 0; row < n_rows; ++row)
    for (const dsp::Biquad& section :
         sections_from_params(source + row * kParams, sample_rate, chosen)) {
      write_sos_row(section, target);
      target += kSosColumns;
    }
  return sos;
}

void write_curve(std::span<const dsp::Biquad> sections, const double* freq_hz, py::ssize_t n_freqs,
                 double sample_rate, double* curve) {
  for (py::ssize_t i = 0; i < n_freqs; ++i)
    curve[i] = dsp::magnitude_db(sections, freq_hz[i], sample_rate);
}

py::array_t<double> params_curve_db(const DoubleArray& params, const DoubleArray& freq_hz,
                                    double sample_rate, const std::string& design) {
  require_shape(params.ndim() == 2 && params.shape(1) == kParams, "params must be (n, 13)");
  require_shape(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  const dsp::Design chosen = design_from_name(design);
  const py::ssize_t n_rows = params.shape(0);
  const py::ssize_t n_freqs = freq_hz.size();
  py::array_t<double> curves({n_rows, n_freqs});
  const double* source = params.data();
  const double* freqs = freq_hz.data();
  double* target = curves.mutable_data();
  const py::gil_scoped_release release;
  for (py::ssize_t row = 0; row < n_rows; ++row)
    write_curve(sections_from_params(source + row * kParams, sample_rate, chosen), freqs, n_freqs,
                sample_rate, target + row * n_freqs);
  return curves;
}

py::array_t<double> sos_curve_db(const DoubleArray& sos, const DoubleArray& freq_hz,
                                 double sample_rate) {
  require_shape(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  const std::vector<dsp::Biquad> sections = biquads_from_sos(sos);
  py::array_t<double> curve(freq_hz.size());
  write_curve(sections, freq_hz.data(), freq_hz.size(), sample_rate, curve.mutable_data());
  return curve;
}

}  // namespace

dsp::Design design_from_name(const std::string& name) {
  if (name == "rbj") return dsp::Design::rbj;
  if (name == "matched") return dsp::Design::matched;
  throw py::value_error("design must be 'rbj' or 'matched', got '" + name + "'");
}

dsp::BandKind kind_from_name(const std::string& name) {
  if (name == "low_shelf") return dsp::BandKind::low_shelf;
  if (name == "peak") return dsp::BandKind::peak;
  if (name == "high_shelf") return dsp::BandKind::high_shelf;
  throw py::value_error("kind must be 'low_shelf', 'peak' or 'high_shelf', got '" + name + "'");
}

std::vector<dsp::Biquad> biquads_from_sos(const DoubleArray& sos) {
  require_shape(sos.ndim() == 2 && sos.shape(1) == kSosColumns, "sos must be (n_sections, 6)");
  std::vector<dsp::Biquad> sections;
  for (py::ssize_t i = 0; i < sos.shape(0); ++i) {
    const double* row = sos.data(i);
    require_shape(row[3] == 1.0, "every a0 of sos must be 1");
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
