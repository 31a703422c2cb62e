#include "semeq/dsp/curve.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels.hpp"

namespace semeq::dsp {

namespace {

constexpr double kLogAmpPerDb = std::numbers::ln10 / 40.0;  // "A" of the cookbook
constexpr double kHighestPoint = 0.4999;                    // of the sample rate
constexpr double kLowestPointHz = 1e-3;

BandShape shape_of(const Band& band, double sample_rate) noexcept {
  const double place = band.freq_hz / sample_rate;
  const double angle = std::numbers::pi * std::min(place, kMaxRbjFrequency);
  const double center = std::tan(angle);
  const double slope = place < kMaxRbjFrequency ? -4.0 * angle / std::sin(2.0 * angle) : 0.0;
  const bool is_low = band.kind == BandKind::low_shelf;
  return {.is_peak = band.kind == BandKind::peak,
          .is_low = is_low,
          .amp = std::exp(kLogAmpPerDb * band.gain_db),
          .inverse_q2 = 1.0 / (band.q * band.q),
          .center2 = center * center,
          .log_x2_by_log_freq = is_low ? -slope : slope};
}

}  // namespace

CurvePoints::CurvePoints(std::span<const double> freq_hz, double sample_rate)
    : warped2_(freq_hz.size()), sample_rate_(sample_rate), kernel_(&kernels(default_isa()).curve) {
  std::ranges::transform(freq_hz, warped2_.begin(), [&](double hz) {
    const double point = std::clamp(hz, kLowestPointHz, kHighestPoint * sample_rate);
    const double warped = std::tan(std::numbers::pi * point / sample_rate);
    return warped * warped;
  });
}

void CurvePoints::band(const Band& band, double* curve_db, double* by_gain, double* by_log_freq,
                       double* by_log_q) const noexcept {
  std::fill_n(curve_db, size(), 1.0);
  kernel_->multiply_band(shape_of(band, sample_rate_), warped2_.data(), size(), curve_db, by_gain,
                         by_log_freq, by_log_q);
  kernel_->to_db(curve_db, size());
}

void CurvePoints::bands(std::span<const BandKind> kinds, std::span<const double> numbers,
                        double* curve_db, double* jacobian) const noexcept {
  std::fill_n(curve_db, size(), 1.0);
  const double* number = numbers.data();
  double* row = jacobian;
  for (const BandKind kind : kinds) {
    const bool has_q = kind == BandKind::peak;
    const Band band{kind, number[1], number[0], has_q ? number[2] : kShelfQ};
    kernel_->multiply_band(shape_of(band, sample_rate_), warped2_.data(), size(), curve_db, row,
                           row + size(), has_q ? row + 2 * size() : nullptr);
    number += numbers_of(kind);
    row += numbers_of(kind) * size();
  }
  kernel_->to_db(curve_db, size());
}

}  // namespace semeq::dsp
