#pragma once

#include <pybind11/pybind11.h>

namespace semeq::bindings {

// Each adds one concept to the module.
void bind_ears(pybind11::module_& module);

}  // namespace semeq::bindings
