#include "semeq/dsp/isa.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace semeq::dsp {

std::string_view isa_name(Isa isa) noexcept {
  switch (isa) {
    case Isa::scalar:
      return "scalar";
    case Isa::sse2:
      return "sse2";
    case Isa::neon:
      return "neon";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "unknown";
}

std::vector<Isa> runnable_isas() {
  std::vector<Isa> isas{Isa::scalar};
#if defined(SEMEQ_X86)
  isas.push_back(Isa::sse2);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) isas.push_back(Isa::avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma"))
    isas.push_back(Isa::avx512);
#elif defined(SEMEQ_AARCH64)
  isas.push_back(Isa::neon);
#endif
  return isas;
}

Isa isa_from_name(std::string_view name) {
  const std::vector<Isa> isas = runnable_isas();
  const auto found = std::ranges::find_if(isas, [&](Isa isa) { return isa_name(isa) == name; });
  if (found != isas.end()) return *found;
  std::string message = "instruction set must be one of";
  for (Isa isa : isas) message.append(" ").append(isa_name(isa));
  message.append(" on this processor, got '").append(name).append("'");
  throw std::invalid_argument(message);
}

Isa default_isa() {
  static const Isa isa = [] {
    const char* forced = std::getenv("SEMEQ_ISA");
    if (forced == nullptr || *forced == '\0') return runnable_isas().back();
    try {
      return isa_from_name(forced);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(std::string("SEMEQ_ISA: ") + error.what());
    }
  }();
  return isa;
}

}  // namespace semeq::dsp
