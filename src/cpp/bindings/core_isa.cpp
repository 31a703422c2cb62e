#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "core_parts.hpp"

namespace py = pybind11;

namespace semeq::bindings {

void bind_isa(py::module_& module) {
  module.def(
      "isa", [] { return std::string(dsp::isa_name(isa_in_use())); }, "Instruction set in use.");
  module.def(
      "runnable_isas",
      [] {
        std::vector<std::string> names;
        for (const dsp::Isa isa : dsp::runnable_isas()) names.emplace_back(dsp::isa_name(isa));
        return names;
      },
      "Instruction sets this processor runs, slowest first.");
  // What _infer needs is told here, since without it _infer cannot be loaded and asked.
  module.attr("TORCH_VERSION") = SEMEQ_TORCH_VERSION;
}

}  // namespace semeq::bindings
