#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "kernels.hpp"

using namespace semeq::dsp;

namespace semeq::dsp::lowered_avx512 {
extern const KernelTable kKernels;
}

namespace {

constexpr std::size_t kPoints = 61;  // no multiple of any vector's lanes

std::vector<CurveKernel> curve_kernels() {
  std::vector<CurveKernel> found{lowered_avx512::kKernels.curve};
  for (const Isa isa : runnable_isas()) found.push_back(kernels(isa).curve);
  return found;
}

std::vector<double> spread(double low, double high, std::size_t n) {
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = low * std::pow(high / low, static_cast<double>(i) / static_cast<double>(n - 1));
  return values;
}

// The squared magnitude of the cookbook's analog prototypes.
double power_of(const BandShape& band, double warped2) {
  const double x2 = warped2 / band.center2;
  const double damping = x2 * band.inverse_q2;
  const double a = band.amp;
  if (band.is_peak)
    return ((1 - x2) * (1 - x2) + damping * a * a) / ((1 - x2) * (1 - x2) + damping / a / a);
  const double y2 = band.is_low ? 1.0 / x2 : x2;
  const double cross = a * y2 * band.inverse_q2;
  return a * a * ((1 - a * y2) * (1 - a * y2) + cross) / ((a - y2) * (a - y2) + cross);
}

}  // namespace

TEST_CASE("logarithms of every instruction set are the library's") {
  const std::vector<double> powers = spread(1e-150, 1e150, 4001);
  for (const CurveKernel& kernel : curve_kernels()) {
    std::vector<double> db = powers;
    kernel.to_db(db.data(), db.size());
    for (std::size_t i = 0; i < db.size(); ++i)
      CHECK(std::abs(db[i] - 10.0 * std::log10(powers[i])) < 1e-12 * (1.0 + std::abs(db[i])));
    std::array<double, 3> one{1.0, 1.0, 1.0};
    kernel.to_db(one.data(), one.size());
    CHECK(one == std::array{0.0, 0.0, 0.0});
  }
}

TEST_CASE("bands of every instruction set have their prototype's magnitude") {
  const std::vector<double> warped2 = spread(1e-8, 1e6, kPoints);
  for (const CurveKernel& kernel : curve_kernels()) {
    for (const bool is_peak : {true, false}) {
      for (const bool is_low : {true, false}) {
        const BandShape band{is_peak, is_low && !is_peak, 1.7, 1.9, 0.03, -2.2};
        std::vector<double> power(kPoints, 3.0), by_gain(kPoints), by_freq(kPoints), by_q(kPoints);
        kernel.multiply_band(band, warped2.data(), kPoints, power.data(), by_gain.data(),
                             by_freq.data(), by_q.data());
        for (std::size_t i = 0; i < kPoints; ++i)
          CHECK(std::abs(power[i] / (3.0 * power_of(band, warped2[i])) - 1.0) < 1e-13);
        // Without a place for Q, all else is the same.
        std::vector<double> again(kPoints, 3.0), slope(kPoints);
        if (is_peak) continue;
        kernel.multiply_band(band, warped2.data(), kPoints, again.data(), slope.data(),
                             by_freq.data(), nullptr);
        for (std::size_t i = 0; i < kPoints; ++i) {
          CHECK(std::abs(again[i] / power[i] - 1.0) < 1e-14);
          CHECK(std::abs(slope[i] - by_gain[i]) < 1e-14);
        }
      }
    }
  }
}

TEST_CASE("sums of products of every instruction set hold for any number of points and rows") {
  constexpr std::size_t kRows = 7;
  for (const CurveKernel& kernel : curve_kernels()) {
    for (std::size_t n = 0; n < 19; ++n) {
      std::vector<double> a(n), rows(kRows * n), sums(kRows);
      for (std::size_t i = 0; i < n; ++i) a[i] = std::sin(static_cast<double>(i) + 1.0);
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::cos(static_cast<double>(i));
      kernel.dot_rows(a.data(), rows.data(), n, kRows, sums.data());
      for (std::size_t row = 0; row < kRows; ++row) {
        double expected = 0.0;
        for (std::size_t i = 0; i < n; ++i) expected += a[i] * rows[row * n + i];
        CHECK(std::abs(sums[row] - expected) < 1e-13);
        CHECK(std::abs(kernel.dot(a.data(), rows.data() + row * n, n) - expected) < 1e-13);
      }
    }
  }
}
