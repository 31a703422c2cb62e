// The extension semeq._infer: words' points to params. semeq.model checks arguments and words its
// errors; what is refused here is a second line of defence.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "design_name.hpp"
#include "infer/engine.hpp"
#include "infer_parts.hpp"
#include "param_rows.hpp"

namespace py = pybind11;
using semeq::bindings::design_from_name;
using semeq::bindings::write_curves;
using semeq::bindings::write_sos;
using semeq::infer::Engine;
using semeq::infer::kParams;
using semeq::infer::WalkPoint;

namespace {

// No forcecast: a float64 array is a caller's error here, not a silent copy.
using Matrix = py::array_t<float, py::array::c_style>;
using Doubles = py::array_t<double, py::array::c_style>;
using Indices = py::array_t<std::int64_t, py::array::c_style>;

using Method = void (Engine::*)(std::span<const float>, std::span<float>) const;

Matrix empty_rows(py::ssize_t n_rows, std::size_t n_columns) {
  return Matrix({n_rows, static_cast<py::ssize_t>(n_columns)});
}

std::span<float> span_of(Matrix& matrix) {
  return {matrix.mutable_data(), static_cast<std::size_t>(matrix.size())};
}

Matrix map_rows(const Engine& engine, Method method, const Matrix& rows, std::size_t n_in,
                std::size_t n_out) {
  if (rows.ndim() != 2 || static_cast<std::size_t>(rows.shape(1)) != n_in) {
    throw py::value_error("expected float32 of shape (n, " + std::to_string(n_in) + ")");
  }
  Matrix result = empty_rows(rows.shape(0), n_out);
  const std::span<const float> in(rows.data(), static_cast<std::size_t>(rows.size()));
  const std::span<float> out = span_of(result);
  const py::gil_scoped_release unlocked;
  (engine.*method)(in, out);
  return result;
}

std::vector<WalkPoint> points_of(const Indices& start, const Indices& end, const Matrix& alpha,
                                 const Matrix& amount) {
  const py::ssize_t n = start.size();
  for (const py::array& array :
       {py::array(start), py::array(end), py::array(alpha), py::array(amount)}) {
    if (array.ndim() != 1 || array.size() != n) {
      throw py::value_error("expected four arrays of one shape (n,)");
    }
  }
  std::vector<WalkPoint> points;
  points.reserve(static_cast<std::size_t>(n));
  for (py::ssize_t i = 0; i < n; ++i) {
    // A negative index becomes a huge one, which the engine refuses.
    points.push_back({static_cast<std::size_t>(start.at(i)), static_cast<std::size_t>(end.at(i)),
                      alpha.at(i), amount.at(i)});
  }
  return points;
}

Matrix walk(const Engine& engine, const Indices& start, const Indices& end, const Matrix& alpha,
            const Matrix& amount) {
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  Matrix result = empty_rows(start.size(), kParams);
  const std::span<float> out = span_of(result);
  const py::gil_scoped_release unlocked;
  engine.walk(points, out);
  return result;
}

std::vector<double> walked_params(const Engine& engine, const std::vector<WalkPoint>& points) {
  std::vector<float> params(points.size() * kParams);
  engine.walk(points, params);
  return {params.begin(), params.end()};
}

Doubles walk_sos(const Engine& engine, const Indices& start, const Indices& end,
                 const Matrix& alpha, const Matrix& amount, double sample_rate,
                 const std::string& design) {
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  const semeq::dsp::Design chosen = design_from_name(design);
  Doubles sos({static_cast<std::size_t>(start.size()), semeq::dsp::kParamBands,
               semeq::bindings::kSosColumns});
  double* const target = sos.mutable_data();
  const py::gil_scoped_release unlocked;
  write_sos(walked_params(engine, points), sample_rate, chosen, target);
  return sos;
}

Doubles walk_curves_db(const Engine& engine, const Indices& start, const Indices& end,
                       const Matrix& alpha, const Matrix& amount, double sample_rate,
                       const std::string& design, const Doubles& freq_hz) {
  if (freq_hz.ndim() != 1) throw py::value_error("freq_hz must have one dimension");
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  const semeq::dsp::Design chosen = design_from_name(design);
  Doubles curves({start.size(), freq_hz.size()});
  double* const target = curves.mutable_data();
  const std::span<const double> freqs(freq_hz.data(), static_cast<std::size_t>(freq_hz.size()));
  const py::gil_scoped_release unlocked;
  write_curves(walked_params(engine, points), freqs, sample_rate, chosen, target);
  return curves;
}

Matrix blend(const Engine& engine, const Matrix& weights, const Matrix& amount) {
  if (weights.ndim() != 2 || amount.ndim() != 1 || weights.shape(0) != amount.size() ||
      static_cast<std::size_t>(weights.shape(1)) != engine.terms().size()) {
    throw py::value_error("expected weights (n, n_terms) and amount (n,)");
  }
  Matrix result = empty_rows(amount.size(), kParams);
  const std::span<float> out = span_of(result);
  const std::span<const float> rows(weights.data(), static_cast<std::size_t>(weights.size()));
  const std::span<const float> amounts(amount.data(), static_cast<std::size_t>(amount.size()));
  const py::gil_scoped_release unlocked;
  engine.blend(rows, amounts, out);
  return result;
}

std::array<float, kParams> walk_one(const Engine& engine, std::size_t start, std::size_t end,
                                    float alpha, float amount) {
  std::array<float, kParams> params{};
  const WalkPoint point{start, end, alpha, amount};
  const py::gil_scoped_release unlocked;
  engine.walk({&point, 1}, params);
  return params;
}

Matrix copy_of(std::span<const float> values, std::size_t n_columns) {
  const auto n_rows = static_cast<py::ssize_t>(values.size() / n_columns);
  return Matrix({n_rows, static_cast<py::ssize_t>(n_columns)}, values.data());
}

}  // namespace

PYBIND11_MODULE(_infer, m) {
  m.doc() = "TorchScript artefacts: encode, decode, walks between terms; and the ears.";
  py::register_exception<semeq::infer::LoadError>(m, "LoadError", PyExc_RuntimeError);

  py::class_<Engine>(m, "Engine")
      .def(py::init<const std::string&>(), py::arg("path"),
           py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("latent_dim", &Engine::latent_dim)
      .def_property_readonly("embedding_dim", &Engine::embedding_dim)
      .def_property_readonly("decodes_natively", &Engine::decodes_natively)
      .def_property_readonly("terms", &Engine::terms)
      .def_property_readonly(
          "term_latents",
          [](const Engine& self) { return copy_of(self.term_latents(), self.latent_dim()); })
      .def_property_readonly("bounds", [](const Engine& self) { return copy_of(self.bounds(), 2); })
      .def(
          "encode",
          [](const Engine& self, const Matrix& params) {
            return map_rows(self, &Engine::encode, params, kParams, self.latent_dim());
          },
          py::arg("params").noconvert())
      .def(
          "decode",
          [](const Engine& self, const Matrix& latents) {
            return map_rows(self, &Engine::decode, latents, self.latent_dim(), kParams);
          },
          py::arg("latents").noconvert())
      .def(
          "embed",
          [](const Engine& self, const Matrix& latents) {
            return map_rows(self, &Engine::embed, latents, self.latent_dim(), self.embedding_dim());
          },
          py::arg("latents").noconvert())
      .def("walk", &walk, py::arg("start").noconvert(), py::arg("end").noconvert(),
           py::arg("alpha").noconvert(), py::arg("amount").noconvert())
      .def("walk_sos", &walk_sos, py::arg("start").noconvert(), py::arg("end").noconvert(),
           py::arg("alpha").noconvert(), py::arg("amount").noconvert(), py::arg("sample_rate"),
           py::arg("design"))
      .def("walk_curves_db", &walk_curves_db, py::arg("start").noconvert(),
           py::arg("end").noconvert(), py::arg("alpha").noconvert(), py::arg("amount").noconvert(),
           py::arg("sample_rate"), py::arg("design"), py::arg("freq_hz").noconvert())
      .def("blend", &blend, py::arg("weights").noconvert(), py::arg("amount").noconvert())
      .def("walk_one", &walk_one, py::arg("start"), py::arg("end"), py::arg("alpha"),
           py::arg("amount"));
  semeq::bindings::bind_ears(m);
}
