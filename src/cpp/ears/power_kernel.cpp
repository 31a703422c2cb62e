#include "ears/power_kernel.hpp"

namespace semeq::ears {

// One per kernels/<isa>.cpp; CMake defines SEMEQ_X86 or SEMEQ_AARCH64 with those files.
#define SEMEQ_DECLARE_POWER(isa)                                                        \
  namespace isa {                                                                       \
  void band_power(const PowerTables& tables, const float* audio, std::size_t n_windows, \
                  ScratchVector* scratch, float* power);                                \
  }
SEMEQ_DECLARE_POWER(scalar)
#if defined(SEMEQ_X86)
SEMEQ_DECLARE_POWER(sse2)
SEMEQ_DECLARE_POWER(avx2)
SEMEQ_DECLARE_POWER(avx512)
#elif defined(SEMEQ_AARCH64)
SEMEQ_DECLARE_POWER(neon)
#endif
#undef SEMEQ_DECLARE_POWER

PowerKernel power_kernel(dsp::Isa isa) noexcept {
  switch (isa) {
#if defined(SEMEQ_X86)
    case dsp::Isa::sse2:
      return &sse2::band_power;
    case dsp::Isa::avx2:
      return &avx2::band_power;
    case dsp::Isa::avx512:
      return &avx512::band_power;
#elif defined(SEMEQ_AARCH64)
    case dsp::Isa::neon:
      return &neon::band_power;
#endif
    default:
      return &scalar::band_power;
  }
}

}  // namespace semeq::ears
