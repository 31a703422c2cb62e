#pragma once

#include <pybind11/pybind11.h>

namespace semeq::bindings {

// Raises the exception of that name from semeq.errors: for what users can bring about.
[[noreturn]] inline void raise_error(const char* type, const char* message) {
  const pybind11::object raised = pybind11::module_::import("semeq.errors").attr(type);
  PyErr_SetString(raised.ptr(), message);
  throw pybind11::error_already_set();
}

}  // namespace semeq::bindings
