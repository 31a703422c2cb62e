// The one body of the band powers. Each kernels/<isa>.cpp defines SEMEQ_ISA_NAMESPACE and
// SEMEQ_VECTOR_BYTES and includes this file once, with flags of its own. As in the cascade's
// kernel, helpers have internal linkage and nothing from std:: runs here, so that the linker
// cannot pick code of one instruction set for another.
//
// Every lane transforms a window of its own, so that the textbook's transform is written once, over
// vectors, and no step shuffles but the loading. A real window of n samples is transformed as n / 2
// complex points (Press et al., Numerical Recipes, 2007, section 12.3): radix 4, decimation in
// frequency, in place. Frequencies come out in digit-reversed order; tables say where.

#include <utility>

#include "ears/power_kernel.hpp"

namespace semeq::ears::SEMEQ_ISA_NAMESPACE {
namespace {

constexpr std::size_t kLanes = SEMEQ_VECTOR_BYTES / sizeof(float);
constexpr std::size_t kStep = 4;  // samples of a window that are loaded together
// Of this many points on, a level would run through more than the first-level cache.
constexpr std::size_t kCachePoints = 256;

using V [[gnu::vector_size(SEMEQ_VECTOR_BYTES), gnu::may_alias]] = float;
using AllLanes = std::make_index_sequence<kLanes>;

struct [[gnu::may_alias]] Point {
  V re;
  V im;
};

inline Point operator+(Point a, Point b) { return {a.re + b.re, a.im + b.im}; }
inline Point operator-(Point a, Point b) { return {a.re - b.re, a.im - b.im}; }
inline Point minus_i_times(Point a) { return {a.im, -a.re}; }
inline Point times(Point a, const float* w) {
  return {a.re * w[0] - a.im * w[1], a.re * w[1] + a.im * w[0]};
}

// Four samples of each window, a vector each.
struct Samples {
  V at[kStep];
};

// Four rows side by side in each 16 bytes become four columns.
template <std::size_t... kLane>
[[gnu::always_inline]] inline Samples transposed(const Samples& rows,
                                                 std::index_sequence<kLane...>) {
  constexpr std::size_t kN = kLanes;
  const auto low = [](V a, V b) {  // 0 0 1 1 of each 16 bytes
    return __builtin_shufflevector(a, b, (kLane / 4 * 4 + kLane % 4 / 2 + kLane % 2 * kN)...);
  };
  const auto high = [](V a, V b) {  // 2 2 3 3
    return __builtin_shufflevector(a, b, (kLane / 4 * 4 + 2 + kLane % 4 / 2 + kLane % 2 * kN)...);
  };
  const auto first_pairs = [](V a, V b) {  // 0 1 of the one, 0 1 of the other
    return __builtin_shufflevector(a, b, (kLane / 4 * 4 + kLane % 2 + kLane % 4 / 2 * kN)...);
  };
  const auto last_pairs = [](V a, V b) {
    return __builtin_shufflevector(a, b, (kLane / 4 * 4 + 2 + kLane % 2 + kLane % 4 / 2 * kN)...);
  };
  const V low_a = low(rows.at[0], rows.at[1]);
  const V low_b = low(rows.at[2], rows.at[3]);
  const V high_a = high(rows.at[0], rows.at[1]);
  const V high_b = high(rows.at[2], rows.at[3]);
  return {{first_pairs(low_a, low_b), last_pairs(low_a, low_b), first_pairs(high_a, high_b),
           last_pairs(high_a, high_b)}};
}

#if SEMEQ_VECTOR_BYTES > 4
using Four [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = float;

template <typename Half, std::size_t... kLane>
[[gnu::always_inline]] inline auto joined(Half a, Half b, std::index_sequence<kLane...>) {
  return __builtin_shufflevector(a, b, kLane...);
}

// Four samples of windows i, i + 4, i + 8 ..., side by side.
template <std::size_t kWidth>
[[gnu::always_inline]] inline auto load_every_fourth(const float* const* windows, std::size_t at) {
  if constexpr (kWidth == 4) {
    using Aligned [[gnu::vector_size(16), gnu::may_alias]] = float;
    return Aligned(*reinterpret_cast<const Four*>(windows[0] + at));
  } else {
    constexpr std::size_t kHalf = kWidth / 2;
    return joined(load_every_fourth<kHalf>(windows, at),
                  load_every_fourth<kHalf>(windows + kHalf, at),
                  std::make_index_sequence<kWidth>{});
  }
}
#endif

[[gnu::always_inline]] inline Samples load(const float* const* windows, const float* taper,
                                           std::size_t at) {
  Samples samples;
#if SEMEQ_VECTOR_BYTES > 4
  for (std::size_t i = 0; i < kStep; ++i)
    samples.at[i] = load_every_fourth<kLanes>(windows + i, at);
  samples = transposed(samples, AllLanes{});
#else
  for (std::size_t i = 0; i < kStep; ++i) samples.at[i] = V{} + windows[0][at + i];
#endif
  for (std::size_t i = 0; i < kStep; ++i) samples.at[i] *= taper[at + i];
  return samples;
}

// The four points that stand a quarter apart, to their place in the four quarters.
[[gnu::always_inline]] inline void butterfly(Point a, Point b, Point c, Point d, const float* w,
                                             Point* out, std::size_t quarter) {
  const Point even = a + c;
  const Point odd = b + d;
  const Point even_difference = a - c;
  const Point odd_difference = minus_i_times(b - d);
  out[0] = even + odd;
  out[quarter] = times(even_difference + odd_difference, w);
  out[2 * quarter] = times(even - odd, w + 2);
  out[3 * quarter] = times(even_difference - odd_difference, w + 4);
}

inline void load_points(const float* const* windows, const PowerTables& tables,
                        Point* points) noexcept {
  for (std::size_t k = 0; k < tables.n_points(); k += 2) {
    const Samples samples = load(windows, tables.window, 2 * k);
    points[k] = {samples.at[0], samples.at[1]};
    points[k + 1] = {samples.at[2], samples.at[3]};
  }
}

inline void level(Point* points, std::size_t n, const float* w) noexcept {
  const std::size_t quarter = n / 4;
  for (std::size_t k = 0; k < quarter; ++k, w += 6)
    butterfly(points[k], points[k + quarter], points[k + 2 * quarter], points[k + 3 * quarter], w,
              points + k, quarter);
}

inline void last_four(Point* p) noexcept {
  const Point even = p[0] + p[2];
  const Point odd = p[1] + p[3];
  const Point even_difference = p[0] - p[2];
  const Point odd_difference = minus_i_times(p[1] - p[3]);
  p[0] = even + odd;
  p[1] = even_difference + odd_difference;
  p[2] = even - odd;
  p[3] = even_difference - odd_difference;
}

inline void last_two(Point* p) noexcept {
  const Point sum = p[0] + p[1];
  p[1] = p[0] - p[1];
  p[0] = sum;
}

// All levels, depth first down to what the cache holds. `w` are the twiddles of n points.
void transform(Point* points, std::size_t n, const float* w) noexcept {
  const std::size_t quarter = n / 4;
  if (n > kCachePoints) {
    level(points, n, w);
    for (std::size_t at = 0; at < n; at += quarter)
      transform(points + at, quarter, w + 6 * quarter);
    return;
  }
  std::size_t size = n;
  for (; size > 4; w += 6 * (size / 4), size /= 4)
    for (std::size_t at = 0; at < n; at += size) level(points + at, size, w);
  if (size == 4)
    for (std::size_t at = 0; at < n; at += 4) last_four(points + at);
  else
    for (std::size_t at = 0; at < n; at += 2) last_two(points + at);
}

// The spectrum of the real window: even and odd samples' spectra, told apart by symmetry. The
// window holds the factor 1/2 of both.
inline void bin_powers(const PowerTables& tables, const Point* points, V* powers) noexcept {
  const std::size_t n = tables.n_points();
  const V lowest = 2.0F * (points[0].re + points[0].im);
  const V highest = 2.0F * (points[0].re - points[0].im);
  powers[0] = lowest * lowest;
  powers[n] = highest * highest;
  for (std::size_t k = 1; k <= n / 2; ++k) {
    const MirrorPair& pair = tables.pairs[k - 1];
    const Point z = points[pair.place];
    const Point mirror = points[pair.mirror_place];
    const Point even = {z.re + mirror.re, z.im - mirror.im};
    const Point odd = {z.im + mirror.im, mirror.re - z.re};
    const Point turned = {odd.re * pair.cosine + odd.im * pair.sine,
                          odd.im * pair.cosine - odd.re * pair.sine};
    const Point bin = even + turned;
    const Point mirror_bin = even - turned;
    powers[k] = bin.re * bin.re + bin.im * bin.im;
    powers[n - k] = mirror_bin.re * mirror_bin.re + mirror_bin.im * mirror_bin.im;
  }
}

// Four sums side by side: the processor need not wait for each addition, and rounding grows less.
inline V weighted_sum(const Band& band, const V* powers) noexcept {
  const V* bins = powers + band.first_bin;
  V sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= band.n_bins; i += 4)
    for (std::size_t j = 0; j < 4; ++j) sums[j] += bins[i + j] * band.weights[i + j];
  for (; i < band.n_bins; ++i) sums[0] += bins[i] * band.weights[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

void band_power(const PowerTables& tables, const float* audio, std::size_t n_windows,
                ScratchVector* scratch, float* power) {
  const std::size_t n = tables.n_points();
  auto* const points = reinterpret_cast<Point*>(scratch);
  V* const powers = reinterpret_cast<V*>(scratch) + 2 * n;
  for (std::size_t first = 0; first < n_windows; first += kLanes) {
    const std::size_t n_lanes = n_windows - first < kLanes ? n_windows - first : kLanes;
    const float* windows[kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane)  // those left over repeat the last
      windows[lane] = audio + (first + (lane < n_lanes ? lane : n_lanes - 1)) * n;
    load_points(windows, tables, points);
    transform(points, n, tables.twiddles);
    bin_powers(tables, points, powers);
    for (std::size_t band = 0; band < tables.n_bands; ++band) {
      const V sum = weighted_sum(tables.bands[band], powers);
      for (std::size_t lane = 0; lane < n_lanes; ++lane)
        power[(first + lane) * tables.n_bands + band] = sum[lane];
    }
  }
}

}  // namespace semeq::ears::SEMEQ_ISA_NAMESPACE
