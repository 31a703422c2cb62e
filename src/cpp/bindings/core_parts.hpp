#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "design_name.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/design.hpp"

namespace semeq::bindings {

// Each adds one concept to the module.
void bind_isa(pybind11::module_& module);
void bind_curve(pybind11::module_& module);
void bind_design(pybind11::module_& module);
void bind_equalizer(pybind11::module_& module);
void bind_stream(pybind11::module_& module);
void bind_automation(pybind11::module_& module);
void bind_variants(pybind11::module_& module);
void bind_walker(pybind11::module_& module);

using DoubleArray =
    pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

// Shared conversions; each throws ValueError on what it cannot read.
dsp::BandKind kind_from_name(const std::string& name);
std::vector<dsp::Biquad> biquads_from_sos(const DoubleArray& sos);

}  // namespace semeq::bindings
