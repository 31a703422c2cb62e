#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace semeq::dsp {

// Flushes denormals to zero while it lives, on this thread, and restores the
// caller's floating-point mode afterwards. A filter's decaying tail would
// otherwise run up to a hundred times slower. Does nothing on processors other
// than x86 and AArch64.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() noexcept : saved_(_mm_getcsr()) {
    constexpr unsigned kFlushToZero = 0x8000;
    constexpr unsigned kDenormalsAreZero = 0x0040;
    _mm_setcsr(saved_ | kFlushToZero | kDenormalsAreZero);
  }
  ~FlushDenormals() { _mm_setcsr(saved_); }
#elif defined(__aarch64__)
  FlushDenormals() noexcept {
    asm volatile("mrs %0, fpcr" : "=r"(saved_));
    constexpr std::uint64_t kFlushToZero = std::uint64_t{1} << 24;
    asm volatile("msr fpcr, %0" ::"r"(saved_ | kFlushToZero));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(saved_)); }
#else
  FlushDenormals() noexcept = default;
  ~FlushDenormals() = default;
#endif

  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  unsigned saved_;
#elif defined(__aarch64__)
  std::uint64_t saved_;
#endif
};

}  // namespace semeq::dsp
