#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "semeq/dsp/curve.hpp"
#include "support.hpp"

using namespace semeq::dsp;

namespace {

const std::vector<double> kPointsHz{25.0, 90.0, 310.0, 1000.0, 2600.0, 7000.0, 15000.0};
constexpr double kSampleRate = 44100.0;

struct Curve {
  std::vector<double> db, by_gain, by_log_freq, by_log_q;
};

Curve curve_of(const Band& band) {
  const CurvePoints points(kPointsHz, kSampleRate);
  const std::size_t n = points.size();
  Curve curve{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
              std::vector<double>(n)};
  points.band(band, curve.db.data(), curve.by_gain.data(), curve.by_log_freq.data(),
              curve.by_log_q.data());
  return curve;
}

}  // namespace

TEST_CASE("a band's curve is its section's") {
  for (const BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf}) {
    const Band band{kind, 900.0, -7.0, 1.3};
    const Biquad section = design_band(band, kSampleRate);
    const Curve curve = curve_of(band);
    for (std::size_t i = 0; i < kPointsHz.size(); ++i)
      CHECK(std::abs(curve.db[i] - magnitude_db({&section, 1}, kPointsHz[i], kSampleRate)) < 1e-9);
  }
}

TEST_CASE("derivatives are central differences") {
  constexpr double kStep = 1e-5;
  for (const BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf}) {
    const Band band{kind, 900.0, 5.0, 0.8};
    const Curve curve = curve_of(band);
    const auto check = [&](const std::vector<double>& slope, Band up, Band down) {
      const Curve above = curve_of(up), below = curve_of(down);
      for (std::size_t i = 0; i < kPointsHz.size(); ++i)
        CHECK(std::abs(slope[i] - (above.db[i] - below.db[i]) / (2.0 * kStep)) < 1e-6);
    };
    const double ratio = std::exp(kStep);
    check(curve.by_gain, {kind, 900.0, 5.0 + kStep, 0.8}, {kind, 900.0, 5.0 - kStep, 0.8});
    check(curve.by_log_freq, {kind, 900.0 * ratio, 5.0, 0.8}, {kind, 900.0 / ratio, 5.0, 0.8});
    check(curve.by_log_q, {kind, 900.0, 5.0, 0.8 * ratio}, {kind, 900.0, 5.0, 0.8 / ratio});
  }
}

TEST_CASE("a band at 0 dB changes nothing, exactly") {
  for (const BandKind kind : {BandKind::low_shelf, BandKind::peak, BandKind::high_shelf})
    for (const double db : curve_of({kind, 900.0, 0.0, 0.8}).db) CHECK(db == 0.0);
}

TEST_CASE("params are the sum of their bands") {
  const std::array<double, kParams> params{3, 100, -4, 300, 1.2, 5, 900, 0.7, -2, 3000, 2, 6, 8000};
  const CurvePoints points(kPointsHz, kSampleRate);
  const std::size_t n = points.size();
  std::vector<double> db(n), jacobian(kParams * n), sum(n);
  points.bands(kParamKinds, params, db.data(), jacobian.data());
  const double* row = jacobian.data();
  for (const Band& band : bands_from_params(params)) {
    const Curve curve = curve_of(band);
    for (std::size_t i = 0; i < n; ++i) {
      sum[i] += curve.db[i];
      CHECK(std::abs(row[i] - curve.by_gain[i]) < 1e-12);
      CHECK(std::abs(row[n + i] - curve.by_log_freq[i]) < 1e-12);
      if (band.kind == BandKind::peak) CHECK(std::abs(row[2 * n + i] - curve.by_log_q[i]) < 1e-12);
    }
    row += (band.kind == BandKind::peak ? 3 : 2) * n;
  }
  for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(db[i] - sum[i]) < 1e-12);
}
