// The one body of the curve kernel: plain loops over points, which compilers turn into vectors,
// and sums in as many lanes as a vector has, which they may not reorder themselves.

#include "curve_kernel.hpp"

namespace semeq::dsp::SEMEQ_ISA_NAMESPACE {
namespace {

constexpr double kDbPerLog = 4.342944819032518;       // 10 / ln 10, of a squared magnitude
constexpr double kLogAmpPerDb = 0.05756462732485115;  // ln 10 / 40
constexpr double kLn2 = 0.6931471805599453;           // NOLINT(modernize-use-std-numbers)
constexpr double kRootHalf = 0.7071067811865476;

using CurveVector [[gnu::vector_size(Vector<double>::kBytes), gnu::aligned(8), gnu::may_alias]] =
    double;
constexpr std::size_t kCurveLanes = Vector<double>::kLanes;

void multiply_peak(const BandShape& band, const double* __restrict warped2, std::size_t n_points,
                   double* __restrict power, double* __restrict by_gain,
                   double* __restrict by_log_freq, double* __restrict by_log_q) {
  const double amp2 = band.amp * band.amp;
  const double inverse_amp2 = 1.0 / amp2;
  const double inverse_center2 = 1.0 / band.center2;
  for (std::size_t i = 0; i < n_points; ++i) {
    const double x2 = warped2[i] * inverse_center2;
    const double detune = (1.0 - x2) * (1.0 - x2);
    const double width = x2 * band.inverse_q2;
    const double wide = width * amp2, narrow = width * inverse_amp2;
    const double over = detune + wide, under = detune + narrow;
    const double both = 1.0 / (over * under);
    const double above = under * both, below = over * both;  // 1 / over, 1 / under
    const double up = wide * above, down = narrow * below;
    const double detune_by_log = -2.0 * x2 * (1.0 - x2);
    power[i] *= over / under;  // exactly 1 for a gain of 0 dB
    by_gain[i] = 2.0 * kDbPerLog * kLogAmpPerDb * (up + down);
    by_log_freq[i] =
        band.log_x2_by_log_freq * kDbPerLog * (up - down + detune_by_log * (above - below));
    by_log_q[i] = -2.0 * kDbPerLog * (up - down);
  }
}

template <bool kIsLow, bool kHasQ>
void multiply_shelf(const BandShape& band, const double* __restrict warped2, std::size_t n_points,
                    double* __restrict power, double* __restrict by_gain,
                    double* __restrict by_log_freq, double* __restrict by_log_q) {
  const double amp = band.amp;
  const double inverse_center2 = 1.0 / band.center2;
  for (std::size_t i = 0; i < n_points; ++i) {
    const double x2 = kIsLow ? band.center2 / warped2[i] : warped2[i] * inverse_center2;
    const double rise = amp * x2;
    const double damping = rise * band.inverse_q2;
    const double over = (1.0 - rise) * (1.0 - rise) + damping;
    const double under = (amp - x2) * (amp - x2) + damping;
    const double both = 1.0 / (over * under);
    const double above = under * both, below = over * both;
    const double over_by_log = (damping - 2.0 * rise * (1.0 - rise)) * above;
    const double by_amp = 2.0 + over_by_log - (damping + 2.0 * amp * (amp - x2)) * below;
    const double by_x2 = over_by_log - (damping - 2.0 * x2 * (amp - x2)) * below;
    power[i] *= amp * amp * (over / under);
    by_gain[i] = kDbPerLog * kLogAmpPerDb * by_amp;
    by_log_freq[i] = band.log_x2_by_log_freq * kDbPerLog * by_x2;
    if constexpr (kHasQ) by_log_q[i] = -2.0 * kDbPerLog * damping * (above - below);
  }
}

void multiply_band(const BandShape& band, const double* warped2, std::size_t n_points,
                   double* power, double* by_gain, double* by_log_freq, double* by_log_q) {
  // No call through a pointer: compilers would have to think of exceptions.
  if (band.is_peak)
    multiply_peak(band, warped2, n_points, power, by_gain, by_log_freq, by_log_q);
  else if (band.is_low && by_log_q != nullptr)
    multiply_shelf<true, true>(band, warped2, n_points, power, by_gain, by_log_freq, by_log_q);
  else if (band.is_low)
    multiply_shelf<true, false>(band, warped2, n_points, power, by_gain, by_log_freq, by_log_q);
  else if (by_log_q != nullptr)
    multiply_shelf<false, true>(band, warped2, n_points, power, by_gain, by_log_freq, by_log_q);
  else
    multiply_shelf<false, false>(band, warped2, n_points, power, by_gain, by_log_freq, by_log_q);
}

// log x = e ln 2 + log m with x = 2^e m and m from sqrt(1/2) to sqrt(2), and log m =
// 2 artanh s, s = (m - 1) / (m + 1): the series to s^17 errs by less than a float64 rounds.
void to_db(double* __restrict power, std::size_t n_points) {
  constexpr double kShift = 4503599627370496.0;  // 2^52: its last bits are an integer added to it
  constexpr auto kShiftBits = 0x4330000000000000LL;
  constexpr auto kRootHalfBits = 0x3FE6A09E667F3BCDLL;
  for (std::size_t i = 0; i < n_points; ++i) {
    const auto bits = __builtin_bit_cast(long long, power[i]);
    // 1023 more than e, counted from sqrt(1/2), since exponents are stored so.
    const auto stored =
        static_cast<unsigned long long>(bits - kRootHalfBits + (1023LL << 52)) >> 52;
    const auto scaled = bits - static_cast<long long>((stored << 52) - (1023ULL << 52));
    const auto m = __builtin_bit_cast(double, scaled);
    const double e =
        __builtin_bit_cast(double, static_cast<long long>(stored) | kShiftBits) - (kShift + 1023.0);
    const double s = (m - 1.0) / (m + 1.0);
    const double s2 = s * s;
    double series = 1.0 / 17.0;
    series = series * s2 + 1.0 / 15.0;
    series = series * s2 + 1.0 / 13.0;
    series = series * s2 + 1.0 / 11.0;
    series = series * s2 + 1.0 / 9.0;
    series = series * s2 + 1.0 / 7.0;
    series = series * s2 + 1.0 / 5.0;
    series = series * s2 + 1.0 / 3.0;
    series = series * s2 + 1.0;
    power[i] = kDbPerLog * (e * kLn2 + 2.0 * s * series);
  }
}

double sum_of(const CurveVector& lanes) {
  double sum = 0.0;
  for (std::size_t lane = 0; lane < kCurveLanes; ++lane) sum += lanes[lane];
  return sum;
}

// kRows sums at once share the loads of `a`, and none waits for its own last addition.
template <int kRows>
void dot_group(const double* a, const double* rows, std::size_t n_points, double* sums) {
  CurveVector lanes[kRows] = {};
  std::size_t i = 0;
  for (; i + kCurveLanes <= n_points; i += kCurveLanes) {
    const CurveVector value = *reinterpret_cast<const CurveVector*>(a + i);
    for (int row = 0; row < kRows; ++row)
      lanes[row] += value * *reinterpret_cast<const CurveVector*>(
                                rows + static_cast<std::size_t>(row) * n_points + i);
  }
  for (int row = 0; row < kRows; ++row) {
    double sum = sum_of(lanes[row]);
    for (std::size_t k = i; k < n_points; ++k)
      sum += a[k] * rows[static_cast<std::size_t>(row) * n_points + k];
    sums[row] = sum;
  }
}

void dot_rows(const double* a, const double* rows, std::size_t n_points, std::size_t n_rows,
              double* sums) {
  std::size_t row = 0;
  for (; row + 4 <= n_rows; row += 4) dot_group<4>(a, rows + row * n_points, n_points, sums + row);
  for (; row < n_rows; ++row) dot_group<1>(a, rows + row * n_points, n_points, sums + row);
}

double dot(const double* a, const double* b, std::size_t n) {
  double sum = 0.0;
  dot_group<1>(a, b, n, &sum);
  return sum;
}

}  // namespace
}  // namespace semeq::dsp::SEMEQ_ISA_NAMESPACE
