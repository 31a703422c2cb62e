#include "semeq/dsp/curve_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace semeq::dsp {

namespace {

constexpr double kGainUnitDb = 6.0;
constexpr double kWorthwhile = 1e-3;  // of the cost, in one step
constexpr int kMaxIdleSteps = 3;      // after as many steps that are not, a search stops
constexpr double kGoodEnough = 1e-6;  // and at this cost
constexpr double kMaxMove = 1.0;      // of a coordinate, in one step
constexpr double kFirstDamping = 1e-2, kLeastDamping = 1e-7, kMostDamping = 1e4;
// Keeps coordinates that change nothing, as the frequency of a band at 0 dB, where they are.
constexpr double kDiagonalFloor = 1e-3;

constexpr std::array<bool, kParams> kIsGain{true,  false, true,  false, false, true, false,
                                            false, true,  false, false, true,  false};

// Several sums at once: one would wait for its own last addition.
double dot(const double* a, const double* b, std::size_t n) noexcept {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  double total = 0.0;
  for (; i < n; ++i) total += a[i] * b[i];
  for (const double sum : sums) total += sum;
  return total;
}

using Matrix = std::array<FitPoint, kParams>;

// Solves A x = b for a positive definite A, of which the lower triangle is read and overwritten.
void solve_in_place(Matrix& a, FitPoint& b) noexcept {
  for (std::size_t i = 0; i < kParams; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
    }
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = kParams; i-- > 0;) {
    for (std::size_t k = i + 1; k < kParams; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
}

}  // namespace

FitPoint fit_point(std::span<const double, kParams> params) noexcept {
  FitPoint point;
  for (std::size_t i = 0; i < kParams; ++i)
    point[i] = kIsGain[i] ? params[i] / kGainUnitDb : std::log(params[i]);
  return point;
}

FitPoint params_of(const FitPoint& point) noexcept {
  FitPoint params;
  for (std::size_t i = 0; i < kParams; ++i)
    params[i] = kIsGain[i] ? point[i] * kGainUnitDb : std::exp(point[i]);
  return params;
}

// The normal equations at a point.
struct CurveFit::Normal {
  Matrix matrix;  // lower triangle
  FitPoint downhill;
};

CurveFit::Scratch::Scratch(const CurveFit& fit)
    : residual(fit.size()), jacobian(kParams * fit.size()), weighted(fit.size()) {}

CurveFit::CurveFit(CurvePoints points, std::span<const double> weights, bool has_free_level,
                   const FitLimits& limits, const FitPrior& prior)
    : points_(std::move(points)),
      weights_(weights.begin(), weights.end()),
      has_free_level_(has_free_level),
      limits_(limits),
      prior_(prior) {}

double CurveFit::evaluate(std::span<const double> target_db, const FitPoint& point,
                          Scratch& scratch) const noexcept {
  double* residual = scratch.residual.data();
  points_.params(params_of(point), residual, scratch.jacobian.data());
  for (std::size_t i = 0; i < size(); ++i) residual[i] = target_db[i] - residual[i];
  if (has_free_level_) {
    const double level = dot(residual, weights_.data(), size());
    for (std::size_t i = 0; i < size(); ++i) residual[i] -= level;
  }
  for (std::size_t i = 0; i < size(); ++i) scratch.weighted[i] = weights_[i] * residual[i];
  double cost = dot(residual, scratch.weighted.data(), size());
  for (std::size_t i = 0; i < kParams; ++i) {
    const double away = prior_.cost_db[i] * (prior_.mean[i] - point[i]);
    cost += away * away;
  }
  return cost;
}

// Precondition: `scratch` is as evaluate() left it at this point.
void CurveFit::linearize(const FitPoint& point, Scratch& scratch, Normal& normal) const noexcept {
  FitPoint levels{};
  for (std::size_t i = 0; i < kParams; ++i) {
    double* row = scratch.jacobian.data() + i * size();
    if (kIsGain[i])
      for (std::size_t k = 0; k < size(); ++k) row[k] *= kGainUnitDb;
    const double pull = prior_.cost_db[i] * prior_.cost_db[i];
    normal.downhill[i] =
        dot(row, scratch.weighted.data(), size()) + pull * (prior_.mean[i] - point[i]);
  }
  for (std::size_t i = 0; i < kParams; ++i) {
    const double* row = scratch.jacobian.data() + i * size();
    for (std::size_t k = 0; k < size(); ++k) scratch.weighted[k] = weights_[k] * row[k];
    if (has_free_level_)
      for (std::size_t k = 0; k < size(); ++k) levels[i] += scratch.weighted[k];
    for (std::size_t j = 0; j <= i; ++j)
      normal.matrix[i][j] =
          dot(scratch.weighted.data(), scratch.jacobian.data() + j * size(), size()) -
          levels[i] * levels[j];
    normal.matrix[i][i] += prior_.cost_db[i] * prior_.cost_db[i];
  }
}

FitPoint CurveFit::step(const FitPoint& point, const Normal& normal,
                        double damping) const noexcept {
  std::array<bool, kParams> is_stuck;
  for (std::size_t i = 0; i < kParams; ++i)
    is_stuck[i] = (point[i] <= limits_.low[i] && normal.downhill[i] < 0.0) ||
                  (point[i] >= limits_.high[i] && normal.downhill[i] > 0.0);
  Matrix matrix = normal.matrix;
  FitPoint moved = normal.downhill;
  for (std::size_t i = 0; i < kParams; ++i) {
    for (std::size_t j = 0; j <= i; ++j)
      if (is_stuck[i] || is_stuck[j]) matrix[i][j] = 0.0;
    matrix[i][i] += damping * (matrix[i][i] + kDiagonalFloor);
    if (is_stuck[i]) moved[i] = 0.0;
  }
  solve_in_place(matrix, moved);
  for (std::size_t i = 0; i < kParams; ++i)
    moved[i] = std::clamp(point[i] + std::clamp(moved[i], -kMaxMove, kMaxMove), limits_.low[i],
                          limits_.high[i]);
  return moved;
}

double CurveFit::descend(std::span<const double> target_db, FitPoint& point, int max_steps,
                         Scratch& scratch) const noexcept {
  Normal normal;
  double cost = evaluate(target_db, point, scratch);
  bool is_new = true;
  double damping = kFirstDamping;
  int n_idle = 0;
  for (int i = 0; i < max_steps && n_idle < kMaxIdleSteps && cost > kGoodEnough; ++i) {
    if (is_new) linearize(point, scratch, normal);
    const FitPoint tried = step(point, normal, damping);
    const double tried_cost = evaluate(target_db, tried, scratch);
    n_idle = tried_cost < (1.0 - kWorthwhile) * cost ? 0 : n_idle + 1;
    is_new = tried_cost < cost;
    damping = std::clamp(damping * (is_new ? 0.3 : 4.0), kLeastDamping, kMostDamping);
    if (is_new) {
      point = tried;
      cost = tried_cost;
    }
  }
  return cost;
}

}  // namespace semeq::dsp
