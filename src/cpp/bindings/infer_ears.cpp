// The ears' artifact. semeq.ears.artifact checks arguments and words its errors; what is refused
// here is a second line of defense.
#include <pybind11/pybind11.h>
#include <pybind11/typing.h>

#include <algorithm>
#include <string>

#include "arrays.hpp"
#include "infer/ears.hpp"
#include "infer_parts.hpp"

namespace py = pybind11;

namespace semeq::bindings {
namespace {

using infer::Ears;
using infer::Values;

Floats array_of(const Values& values) {
  Floats array(values.shape);
  std::ranges::copy(values.data, array.mutable_data());
  return array;
}

Floats estimate(const Ears& ears, const Floats& features) {
  if (features.ndim() != 2 || static_cast<std::size_t>(features.shape(1)) != ears.n_features()) {
    throw py::value_error("expected float32 of shape (n, " + std::to_string(ears.n_features()) +
                          ")");
  }
  Values result;
  {
    const py::gil_scoped_release unlocked;
    result = ears.estimate(span_of(features));
  }
  return array_of(result);
}

py::typing::Dict<py::str, Floats> buffers(const Ears& ears) {
  py::typing::Dict<py::str, Floats> named;
  for (const auto& [name, values] : ears.buffers()) named[py::str(name)] = array_of(values);
  return named;
}

}  // namespace

void bind_ears(py::module_& module) {
  py::class_<Ears>(module, "Ears")
      .def(py::init<const std::string&>(), py::arg("path"),
           py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("n_features", &Ears::n_features)
      .def_property_readonly("buffers", &buffers)
      .def("estimate", &estimate, py::arg("features").noconvert());
}

}  // namespace semeq::bindings
