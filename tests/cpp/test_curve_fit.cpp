#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "allocations.hpp"
#include "semeq/dsp/curve_fit.hpp"

using namespace semeq::dsp;

namespace {

constexpr double kSampleRate = 44100.0;
constexpr std::size_t kPoints = 60;
constexpr std::array<double, kParams> kAsked{6.0, 110.0, -4.0, 400.0, 1.1, 3.0,   1200.0,
                                             0.7, 2.0,   3500, 0.9,   5.0, 8000.0};
constexpr std::array<double, kParams> kNear{3.0, 150.0, -2.0, 300.0, 0.8, 2.0,   1500.0,
                                            1.0, 1.0,   3000, 1.2,   3.0, 7000.0};
constexpr std::array<double, kParams> kLow{-12, 22,  -12, 82,  0.1, -12, 180,
                                           0.1, -12, 220, 0.1, -12, 580};
constexpr std::array<double, kParams> kHigh{12, 1000, 12,   3900, 10, 12,   4700,
                                            10, 12,   9999, 10,   12, 12000};

CurvePoints grid() {
  std::vector<double> hz(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i)
    hz[i] = 25.0 * std::pow(600.0, static_cast<double>(i) / (kPoints - 1));
  return {hz, kSampleRate};
}

using Row = std::array<double, kParams>;

std::vector<double> vector_of(const Row& row) { return {row.begin(), row.end()}; }

CurveFit fit_of(bool has_free_level, double prior_db = 0.0) {
  return {grid(),
          {{kParamKinds.begin(), kParamKinds.end()},
           std::vector<double>(kPoints, 1.0 / kPoints),
           has_free_level,
           vector_of(kLow),
           vector_of(kHigh),
           vector_of(kNear),
           std::vector<double>(kParams, prior_db)}};
}

std::vector<double> curve_of(const std::array<double, kParams>& params) {
  std::vector<double> curve(kPoints), jacobian(kParams * kPoints);
  grid().bands(kParamKinds, params, curve.data(), jacobian.data());
  return curve;
}

}  // namespace

TEST_CASE("a fit finds the curve, not always the settings") {
  const CurveFit fit = fit_of(false);
  CurveFit::Scratch scratch(fit);
  Row point = kAsked;
  for (std::size_t i = 0; i < kParams; ++i) point[i] *= i % 2 == 0 ? 1.1 : 0.9;
  const std::vector<double> target = curve_of(kAsked);
  CHECK(std::sqrt(fit.descend(target, point, 0, scratch)) > 0.3);
  const double cost = fit.descend(target, point, 200, scratch);
  CHECK(std::sqrt(cost) < 0.05);
  const std::vector<double> found = curve_of(point);
  double sum = 0.0;
  for (std::size_t i = 0; i < kPoints; ++i) sum += (target[i] - found[i]) * (target[i] - found[i]);
  CHECK(std::abs(sum / kPoints - cost) < 1e-9);
}

TEST_CASE("the cost never rises, and no step leaves the bounds") {
  const CurveFit fit = fit_of(true);
  CurveFit::Scratch scratch(fit);
  std::vector<double> target(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i) target[i] = i % 7 < 3 ? 40.0 : -40.0;
  Row point = kNear;
  double last = fit.descend(target, point, 0, scratch);
  for (int i = 0; i < 30; ++i) {
    const double cost = fit.descend(target, point, 1, scratch);
    CHECK(cost <= last * (1.0 + 1e-12));
    last = cost;
    for (std::size_t k = 0; k < kParams; ++k) {
      CHECK(point[k] >= kLow[k] - 1e-9 * std::abs(kLow[k]));
      CHECK(point[k] <= kHigh[k] + 1e-9 * kHigh[k]);
    }
  }
}

TEST_CASE("a free level costs nothing") {
  const CurveFit fit = fit_of(true);
  CurveFit::Scratch scratch(fit);
  std::vector<double> target = curve_of(kAsked);
  Row point = kNear, raised_point = point;
  const double cost = fit.descend(target, point, 20, scratch);
  for (double& db : target) db += 9.0;
  const double raised = fit.descend(target, raised_point, 20, scratch);
  CHECK(std::abs(raised - cost) < 1e-6);
}

TEST_CASE("a prior draws toward its mean and costs what it says") {
  const CurveFit fit = fit_of(false, 0.5);
  CurveFit::Scratch scratch(fit);
  const std::vector<double> target = curve_of(kNear);
  Row away = kAsked;
  double expected = 0.0;
  for (std::size_t i = 0; i < kParams; ++i) {
    const bool is_gain = i == 0 || i == 2 || i == 5 || i == 8 || i == 11;
    const double apart = is_gain ? (away[i] - kNear[i]) / 6.0 : std::log(away[i] / kNear[i]);
    expected += 0.25 * apart * apart;
  }
  const std::vector<double> curve = curve_of(kAsked);
  for (std::size_t i = 0; i < kPoints; ++i)
    expected += (target[i] - curve[i]) * (target[i] - curve[i]) / kPoints;
  CHECK(std::abs(fit.descend(target, away, 0, scratch) - expected) < 1e-9);
  CHECK(fit.descend(target, away, 100, scratch) < 1e-3);
}

TEST_CASE("a search allocates nothing") {
  const CurveFit fit = fit_of(true);
  CurveFit::Scratch scratch(fit);
  const std::vector<double> target = curve_of(kAsked);
  Row point = kNear;
  const long before = semeq::test::allocations();
  fit.descend(target, point, 50, scratch);
  CHECK(semeq::test::allocations() == before);
}

TEST_CASE("settling comes nearer to the curve, and no nearer than the anchor lets it") {
  const CurveFit fit = fit_of(false);
  CurveFit::Scratch scratch(fit);
  const std::vector<double> target = curve_of(kAsked);
  double last = 1e9;
  for (const double anchor_db : {1e3, 3.0, 1.0, 0.3}) {
    Row point = kNear, again = kNear;
    fit.settle(target, point, anchor_db, 3, scratch);
    const double cost = fit.descend(target, again = point, 0, scratch);
    CHECK(cost < last);
    last = cost;
    if (anchor_db > 100.0)
      for (std::size_t i = 0; i < kParams; ++i) CHECK(std::abs(point[i] / kNear[i] - 1.0) < 1e-3);
  }
  CHECK(std::sqrt(last) < 0.5);
}

TEST_CASE("what settles along a smooth path stays on one") {
  const CurveFit fit = fit_of(false);
  CurveFit::Scratch scratch(fit);
  const std::vector<double> from = curve_of(kNear), to = curve_of(kAsked);
  Row last{};
  for (int i = 0; i <= 100; ++i) {
    std::vector<double> target(kPoints);
    for (std::size_t k = 0; k < kPoints; ++k) target[k] = from[k] + 0.01 * i * (to[k] - from[k]);
    Row point = kNear;
    fit.settle(target, point, 1.0, 2, scratch);
    for (std::size_t k = 0; i > 0 && k < kParams; ++k)
      CHECK(std::abs(point[k] - last[k]) < 0.05 * (1.0 + std::abs(last[k])));
    last = point;
  }
}

TEST_CASE("a settled row stays within the bounds, and one at a bound can leave it") {
  const CurveFit fit = fit_of(false);
  CurveFit::Scratch scratch(fit);
  Row point = kLow;
  fit.settle(curve_of(kAsked), point, 0.5, 5, scratch);
  for (std::size_t k = 0; k < kParams; ++k) {
    CHECK(point[k] >= kLow[k] - 1e-9 * std::abs(kLow[k]));
    CHECK(point[k] <= kHigh[k] + 1e-9 * kHigh[k]);
  }
  CHECK(point[0] > kLow[0] + 1.0);
  const std::vector<double> target = curve_of(kAsked);
  const long before = semeq::test::allocations();
  fit.settle(target, point, 0.5, 5, scratch);
  CHECK(semeq::test::allocations() == before);
}
