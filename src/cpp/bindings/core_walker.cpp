// Walks between words. semeq.words.model checks arguments and words its errors; what is refused
// here is a second line of defense.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core_parts.hpp"
#include "param_rows.hpp"
#include "walk/walker.hpp"

namespace py = pybind11;

namespace semeq::bindings {
namespace {

using walk::Decoder;
using walk::kParams;
using walk::Polish;
using walk::Walker;
using walk::WalkPoint;

using Callback = py::typing::Callable<Floats(Floats)>;

walk::VocabularyTables make_tables(const Floats& term_latents, const Floats& flat_latent,
                                   const Floats& bounds) {
  if (term_latents.ndim() != 2 || term_latents.shape(1) != flat_latent.size())
    throw py::value_error("term_latents must have as many columns as flat_latent");
  return {vector_of(term_latents), vector_of(flat_latent), vector_of(bounds)};
}

// Calls back into Python, so the interpreter's lock is taken.
Walker::Decode decode_in_python(const Callback& decode, std::size_t latent_dim) {
  return [decode = Callback(decode), latent_dim](std::span<const float> latents,
                                                 std::span<float> params) {
    const py::gil_scoped_acquire locked;
    Floats rows = empty_rows(static_cast<py::ssize_t>(latents.size() / latent_dim), latent_dim);
    std::ranges::copy(latents, rows.mutable_data());
    const auto decoded = py::cast<Floats>(decode(rows));
    if (static_cast<std::size_t>(decoded.size()) != params.size())
      throw py::value_error("decode must return rows of 13 params");
    std::copy_n(decoded.data(), decoded.size(), params.begin());
  };
}

// Steps of the polish, or as many as walks take.
Floats decode(const Walker& walker, const Floats& latents, std::optional<int> n_steps) {
  if (latents.ndim() != 2 || static_cast<std::size_t>(latents.shape(1)) != walker.latent_dim())
    throw py::value_error("expected float32 of shape (n, " + std::to_string(walker.latent_dim()) +
                          ")");
  Floats params = empty_rows(latents.shape(0), kParams);
  const std::span<const float> in = span_of(latents);
  const std::span<float> out = writable_span_of(params);
  const py::gil_scoped_release unlocked;
  walker.decode(in, out, n_steps.value_or(walker.n_steps()));
  return params;
}

Floats decode_scaled(const Walker& walker, const Floats& latents, float amount) {
  require(latents.ndim() == 2 && std::cmp_equal(latents.shape(1), walker.latent_dim()),
          "latents must be (n, latent_dim)");
  Floats params = empty_rows(latents.shape(0), kParams);
  std::vector<float> rows = vector_of(latents);
  const std::vector<float> amounts(static_cast<std::size_t>(latents.shape(0)), amount);
  const std::span<float> out = writable_span_of(params);
  const py::gil_scoped_release unlocked;
  walker.decode_scaled(rows, amounts, out);
  return params;
}

Floats polished(const Polish& polish, const Floats& latents, const Floats& params, int n_steps) {
  require(params.ndim() == 2 && std::cmp_equal(params.shape(1), polish.n_params()),
          "params must be (n, n_params)");
  Floats result = empty_rows(params.shape(0), polish.n_params());
  const std::span<float> out = writable_span_of(result);
  std::ranges::copy(span_of(params), out.begin());
  const std::span<const float> in = span_of(latents);
  const py::gil_scoped_release unlocked;
  polish.apply(in, out, n_steps);
  return result;
}

std::vector<WalkPoint> points_of(const Indices& start, const Indices& end, const Floats& alpha,
                                 const Floats& amount) {
  const py::ssize_t n = start.size();
  for (const py::array& array :
       {py::array(start), py::array(end), py::array(alpha), py::array(amount)}) {
    if (array.ndim() != 1 || array.size() != n)
      throw py::value_error("expected four arrays of one shape (n,)");
  }
  std::vector<WalkPoint> points;
  points.reserve(static_cast<std::size_t>(n));
  for (py::ssize_t i = 0; i < n; ++i) {
    // A negative index becomes a huge one, which the walker refuses.
    points.push_back({static_cast<std::size_t>(start.at(i)), static_cast<std::size_t>(end.at(i)),
                      alpha.at(i), amount.at(i)});
  }
  return points;
}

Floats walk(const Walker& walker, const Indices& start, const Indices& end, const Floats& alpha,
            const Floats& amount) {
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  Floats result = empty_rows(start.size(), kParams);
  const std::span<float> out = writable_span_of(result);
  const py::gil_scoped_release unlocked;
  walker.walk(points, out);
  return result;
}

std::vector<double> walked_params(const Walker& walker, const std::vector<WalkPoint>& points) {
  std::vector<float> params(points.size() * kParams);
  walker.walk(points, params);
  return {params.begin(), params.end()};
}

Doubles walk_sos(const Walker& walker, const Indices& start, const Indices& end,
                 const Floats& alpha, const Floats& amount, double sample_rate,
                 const std::string& design) {
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  const dsp::Design chosen = design_from_name(design);
  Doubles sos({static_cast<std::size_t>(start.size()), dsp::kParamBands, kSosColumns});
  double* const target = sos.mutable_data();
  const py::gil_scoped_release unlocked;
  write_sos(walked_params(walker, points), sample_rate, chosen, target);
  return sos;
}

Doubles walk_curves_db(const Walker& walker, const Indices& start, const Indices& end,
                       const Floats& alpha, const Floats& amount, double sample_rate,
                       const std::string& design, const Doubles& freq_hz) {
  if (freq_hz.ndim() != 1) throw py::value_error("freq_hz must have one dimension");
  const std::vector<WalkPoint> points = points_of(start, end, alpha, amount);
  const dsp::Design chosen = design_from_name(design);
  Doubles curves({start.size(), freq_hz.size()});
  double* const target = curves.mutable_data();
  const std::span<const double> freqs = span_of(freq_hz);
  const py::gil_scoped_release unlocked;
  write_curves(walked_params(walker, points), freqs, sample_rate, chosen, target);
  return curves;
}

Floats blend(const Walker& walker, const Floats& weights, const Floats& amount) {
  if (weights.ndim() != 2 || amount.ndim() != 1 || weights.shape(0) != amount.size() ||
      static_cast<std::size_t>(weights.shape(1)) != walker.n_terms()) {
    throw py::value_error("expected weights (n, n_terms) and amount (n,)");
  }
  Floats result = empty_rows(amount.size(), kParams);
  const std::span<float> out = writable_span_of(result);
  const std::span<const float> rows = span_of(weights);
  const std::span<const float> amounts = span_of(amount);
  const py::gil_scoped_release unlocked;
  walker.blend(rows, amounts, out);
  return result;
}

std::array<float, kParams> walk_one(const Walker& walker, std::size_t start, std::size_t end,
                                    float alpha, float amount) {
  std::array<float, kParams> params{};
  const WalkPoint point{start, end, alpha, amount};
  const py::gil_scoped_release unlocked;
  walker.walk({&point, 1}, params);
  return params;
}

}  // namespace

void bind_walker(py::module_& module) {
  py::class_<Polish>(module, "Polish")
      .def(py::init(
               [](const dsp::CurveFit& fit, const Doubles& basis, double anchor_db, int n_steps) {
                 require(basis.ndim() == 2 && std::cmp_equal(basis.shape(1), fit.n_points()),
                         "basis must be (latent_dim, n_points)");
                 return Polish(fit, vector_of(basis), anchor_db, n_steps);
               }),
           py::arg("fit"), py::arg("basis").noconvert(), py::arg("anchor_db"), py::arg("n_steps"),
           "Steps toward the curve that a latent stands for. `basis`: the curve in dB that a unit "
           "of each coordinate adds.")
      .def_property_readonly("n_steps", &Polish::n_steps)
      .def("apply", &polished, py::arg("latents").noconvert(), py::arg("params").noconvert(),
           py::arg("n_steps"), "Rows of params nearer to the curves of rows of latents.");

  py::class_<Walker>(module, "Walker")
      .def(py::init([](const std::shared_ptr<Decoder>& decoder, const Floats& term_latents,
                       const Floats& flat_latent, const Floats& bounds,
                       const std::optional<Polish>& polish) {
             return Walker(decoder, make_tables(term_latents, flat_latent, bounds), polish);
           }),
           py::arg("decoder"), py::arg("term_latents").noconvert(),
           py::arg("flat_latent").noconvert(), py::arg("bounds").noconvert(),
           py::arg("polish") = py::none())
      .def(
          py::init([](const Callback& decode, const Floats& term_latents, const Floats& flat_latent,
                      const Floats& bounds, const std::optional<Polish>& polish) {
            const auto latent_dim = static_cast<std::size_t>(flat_latent.size());
            return Walker(decode_in_python(decode, latent_dim),
                          make_tables(term_latents, flat_latent, bounds), polish);
          }),
          py::arg("decode"), py::arg("term_latents").noconvert(),
          py::arg("flat_latent").noconvert(), py::arg("bounds").noconvert(),
          py::arg("polish") = py::none())
      .def_property_readonly("latent_dim", &Walker::latent_dim)
      .def_property_readonly("term_latents",
                             [](const Walker& self) {
                               const std::span<const float> values = self.term_latents();
                               Floats rows = empty_rows(static_cast<py::ssize_t>(self.n_terms()),
                                                        self.latent_dim());
                               std::ranges::copy(values, rows.mutable_data());
                               return rows;
                             })
      .def_property_readonly("n_steps", &Walker::n_steps)
      .def("decode", &decode, py::arg("latents").noconvert(), py::arg("n_steps") = py::none())
      .def("decode_scaled", &decode_scaled, py::arg("latents").noconvert(), py::arg("amount"))
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
}

}  // namespace semeq::bindings
