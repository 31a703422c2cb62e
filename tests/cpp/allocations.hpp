#pragma once

namespace semeq::test {

// Allocations by this thread since the program began; operator new is replaced in
// allocations.cpp.
long allocations() noexcept;

}  // namespace semeq::test
