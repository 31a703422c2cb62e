// The one body of the block state-space kernel.
//
// Vectors are GCC/Clang vector extensions. Multiply-adds are written
// `sum += column * scalar` alone and contracted by -ffp-contract=fast, so each
// result sees one fixed order of operations however many frame groups a pass takes:
// that is what makes the output independent of how a stream is cut.
//
// Cost per 16 frames, W lanes, N states in S = N / W vectors, R = 16 / W: R (R + 1) / 2 * W
// multiply-adds for H, N R for O, 16 S for B, about N S for A. Where a last vector
// would hold one section's two states and nothing else, those two are dot products
// instead: 2 R for B and 2 S + 2 for A, and a dozen shuffles and additions. 5 sections
// in float32 on AVX2: 24 + 20 + 16 + 8, and 4 + 4. The benchmark multiply_add_peak tells
// how long one takes at best. Passes over several frame groups share the loads of H and B,
// which would otherwise set the pace.

#include <utility>

#include "block_system.hpp"

#if defined(__AVX512F__) || defined(__aarch64__)
#define SEMEQ_REGISTERS 32
#else
#define SEMEQ_REGISTERS 16
#endif

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
  using Short [[gnu::vector_size(16), gnu::may_alias]] = T;  // holds at least two
};

template <typename V, typename T>
[[gnu::always_inline]] inline const V& at(const T* values) {
  return *reinterpret_cast<const V*>(values);
}

// Loads a column that several multiply-adds use and keeps it in a register: left
// alone, GCC folds the load into each of them.
template <typename T>
[[gnu::always_inline]] inline typename Vector<T>::Type load_column(const T* column) {
  auto value = at<typename Vector<T>::Type>(column);
  SEMEQ_KEEP_IN_REGISTER(value);
  return value;
}

// Sums of two vectors' lanes, side by side in the first two lanes of what is left.
template <typename V, std::size_t... kLane>
[[gnu::always_inline]] inline V interleave_and_add(V a, V b, std::index_sequence<kLane...>) {
  constexpr std::size_t kN = sizeof...(kLane);
  constexpr std::size_t kQuad = 16 * kN / sizeof(V);  // lanes of 16 bytes, which shuffle cheaply
  return __builtin_shufflevector(a, b,
                                 (kLane / kQuad * kQuad + kLane % kQuad / 2 + kLane % 2 * kN)...) +
         __builtin_shufflevector(
             a, b, (kLane / kQuad * kQuad + kQuad / 2 + kLane % kQuad / 2 + kLane % 2 * kN)...);
}
template <typename V, std::size_t... kLane>
[[gnu::always_inline]] inline auto add_halves(V v, std::index_sequence<kLane...>) {
  return __builtin_shufflevector(v, v, kLane...) +
         __builtin_shufflevector(v, v, (sizeof...(kLane) + kLane)...);
}
template <typename T, int kLanes, typename V>
[[gnu::always_inline]] inline typename Vector<T>::Short add_to_short(V v) {
  if constexpr (kLanes * sizeof(T) == 16)
    return v;
  else
    return add_to_short<T, kLanes / 2>(add_halves(v, std::make_index_sequence<kLanes / 2>{}));
}

template <typename T, int kSections>
struct Kernel {
  using V = typename Vector<T>::Type;
  using Short = typename Vector<T>::Short;
  static constexpr int kLanes = Vector<T>::kLanes;
  static constexpr int kRows = kGroupFrames / kLanes;
  static constexpr int kStates = 2 * kSections;
  // Whether the last section's states are dot products.
  static constexpr bool kDots = kLanes > 2 && kStates % kLanes == 2;
  static constexpr int kStateRows = kDots ? kStates / kLanes : (kStates + kLanes - 1) / kLanes;
  static constexpr int kStateSpace = kStateRows > 0 ? kStateRows : 1;  // no array of nothing

  // A pass sums over kPassGroups frame groups side by side. Where registers allow, it also runs
  // ahead: a group's A s waits for the group before, and the sums of the next pass, which
  // wait for nothing, fill that time.
  static constexpr int kSums = kRows + kStateRows;  // registers that one group takes
  static constexpr int kMostAhead = (SEMEQ_REGISTERS - 4) / kSums - 1;
  static constexpr bool kAhead = kMostAhead >= 3;
  static constexpr int kMostAtOnce = (SEMEQ_REGISTERS - 2) / (kSums + kDots);
  static constexpr int kPassGroups =
      kAhead ? (kMostAhead < 4 ? kMostAhead : 4) : (kMostAtOnce > 1 ? kMostAtOnce : 1);

  // The sums of a frame group that need no state: H x, B x and the terms of the dot products.
  struct Driven {
    V y[kRows] = {};
    V state[kStateSpace] = {};
    V dots[2] = {};
  };

  // Finishes the groups in `driven` and writes them to `out`; if `kDrive`, replaces them by
  // those of the frames `ahead`. All of `driven`'s own frames have been read by now, as `out`
  // may be where they were.
  template <int kGroups, bool kDrive>
  [[gnu::always_inline]] static inline void pass(const BlockSystem<T>& system, T* state,
                                                 Driven (&driven)[kGroups], const T* ahead,
                                                 T* out) {
    Driven next[kGroups];
#pragma GCC unroll 16
    for (int group = 0; group < kGroups; ++group) {
      if constexpr (kDrive) {
        const int until = kDriveSteps * (group + 1) / kGroups;
#pragma GCC unroll 32
        for (int step = kDriveSteps * group / kGroups; step < until; ++step)
          drive<kGroups>(system, ahead, step, next);
      }
      advance(system, state, driven[group]);
      if constexpr (kDrive) put(out + group * kGroupFrames, driven[group]);
    }
#pragma GCC unroll 16
    for (int group = 0; group < kGroups; ++group)
      if constexpr (kDrive)
        driven[group] = next[group];
      else  // only now, as GCC must assume that `out` overlaps the state
        put(out + group * kGroupFrames, driven[group]);
  }

  [[gnu::always_inline]] static inline void put(T* out, const Driven& driven) {
#pragma GCC unroll 16
    for (int row = 0; row < kRows; ++row)
      __builtin_memcpy(&out[row * kLanes], &driven.y[row], sizeof(V));  // audio is not aligned
  }

  static constexpr int kDriveSteps = kLanes + (kDots ? kRows : 0);

  template <int kGroups>
  [[gnu::always_inline]] static inline void drive(const BlockSystem<T>& system, const T* in,
                                                  int step, Driven (&driven)[kGroups]) {
    if (step < kLanes)
      drive_lane<kGroups>(system, in, step, driven);
    else
      drive_dots<kGroups>(system, in, step - kLanes, driven);
  }

  // The share of H x and B x that the frames lane, lane + kLanes, ... have.
  template <int kGroups>
  [[gnu::always_inline]] static inline void drive_lane(const BlockSystem<T>& system, const T* in,
                                                       int lane, Driven (&driven)[kGroups]) {
#pragma GCC unroll 16
    for (int part = 0; part < kRows; ++part) {
      const int frame = part * kLanes + lane;
      V x[kGroups];
#pragma GCC unroll 16
      for (int group = 0; group < kGroups; ++group)
        x[group] = in[group * kGroupFrames + frame] - V{};  // in every lane
#pragma GCC unroll 16
      for (int row = 0; row < kStateRows; ++row) {
        const V column = load_column(&system.state_from_input[frame][row * kLanes]);
#pragma GCC unroll 16
        for (int group = 0; group < kGroups; ++group) driven[group].state[row] += column * x[group];
      }
      // H is Toeplitz: its first kLanes columns, shifted down by whole vectors, are
      // all of it.
#pragma GCC unroll 16
      for (int row = part; row < kRows; ++row) {
        const V column = load_column(&system.output_from_input[lane][(row - part) * kLanes]);
#pragma GCC unroll 16
        for (int group = 0; group < kGroups; ++group) driven[group].y[row] += column * x[group];
      }
    }
  }

  template <int kGroups>
  [[gnu::always_inline]] static inline void drive_dots(const BlockSystem<T>& system, const T* in,
                                                       int part, Driven (&driven)[kGroups]) {
    const V first = load_column(&system.last_from_input[0][part * kLanes]);
    const V second = load_column(&system.last_from_input[1][part * kLanes]);
#pragma GCC unroll 16
    for (int group = 0; group < kGroups; ++group) {
      V x;
      __builtin_memcpy(&x, &in[group * kGroupFrames + part * kLanes], sizeof(V));
      driven[group].dots[0] += first * x;
      driven[group].dots[1] += second * x;
    }
  }

  // Adds O s to y and moves the state on by a frame group. The next group waits for A s, so it
  // is summed in two chains.
  [[gnu::always_inline]] static inline void advance(const BlockSystem<T>& system, T* state,
                                                    Driven& driven) {
    V next[2][kStateSpace] = {};
#pragma GCC unroll 16
    for (int row = 0; row < kStateRows; ++row) next[0][row] = driven.state[row];
    Short last = {};
    if constexpr (kDots) last = advance_dots(system, state, driven);
#pragma GCC unroll 16
    for (int k = 0; k < kStates; ++k) {
      const T s = state[k];
#pragma GCC unroll 16
      for (int row = (k & ~1) / kLanes; row < kStateRows; ++row)
        next[k % 2][row] += at<V>(&system.state_from_state[k][row * kLanes]) * s;
#pragma GCC unroll 16
      for (int row = 0; row < kRows; ++row)
        driven.y[row] += at<V>(&system.output_from_state[k][row * kLanes]) * s;
    }
#pragma GCC unroll 16
    for (int row = 0; row < kStateRows; ++row)
      *reinterpret_cast<V*>(&state[row * kLanes]) = next[0][row] + next[1][row];
    if constexpr (kDots) *reinterpret_cast<Short*>(&state[kStates - 2]) = last;
  }

  // The last section's next two states.
  [[gnu::always_inline]] static inline Short advance_dots(const BlockSystem<T>& system,
                                                          const T* state, Driven& driven) {
    constexpr int kLast = kStates - 2;
    Short own = {};
#pragma GCC unroll 2
    for (int k = kLast; k < kStates; ++k)
      own += at<Short>(&system.state_from_state[k][kLast]) * state[k];
#pragma GCC unroll 16
    for (int row = 0; row < kStateRows; ++row) {
      const V s = at<V>(&state[row * kLanes]);
      driven.dots[0] += at<V>(&system.last_from_state[0][row * kLanes]) * s;
      driven.dots[1] += at<V>(&system.last_from_state[1][row * kLanes]) * s;
    }
    const Short sums = add_to_short<T, kLanes>(
        interleave_and_add(driven.dots[0], driven.dots[1], std::make_index_sequence<kLanes>{}));
    if constexpr (sizeof(T) == 8)
      return own + sums;
    else
      return own + __builtin_shufflevector(sums, Short{}, 0, 1, 4, 5) +
             __builtin_shufflevector(sums, Short{}, 2, 3, 4, 5);
  }

  template <int kGroups, bool kRunAhead>
  static void run_passes(const BlockSystem<T>& system, T* state, const T*& in, T*& out,
                         std::size_t& n_groups) {
    constexpr int kFrames = kGroups * kGroupFrames;
    while (n_groups >= std::size_t{kGroups}) {
      Driven driven[kGroups];
#pragma GCC unroll 32
      for (int step = 0; step < kDriveSteps; ++step) drive<kGroups>(system, in, step, driven);
      if constexpr (kRunAhead) {
        for (; n_groups >= std::size_t{2 * kGroups}; n_groups -= kGroups) {
          in += kFrames;
          pass<kGroups, true>(system, state, driven, in, out);
          out += kFrames;
        }
      }
      pass<kGroups, false>(system, state, driven, nullptr, out);
      in += kFrames;
      out += kFrames;
      n_groups -= kGroups;
    }
  }

  static void run(const BlockSystem<T>& system, T* state, const T* in, T* out,
                  std::size_t n_groups) {
    run_passes<kPassGroups, kAhead>(system, state, in, out, n_groups);
    if constexpr (kPassGroups > 1) run_passes<1, kAhead>(system, state, in, out, n_groups);
  }
};

template <typename T>
void run(const BlockSystem<T>* system, T* state, const T* in, T* out, std::size_t n_groups) {
  switch (system->n_sections) {
    case 1:
      return Kernel<T, 1>::run(*system, state, in, out, n_groups);
    case 2:
      return Kernel<T, 2>::run(*system, state, in, out, n_groups);
    case 3:
      return Kernel<T, 3>::run(*system, state, in, out, n_groups);
    case 4:
      return Kernel<T, 4>::run(*system, state, in, out, n_groups);
    case 5:
      return Kernel<T, 5>::run(*system, state, in, out, n_groups);
    case 6:
      return Kernel<T, 6>::run(*system, state, in, out, n_groups);
    case 7:
      return Kernel<T, 7>::run(*system, state, in, out, n_groups);
    default:
      return Kernel<T, 8>::run(*system, state, in, out, n_groups);
  }
}

}  // namespace

}  // namespace semeq::dsp::SEMEQ_ISA_NAMESPACE
