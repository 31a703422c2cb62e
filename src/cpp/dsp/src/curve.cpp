#include "semeq/dsp/curve.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace semeq::dsp {

namespace {

constexpr double kDb = 10.0 / std::numbers::ln10;           // of the log of a squared magnitude
constexpr double kLogAmpPerDb = std::numbers::ln10 / 40.0;  // "A" of the cookbook
constexpr double kHighestPoint = 0.4999;                    // of the sample rate
constexpr double kLowestPointHz = 1e-3;

// A band's squared magnitude at one point, exactly 1 for a gain of 0 dB, and the derivatives of its
// logarithm times kDb.
struct Point {
  double power, by_gain, by_log_x2, by_log_q;
};

struct Shape {
  double amp, amp2, inverse_amp2, inverse_q2;

  explicit Shape(const Band& band) noexcept
      : amp(std::exp(kLogAmpPerDb * band.gain_db)),
        amp2(amp * amp),
        inverse_amp2(1.0 / amp2),
        inverse_q2(1.0 / (band.q * band.q)) {}

  [[nodiscard]] Point peak(double x2) const noexcept {
    const double detune = (1.0 - x2) * (1.0 - x2);
    const double width = x2 * inverse_q2;
    const double wide = width * amp2, narrow = width * inverse_amp2;
    const double over = detune + wide, under = detune + narrow;
    const double above = 1.0 / over, below = 1.0 / under;
    const double up = wide * above, down = narrow * below;
    const double detune_by_log = -2.0 * x2 * (1.0 - x2);
    return {over / under, 2.0 * kDb * kLogAmpPerDb * (up + down),
            kDb * (up - down + detune_by_log * (above - below)), -2.0 * kDb * (up - down)};
  }

  [[nodiscard]] Point high_shelf(double x2) const noexcept {
    const double rise = amp * x2;
    const double damping = rise * inverse_q2;
    const double over = (1.0 - rise) * (1.0 - rise) + damping;
    const double under = (amp - x2) * (amp - x2) + damping;
    const double above = 1.0 / over, below = 1.0 / under;
    const double over_by_log = (damping - 2.0 * rise * (1.0 - rise)) * above;
    const double by_amp = 2.0 + over_by_log - (damping + 2.0 * amp * (amp - x2)) * below;
    const double by_x2 = over_by_log - (damping - 2.0 * x2 * (amp - x2)) * below;
    return {amp2 * (over / under), kDb * kLogAmpPerDb * by_amp, kDb * by_x2,
            -2.0 * kDb * damping * (above - below)};
  }
};

// Multiplies `power` by the band's squared magnitude and writes its derivatives.
void write_band(const Band& band, std::span<const double> warped2, double sample_rate,
                double* power, double* by_gain, double* by_log_freq, double* by_log_q) noexcept {
  const Shape shape(band);
  const double place = band.freq_hz / sample_rate;
  const double angle = std::numbers::pi * std::min(place, kMaxRbjFrequency);
  const double center = std::tan(angle);
  const double log_x2_by_log_freq =
      place < kMaxRbjFrequency ? -4.0 * angle / std::sin(2.0 * angle) : 0.0;
  const auto write = [&](std::size_t i, const Point& point, double sign) {
    power[i] *= point.power;
    by_gain[i] = point.by_gain;
    by_log_freq[i] = sign * log_x2_by_log_freq * point.by_log_x2;
    if (by_log_q != nullptr) by_log_q[i] = point.by_log_q;
  };
  const double inverse_center2 = 1.0 / (center * center), center2 = center * center;
  switch (band.kind) {
    case BandKind::peak:
      for (std::size_t i = 0; i < warped2.size(); ++i)
        write(i, shape.peak(warped2[i] * inverse_center2), 1.0);
      break;
    case BandKind::high_shelf:
      for (std::size_t i = 0; i < warped2.size(); ++i)
        write(i, shape.high_shelf(warped2[i] * inverse_center2), 1.0);
      break;
    case BandKind::low_shelf:  // mirrors the high one: x -> 1/x
      for (std::size_t i = 0; i < warped2.size(); ++i)
        write(i, shape.high_shelf(center2 / warped2[i]), -1.0);
      break;
  }
}

void to_db(double* power, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) power[i] = kDb * std::log(power[i]);
}

}  // namespace

CurvePoints::CurvePoints(std::span<const double> freq_hz, double sample_rate)
    : warped2_(freq_hz.size()), sample_rate_(sample_rate) {
  std::ranges::transform(freq_hz, warped2_.begin(), [&](double hz) {
    const double point = std::clamp(hz, kLowestPointHz, kHighestPoint * sample_rate);
    const double warped = std::tan(std::numbers::pi * point / sample_rate);
    return warped * warped;
  });
}

void CurvePoints::band(const Band& band, double* curve_db, double* by_gain, double* by_log_freq,
                       double* by_log_q) const noexcept {
  std::fill_n(curve_db, size(), 1.0);
  write_band(band, warped2_, sample_rate_, curve_db, by_gain, by_log_freq, by_log_q);
  to_db(curve_db, size());
}

void CurvePoints::bands(std::span<const BandKind> kinds, std::span<const double> numbers,
                        double* curve_db, double* jacobian) const noexcept {
  std::fill_n(curve_db, size(), 1.0);
  const double* number = numbers.data();
  double* row = jacobian;
  for (const BandKind kind : kinds) {
    const bool has_q = kind == BandKind::peak;
    const Band band{kind, number[1], number[0], has_q ? number[2] : kShelfQ};
    write_band(band, warped2_, sample_rate_, curve_db, row, row + size(),
               has_q ? row + 2 * size() : nullptr);
    number += numbers_of(kind);
    row += numbers_of(kind) * size();
  }
  to_db(curve_db, size());
}

}  // namespace semeq::dsp
