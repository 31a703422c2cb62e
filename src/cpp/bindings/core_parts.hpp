#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "arrays.hpp"
#include "names.hpp"
#include "semeq/dsp/biquad.hpp"

namespace semeq::bindings {

// Each adds one concept to the module.
void bind_isa(pybind11::module_& module);
void bind_curve(pybind11::module_& module);
void bind_design(pybind11::module_& module);
void bind_equalizer(pybind11::module_& module);
void bind_stream(pybind11::module_& module);
void bind_automation(pybind11::module_& module);
void bind_many(pybind11::module_& module);
void bind_networks(pybind11::module_& module);
void bind_walker(pybind11::module_& module);
void bind_ears(pybind11::module_& module);

// Throws ValueError unless `sos` is (n_sections, 6) with every a0 = 1.
std::vector<dsp::Biquad> biquads_from_sos(const AnyDoubles& sos);

}  // namespace semeq::bindings
