// The scripted estimator of ears. semeq.ears.scripted_estimator checks arguments and words its
// errors; what is refused here is a second line of defense.
#include <pybind11/pybind11.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "arrays.hpp"
#include "infer/ears.hpp"
#include "infer_parts.hpp"

namespace py = pybind11;

namespace semeq::bindings {
namespace {

using infer::Ears;
using infer::Values;

Floats estimate(const Ears& ears, const Floats& features) {
  if (features.ndim() != 2 || features.shape(1) == 0)
    throw py::value_error("expected float32 of shape (n, n_features)");
  const std::span<const float> in = span_of(features);
  const auto n_features = static_cast<std::size_t>(features.shape(1));
  Values result;
  {
    const py::gil_scoped_release unlocked;
    result = ears.estimate(in, n_features);
  }
  Floats estimates(result.shape);
  std::ranges::copy(result.data, estimates.mutable_data());
  return estimates;
}

}  // namespace

void bind_ears(py::module_& module) {
  py::class_<Ears>(module, "Ears")
      .def(py::init<const std::string&>(), py::arg("path"),
           py::call_guard<py::gil_scoped_release>())
      .def("estimate", &estimate, py::arg("features").noconvert());
}

}  // namespace semeq::bindings
