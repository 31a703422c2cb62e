#pragma once

#include <string_view>
#include <vector>

namespace semeq::dsp {

// Instruction sets the filters are compiled for, slowest first.
enum class Isa { scalar, sse2, neon, avx2, avx512 };

[[nodiscard]] std::string_view isa_name(Isa isa) noexcept;

// Those that were compiled in and that this processor runs, slowest first.
[[nodiscard]] std::vector<Isa> runnable_isas();

// The instruction set called `name`. Throws std::invalid_argument naming the
// runnable ones if there is none of that name or it cannot run here.
[[nodiscard]] Isa isa_from_name(std::string_view name);

// The set that everything uses unless told otherwise: the environment
// variable SEMEQ_ISA where set, else the fastest runnable one. Resolved at the
// first call, which throws like isa_from_name; later calls are a load.
[[nodiscard]] Isa default_isa();

}  // namespace semeq::dsp
