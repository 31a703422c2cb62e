// The extension semeq._infer: TorchScript artefacts through libtorch.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <span>

#include "infer/engine.hpp"

namespace py = pybind11;
using semeq::infer::Engine;

namespace {

// No forcecast: a float64 array is a caller's error here, not a silent copy.
using Matrix = py::array_t<float, py::array::c_style>;

using Method = void (Engine::*)(std::span<const float>, std::span<float>) const;

Matrix run(const Engine& engine, Method method, const Matrix& rows, std::size_t n_in,
           std::size_t n_out) {
  if (rows.ndim() != 2 || static_cast<std::size_t>(rows.shape(1)) != n_in) {
    throw py::value_error("expected float32 of shape (n, " + std::to_string(n_in) + ")");
  }
  Matrix result({rows.shape(0), static_cast<py::ssize_t>(n_out)});
  const std::span<const float> in(rows.data(), static_cast<std::size_t>(rows.size()));
  const std::span<float> out(result.mutable_data(), static_cast<std::size_t>(result.size()));
  const py::gil_scoped_release unlocked;
  (engine.*method)(in, out);
  return result;
}

Matrix copy_of(std::span<const float> values, std::size_t n_columns) {
  const auto n_rows = static_cast<py::ssize_t>(values.size() / n_columns);
  return Matrix({n_rows, static_cast<py::ssize_t>(n_columns)}, values.data());
}

}  // namespace

PYBIND11_MODULE(_infer, m) {
  m.doc() = "TorchScript artefacts through libtorch.";
  py::register_exception<semeq::infer::LoadError>(m, "LoadError", PyExc_RuntimeError);

  py::class_<Engine>(m, "Engine")
      .def(py::init<const std::string&>(), py::arg("path"),
           py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("n_params", &Engine::n_params)
      .def_property_readonly("latent_dim", &Engine::latent_dim)
      .def_property_readonly("embedding_dim", &Engine::embedding_dim)
      .def_property_readonly("terms", &Engine::terms)
      .def_property_readonly(
          "term_latents",
          [](const Engine& self) { return copy_of(self.term_latents(), self.latent_dim()); })
      .def_property_readonly("bounds",
                             [](const Engine& self) { return copy_of(self.bounds(), 2); })
      .def(
          "encode",
          [](const Engine& self, const Matrix& params) {
            return run(self, &Engine::encode, params, self.n_params(), self.latent_dim());
          },
          py::arg("params").noconvert())
      .def(
          "decode",
          [](const Engine& self, const Matrix& latents) {
            return run(self, &Engine::decode, latents, self.latent_dim(), self.n_params());
          },
          py::arg("latents").noconvert())
      .def(
          "embed",
          [](const Engine& self, const Matrix& latents) {
            return run(self, &Engine::embed, latents, self.latent_dim(), self.embedding_dim());
          },
          py::arg("latents").noconvert());
}
