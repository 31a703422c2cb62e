#pragma once

#include <string_view>

#include "semeq/dsp/design.hpp"
#include "semeq/dsp/isa.hpp"

namespace semeq::bindings {

// What the strings of Python stand for. Each throws ValueError listing the names it knows.
dsp::BandKind kind_from_name(std::string_view name);
dsp::Design design_from_name(std::string_view name);

// The instruction set called `name`; the one in use where it is empty.
dsp::Isa isa_from_name(std::string_view name);

// The instruction set in use. Raises ParameterError where SEMEQ_ISA names none that runs here.
dsp::Isa isa_in_use();

}  // namespace semeq::bindings
