#include "walk/dense.hpp"

namespace semeq::walk {

// One per kernels/<isa>.cpp; CMake defines SEMEQ_X86 or SEMEQ_AARCH64 with those files.
#define SEMEQ_DECLARE_DENSE(isa)                                                          \
  namespace isa {                                                                         \
  void dense(const DenseLayer& layer, const float* in, std::size_t in_stride, float* out, \
             std::size_t out_stride, std::size_t n_rows);                                 \
  }
SEMEQ_DECLARE_DENSE(scalar)
#if defined(SEMEQ_X86)
SEMEQ_DECLARE_DENSE(sse2)
SEMEQ_DECLARE_DENSE(avx2)
SEMEQ_DECLARE_DENSE(avx512)
#elif defined(SEMEQ_AARCH64)
SEMEQ_DECLARE_DENSE(neon)
#endif
#undef SEMEQ_DECLARE_DENSE

DenseKernel dense_kernel(dsp::Isa isa) noexcept {
  switch (isa) {
#if defined(SEMEQ_X86)
    case dsp::Isa::sse2:
      return &sse2::dense;
    case dsp::Isa::avx2:
      return &avx2::dense;
    case dsp::Isa::avx512:
      return &avx512::dense;
#elif defined(SEMEQ_AARCH64)
    case dsp::Isa::neon:
      return &neon::dense;
#endif
    default:
      return &scalar::dense;
  }
}

}  // namespace semeq::walk
