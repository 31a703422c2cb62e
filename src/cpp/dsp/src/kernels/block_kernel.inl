// The one body of the block state-space kernel. Each kernels/<isa>.cpp defines
// SEMEQ_ISA_NAMESPACE and SEMEQ_VECTOR_BYTES and includes this file once; CMake
// gives that file its own flags. Everything but the table has internal linkage
// and nothing from std:: is used, so no code of one instruction set can be
// picked by the linker for another.
//
// Vectors are GCC/Clang vector extensions. Multiply-adds are written
// `acc += column * scalar` alone and contracted by -ffp-contract=fast, so each
// result sees one fixed order of operations however many blocks a pass takes:
// that is what makes the output independent of how a stream is cut.
//
// Cost per 16 frames, W lanes, N states in S = ceil(N / W) vectors, R = 16 / W:
// R(R+1)/2 W multiply-adds for H, N R for O, 16 S for B, about N S for A.
// Two blocks a pass share the loads of H and B. The state recursion is
// the only loop-carried chain: about N / 2 multiply-adds plus a store-to-load.

#include "semeq/dsp/block_system.hpp"

namespace semeq::dsp::SEMEQ_ISA_NAMESPACE {
namespace {

template <typename T>
struct Vector {
  static constexpr int kLanes =
      SEMEQ_VECTOR_BYTES / sizeof(T) > 0 ? static_cast<int>(SEMEQ_VECTOR_BYTES / sizeof(T)) : 1;
  typedef T Type __attribute__((vector_size(kLanes * sizeof(T)), may_alias));
  typedef T Unaligned
      __attribute__((vector_size(kLanes * sizeof(T)), aligned(sizeof(T)), may_alias));
};

template <typename T, int kSections, int kBlocks>
[[gnu::always_inline]] inline void step(const BlockSystem<T>& system, T* state, const T* in,
                                        T* out) {
  using V = typename Vector<T>::Type;
  using U = typename Vector<T>::Unaligned;
  constexpr int kLanes = Vector<T>::kLanes;
  constexpr int kRows = kBlockFrames / kLanes;
  constexpr int kStates = 2 * kSections;
  constexpr int kStateRows = (kStates + kLanes - 1) / kLanes;

  V y[kBlocks][kRows] = {};
  V next[kBlocks][kStateRows] = {};
#pragma GCC unroll 16
  for (int lane = 0; lane < kLanes; ++lane) {
    // H is Toeplitz: its first kLanes columns, shifted down by whole vectors,
    // are all of it.
#pragma GCC unroll 16
    for (int shift = 0; shift < kRows; ++shift) {
      const V column = *reinterpret_cast<const V*>(&system.output_from_input[lane][shift * kLanes]);
#pragma GCC unroll 16
      for (int row = shift; row < kRows; ++row) {
#pragma GCC unroll 16
        for (int block = 0; block < kBlocks; ++block)
          y[block][row] += column * in[block * kBlockFrames + (row - shift) * kLanes + lane];
      }
    }
#pragma GCC unroll 16
    for (int part = 0; part < kRows; ++part) {
      const int frame = part * kLanes + lane;
#pragma GCC unroll 16
      for (int row = 0; row < kStateRows; ++row) {
        const V column = *reinterpret_cast<const V*>(&system.state_from_input[frame][row * kLanes]);
#pragma GCC unroll 16
        for (int block = 0; block < kBlocks; ++block)
          next[block][row] += column * in[block * kBlockFrames + frame];
      }
    }
  }

#pragma GCC unroll 16
  for (int block = 0; block < kBlocks; ++block) {
    V odd[kStateRows] = {};  // a second accumulator halves the recursion's latency
#pragma GCC unroll 16
    for (int k = 0; k < kStates; ++k) {
      const T s = state[k];
#pragma GCC unroll 16
      for (int row = (k & ~1) / kLanes; row < kStateRows; ++row) {
        const V column = *reinterpret_cast<const V*>(&system.state_from_state[k][row * kLanes]);
        V& sum = k % 2 ? odd[row] : next[block][row];
        sum += column * s;
      }
    }
#pragma GCC unroll 16
    for (int k = 0; k < kStates; ++k) {
      const T s = state[k];
#pragma GCC unroll 16
      for (int row = 0; row < kRows; ++row)
        y[block][row] +=
            *reinterpret_cast<const V*>(&system.output_from_state[k][row * kLanes]) * s;
    }
#pragma GCC unroll 16
    for (int row = 0; row < kStateRows; ++row)
      *reinterpret_cast<V*>(&state[row * kLanes]) = next[block][row] + odd[row];
  }

#pragma GCC unroll 16
  for (int block = 0; block < kBlocks; ++block) {
#pragma GCC unroll 16
    for (int row = 0; row < kRows; ++row)
      *reinterpret_cast<U*>(&out[block * kBlockFrames + row * kLanes]) = y[block][row];
  }
}

template <typename T, int kSections>
void run_sections(const BlockSystem<T>& system, T* state, const T* in, T* out,
                  std::size_t n_blocks) {
  std::size_t block = 0;
  for (; block + 2 <= n_blocks; block += 2)
    step<T, kSections, 2>(system, state, in + block * kBlockFrames, out + block * kBlockFrames);
  if (block < n_blocks)
    step<T, kSections, 1>(system, state, in + block * kBlockFrames, out + block * kBlockFrames);
}

template <typename T>
void run(const BlockSystem<T>* system, T* state, const T* in, T* out, std::size_t n_blocks) {
  switch (system->n_sections) {
    case 1:
      return run_sections<T, 1>(*system, state, in, out, n_blocks);
    case 2:
      return run_sections<T, 2>(*system, state, in, out, n_blocks);
    case 3:
      return run_sections<T, 3>(*system, state, in, out, n_blocks);
    case 4:
      return run_sections<T, 4>(*system, state, in, out, n_blocks);
    case 5:
      return run_sections<T, 5>(*system, state, in, out, n_blocks);
    case 6:
      return run_sections<T, 6>(*system, state, in, out, n_blocks);
    case 7:
      return run_sections<T, 7>(*system, state, in, out, n_blocks);
    default:
      return run_sections<T, 8>(*system, state, in, out, n_blocks);
  }
}

}  // namespace

extern const KernelTable kKernels;
const KernelTable kKernels = {&run<float>, &run<double>};

}  // namespace semeq::dsp::SEMEQ_ISA_NAMESPACE
