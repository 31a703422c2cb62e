// The extension semeq._infer: what needs libtorch. semeq.words.model checks arguments and words its
// errors; what is refused here is a second line of defense.
#include <pybind11/pybind11.h>

#include <span>
#include <string>
#include <utility>

#include "arrays.hpp"
#include "infer/engine.hpp"
#include "infer_parts.hpp"
#include "semeq/dsp/params.hpp"

namespace py = pybind11;
using semeq::dsp::kParams;
using semeq::infer::Engine;

namespace {

using semeq::bindings::empty_rows;
using semeq::bindings::Floats;
using semeq::bindings::span_of;
using semeq::bindings::writable_span_of;

using Method = void (Engine::*)(std::span<const float>, std::span<float>) const;

Floats map_rows(const Engine& engine, Method method, const Floats& rows, std::size_t n_in,
                std::size_t n_out) {
  if (rows.ndim() != 2 || std::cmp_not_equal(rows.shape(1), n_in))
    throw py::value_error("expected float32 of shape (n, " + std::to_string(n_in) + ")");
  Floats result = empty_rows(rows.shape(0), n_out);
  const std::span<const float> in = span_of(rows);
  const std::span<float> out = writable_span_of(result);
  const py::gil_scoped_release unlocked;
  (engine.*method)(in, out);
  return result;
}

}  // namespace

PYBIND11_MODULE(_infer, m) {
  m.doc() = "TorchScript artifacts: the networks of a model, and the ears.";
  py::register_exception<semeq::infer::LoadError>(m, "LoadError", PyExc_RuntimeError);

  py::class_<Engine>(m, "Engine")
      .def(py::init<const std::string&>(), py::arg("path"),
           py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("embedding_dim", &Engine::embedding_dim)
      .def(
          "encode",
          [](const Engine& self, const Floats& params) {
            return map_rows(self, &Engine::encode, params, kParams, self.latent_dim());
          },
          py::arg("params").noconvert())
      .def(
          "decode",
          [](const Engine& self, const Floats& latents) {
            return map_rows(self, &Engine::decode, latents, self.latent_dim(), kParams);
          },
          py::arg("latents").noconvert())
      .def(
          "embed",
          [](const Engine& self, const Floats& latents) {
            return map_rows(self, &Engine::embed, latents, self.latent_dim(), self.embedding_dim());
          },
          py::arg("latents").noconvert());
  semeq::bindings::bind_ears(m);
}
