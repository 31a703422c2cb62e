#include "names.hpp"

#include <pybind11/pybind11.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "errors.hpp"

namespace semeq::bindings {

namespace {

template <typename Value, std::size_t kN>
using Names = std::array<std::pair<std::string_view, Value>, kN>;

constexpr Names<dsp::BandKind, 3> kKinds{{{"low_shelf", dsp::BandKind::low_shelf},
                                          {"peak", dsp::BandKind::peak},
                                          {"high_shelf", dsp::BandKind::high_shelf}}};
constexpr Names<dsp::Design, 2> kDesigns{
    {{"rbj", dsp::Design::rbj}, {"matched", dsp::Design::matched}}};

template <typename Value, std::size_t kN>
Value value_of(const Names<Value, kN>& names, std::string_view name, const char* what) {
  std::string known;
  for (const auto& [each, value] : names) {
    if (each == name) return value;
    known += (known.empty() ? "'" : ", '") + std::string(each) + "'";
  }
  throw pybind11::value_error(std::string(what) + " must be one of " + known + ", got '" +
                              std::string(name) + "'");
}

}  // namespace

dsp::BandKind kind_from_name(std::string_view name) { return value_of(kKinds, name, "kind"); }

dsp::Design design_from_name(std::string_view name) { return value_of(kDesigns, name, "design"); }

dsp::Isa isa_from_name(std::string_view name) {
  return name.empty() ? isa_in_use() : dsp::isa_from_name(name);
}

dsp::Isa isa_in_use() {
  try {
    return dsp::default_isa();
  } catch (const std::invalid_argument& error) {
    raise_error("ParameterError", error.what());
  }
}

}  // namespace semeq::bindings
