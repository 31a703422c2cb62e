#include "kernels.hpp"

namespace semeq::dsp {

// One per kernels/<isa>.cpp; CMake defines SEMEQ_X86 or SEMEQ_AARCH64 together
// with compiling those files.
namespace scalar {
extern const KernelTable kKernels;
}
#if defined(SEMEQ_X86)
namespace sse2 {
extern const KernelTable kKernels;
}
namespace avx2 {
extern const KernelTable kKernels;
}
namespace avx512 {
extern const KernelTable kKernels;
}
#elif defined(SEMEQ_AARCH64)
namespace neon {
extern const KernelTable kKernels;
}
#endif

const KernelTable& kernels(Isa isa) noexcept {
  switch (isa) {
#if defined(SEMEQ_X86)
    case Isa::sse2:
      return sse2::kKernels;
    case Isa::avx2:
      return avx2::kKernels;
    case Isa::avx512:
      return avx512::kKernels;
#elif defined(SEMEQ_AARCH64)
    case Isa::neon:
      return neon::kKernels;
#endif
    default:
      return scalar::kKernels;
  }
}

}  // namespace semeq::dsp
