// The one body of the block state-space kernel. Each kernels/<isa>.cpp defines
// SEMEQ_ISA_NAMESPACE and SEMEQ_VECTOR_BYTES and includes this file once; CMake
// gives that file its own flags. Everything but the table has internal linkage
// and nothing from std:: is used, so no code of one instruction set can be
// picked by the linker for another.
//
// Vectors are GCC/Clang vector extensions. Multiply-adds are written
// `sum += column * scalar` alone and contracted by -ffp-contract=fast, so each
// result sees one fixed order of operations however many blocks a pass takes:
// that is what makes the output independent of how a stream is cut.
//
// Cost per 16 frames, W lanes, N states in S = ceil(N / W) vectors, R = 16 / W:
// R (R + 1) / 2 * W multiply-adds for H, N R for O, 16 S for B, about N S for A;
// 5 sections in float32 on AVX2: 24 + 20 + 32 + 18. On Zen 3, which starts two a
// cycle, that is 47 cycles; about 60 are reached (benchmarks/RESULTS.md). Passes over
// several blocks share the loads of H and B, which would otherwise set the pace.

#include "semeq/dsp/block_system.hpp"

#if SEMEQ_VECTOR_BYTES < 16 || (SEMEQ_VECTOR_BYTES == 64 && !defined(__AVX512F__))
#define SEMEQ_KEEP_IN_REGISTER(value)
#elif defined(__aarch64__)
#define SEMEQ_KEEP_IN_REGISTER(value) asm("" : "+w"(value))
#else
#define SEMEQ_KEEP_IN_REGISTER(value) asm("" : "+v"(value))
#endif

namespace semeq::dsp::SEMEQ_ISA_NAMESPACE {
namespace {

template <typename T>
struct Vector {
  static constexpr int kBytes = SEMEQ_VECTOR_BYTES > sizeof(T) ? SEMEQ_VECTOR_BYTES : sizeof(T);
  static constexpr int kLanes = kBytes / sizeof(T);
  using Type [[gnu::vector_size(kBytes), gnu::may_alias]] = T;
  using Unaligned [[gnu::vector_size(kBytes), gnu::aligned(sizeof(T)), gnu::may_alias]] = T;
};

// Loads a column and keeps it in a register: left alone, GCC folds the load into
// every multiply-add that uses it.
template <typename T>
[[gnu::always_inline]] inline typename Vector<T>::Type load_column(const T* column) {
  typename Vector<T>::Type value = *reinterpret_cast<const typename Vector<T>::Type*>(column);
  SEMEQ_KEEP_IN_REGISTER(value);
  return value;
}

template <typename T, int kSections>
struct Kernel {
  using V = typename Vector<T>::Type;
  static constexpr int kLanes = Vector<T>::kLanes;
  static constexpr int kRows = kBlockFrames / kLanes;
  static constexpr int kStates = 2 * kSections;
  static constexpr int kStateRows = (kStates + kLanes - 1) / kLanes;
  // As many as leave their sums in registers.
  static constexpr int kPassBlocks = kRows + kStateRows <= 2 ? 4 : kRows + kStateRows <= 8 ? 2 : 1;

  template <int kBlocks>
  [[gnu::always_inline]] static inline void pass(const BlockSystem<T>& system, T* state,
                                                 const T* in, T* out) {
    V y[kBlocks][kRows] = {};
    V driven[kBlocks][kStateRows] = {};
#pragma GCC unroll 16
    for (int lane = 0; lane < kLanes; ++lane) drive<kBlocks>(system, in, lane, y, driven);

#pragma GCC unroll 16
    for (int block = 0; block < kBlocks; ++block) {
      // A s, which the next block waits for, is summed in two chains apart from B x.
      V next[2][kStateRows] = {};
#pragma GCC unroll 16
      for (int k = 0; k < kStates; ++k) {
        const T s = state[k];
#pragma GCC unroll 16
        for (int row = (k & ~1) / kLanes; row < kStateRows; ++row)
          next[k % 2][row] += load_column(&system.state_from_state[k][row * kLanes]) * s;
#pragma GCC unroll 16
        for (int row = 0; row < kRows; ++row)
          y[block][row] += load_column(&system.output_from_state[k][row * kLanes]) * s;
      }
#pragma GCC unroll 16
      for (int row = 0; row < kStateRows; ++row)
        *reinterpret_cast<V*>(&state[row * kLanes]) =
            (next[0][row] + next[1][row]) + driven[block][row];
    }

    // Only now, as `out` may be `in`.
#pragma GCC unroll 16
    for (int block = 0; block < kBlocks; ++block)
#pragma GCC unroll 16
      for (int row = 0; row < kRows; ++row)
        *reinterpret_cast<typename Vector<T>::Unaligned*>(
            &out[block * kBlockFrames + row * kLanes]) = y[block][row];
  }

  // The share of H x and B x that the frames lane, lane + kLanes, ... have.
  template <int kBlocks>
  [[gnu::always_inline]] static inline void drive(const BlockSystem<T>& system, const T* in,
                                                  int lane, V (&y)[kBlocks][kRows],
                                                  V (&driven)[kBlocks][kStateRows]) {
    V x[kBlocks][kRows];
#pragma GCC unroll 16
    for (int block = 0; block < kBlocks; ++block)
#pragma GCC unroll 16
      for (int part = 0; part < kRows; ++part)
        x[block][part] = in[block * kBlockFrames + part * kLanes + lane] - V{};  // in every lane

    // H is Toeplitz: its first kLanes columns, shifted down by whole vectors, are
    // all of it.
#pragma GCC unroll 16
    for (int shift = 0; shift < kRows; ++shift) {
      const V column = load_column(&system.output_from_input[lane][shift * kLanes]);
#pragma GCC unroll 16
      for (int row = shift; row < kRows; ++row)
#pragma GCC unroll 16
        for (int block = 0; block < kBlocks; ++block)
          y[block][row] += column * x[block][row - shift];
    }
#pragma GCC unroll 16
    for (int part = 0; part < kRows; ++part)
#pragma GCC unroll 16
      for (int row = 0; row < kStateRows; ++row) {
        const V column = load_column(&system.state_from_input[part * kLanes + lane][row * kLanes]);
#pragma GCC unroll 16
        for (int block = 0; block < kBlocks; ++block) driven[block][row] += column * x[block][part];
      }
  }

  static void run(const BlockSystem<T>& system, T* state, const T* in, T* out,
                  std::size_t n_blocks) {
    for (; n_blocks >= kPassBlocks; n_blocks -= kPassBlocks) {
      pass<kPassBlocks>(system, state, in, out);
      in += kPassBlocks * kBlockFrames;
      out += kPassBlocks * kBlockFrames;
    }
    for (; n_blocks > 0; --n_blocks) {
      pass<1>(system, state, in, out);
      in += kBlockFrames;
      out += kBlockFrames;
    }
  }
};

template <typename T>
void run(const BlockSystem<T>* system, T* state, const T* in, T* out, std::size_t n_blocks) {
  switch (system->n_sections) {
    case 1:
      return Kernel<T, 1>::run(*system, state, in, out, n_blocks);
    case 2:
      return Kernel<T, 2>::run(*system, state, in, out, n_blocks);
    case 3:
      return Kernel<T, 3>::run(*system, state, in, out, n_blocks);
    case 4:
      return Kernel<T, 4>::run(*system, state, in, out, n_blocks);
    case 5:
      return Kernel<T, 5>::run(*system, state, in, out, n_blocks);
    case 6:
      return Kernel<T, 6>::run(*system, state, in, out, n_blocks);
    case 7:
      return Kernel<T, 7>::run(*system, state, in, out, n_blocks);
    default:
      return Kernel<T, 8>::run(*system, state, in, out, n_blocks);
  }
}

}  // namespace

extern const KernelTable kKernels;
const KernelTable kKernels = {&run<float>, &run<double>};

}  // namespace semeq::dsp::SEMEQ_ISA_NAMESPACE
