// Networks as plain matrix products. semeq.words.network checks arguments and words its errors;
// what is refused here is a second line of defense.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core_parts.hpp"
#include "walk/decoder.hpp"
#include "walk/mlp.hpp"

namespace py = pybind11;

namespace semeq::bindings {
namespace {

using walk::Decoder;
using walk::Mlp;

using Layers = std::vector<std::pair<Floats, Floats>>;

Mlp make_mlp(const Layers& layers) {
  std::vector<walk::LinearWeights> weights;
  for (const auto& [weight, bias] : layers) {
    require(weight.ndim() == 2, "weights must have two dimensions");
    weights.push_back({static_cast<std::size_t>(weight.shape(1)),
                       static_cast<std::size_t>(weight.shape(0)), vector_of(weight),
                       vector_of(bias)});
  }
  return {weights, isa_in_use()};
}

std::shared_ptr<Decoder> make_decoder(const Layers& layers, const Floats& low, const Floats& span,
                                      const std::vector<bool>& is_log, const Floats& bounds) {
  const std::size_t n = is_log.size();
  require(
      std::cmp_equal(low.size(), n) && span.size() == low.size() && bounds.size() == 2 * low.size(),
      "low, span, is_log and bounds must have one row per param");
  std::vector<walk::ParamScale> scales;
  for (std::size_t i = 0; i < n; ++i)
    scales.push_back(
        {low.data()[i], span.data()[i], is_log[i], bounds.data()[2 * i], bounds.data()[2 * i + 1]});
  return std::make_shared<Decoder>(make_mlp(layers), std::move(scales));
}

template <typename Map>
Floats map_rows(const Floats& rows, std::size_t n_in, std::size_t n_out, Map map) {
  if (rows.ndim() != 2 || std::cmp_not_equal(rows.shape(1), n_in))
    throw py::value_error("expected float32 of shape (n, " + std::to_string(n_in) + ")");
  Floats result = empty_rows(rows.shape(0), n_out);
  const std::span<const float> in = span_of(rows);
  const std::span<float> out = writable_span_of(result);
  const py::gil_scoped_release unlocked;
  map(in, out);
  return result;
}

}  // namespace

void bind_networks(py::module_& module) {
  py::class_<Mlp>(module, "Mlp")
      .def(py::init(&make_mlp), py::arg("layers"),
           "Linear layers, pairs of weight (n_out, n_in) and bias, with SiLU between them.")
      .def_property_readonly("n_in", &Mlp::n_in)
      .def_property_readonly("n_out", &Mlp::n_out)
      .def(
          "run",
          [](const Mlp& self, const Floats& rows) {
            return map_rows(rows, self.n_in(), self.n_out(),
                            [&](auto in, auto out) { self.run(in, out); });
          },
          py::arg("rows").noconvert());

  py::class_<Decoder, std::shared_ptr<Decoder>>(module, "Decoder")
      .def(py::init(&make_decoder), py::arg("layers"), py::arg("low").noconvert(),
           py::arg("span").noconvert(), py::arg("is_log"), py::arg("bounds").noconvert(),
           "An Mlp of these layers, whose outputs become params within bounds.")
      .def(
          "decode",
          [](const Decoder& self, const Floats& latents) {
            return map_rows(latents, self.latent_dim(), self.n_params(),
                            [&](auto in, auto out) { self.decode(in, out); });
          },
          py::arg("latents").noconvert());
}

}  // namespace semeq::bindings
