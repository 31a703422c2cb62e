#include <pybind11/pybind11.h>

#include "core_parts.hpp"

namespace py = pybind11;

// Needs no lock of the interpreter's: what threads may share is immutable (networks, walkers, the
// meter of bands) or takes turns (streams, automations).
PYBIND11_MODULE(_core, module, py::mod_gil_not_used()) {
  module.doc() =
      "The equalizer: design, curves, filtering and streaming; walks between words; the front end "
      "of "
      "the ears. Private to semeq.";
  semeq::bindings::bind_isa(module);
  semeq::bindings::bind_curve(module);
  semeq::bindings::bind_design(module);
  semeq::bindings::bind_equalizer(module);
  semeq::bindings::bind_stream(module);
  semeq::bindings::bind_automation(module);
  semeq::bindings::bind_many(module);
  semeq::bindings::bind_networks(module);
  semeq::bindings::bind_walker(module);
  semeq::bindings::bind_ears(module);
}
