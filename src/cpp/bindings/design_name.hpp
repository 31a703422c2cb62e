#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "semeq/dsp/design.hpp"

namespace semeq::bindings {

// Throws ValueError for an unknown name.
inline dsp::Design design_from_name(const std::string& name) {
  if (name == "rbj") return dsp::Design::rbj;
  if (name == "matched") return dsp::Design::matched;
  throw pybind11::value_error("design must be 'rbj' or 'matched', got '" + name + "'");
}

}  // namespace semeq::bindings
