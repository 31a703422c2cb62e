#include "semeq/dsp/curve_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "kernels.hpp"

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

// Solves A x = b for a positive definite A of `n` rows, of which the lower triangle is read and
// overwritten.
void solve_in_place(double* a, double* b, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) {
    double* row = a + i * n;
    for (std::size_t j = 0; j <= i; ++j) {
      const double* other = a + j * n;
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row[k] * other[k];
      row[j] = i == j ? std::sqrt(sum) : sum / other[j];
    }
    for (std::size_t k = 0; k < i; ++k) b[i] -= row[k] * b[k];
    b[i] /= row[i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

std::vector<char> gains_among(std::span<const BandKind> kinds) {
  std::vector<char> is_gain;
  for (const BandKind kind : kinds)
    for (std::size_t i = 0; i < numbers_of(kind); ++i) is_gain.push_back(i == 0 ? 1 : 0);
  return is_gain;
}

}  // namespace

CurveFit::Scratch::Scratch(const CurveFit& fit)
    : residual(fit.n_points()),
      jacobian(fit.n_numbers() * fit.n_points()),
      weighted(fit.n_points()),
      point(fit.n_numbers()),
      tried(fit.n_numbers()),
      anchor(fit.n_numbers()),
      row(fit.n_numbers()),
      normal(fit.n_numbers() * fit.n_numbers()),
      system(normal.size()),
      downhill(fit.n_numbers()) {}

CurveFit::CurveFit(CurvePoints points, Problem problem)
    : points_(std::move(points)),
      problem_(std::move(problem)),
      is_gain_(gains_among(problem_.kinds)),
      kernel_(&kernels(default_isa()).curve) {
  for (std::vector<double>* each : {&problem_.low, &problem_.high, &problem_.mean})
    to_point(*each, *each);
}

void CurveFit::to_point(std::span<const double> row, std::span<double> point) const noexcept {
  for (std::size_t i = 0; i < n_numbers(); ++i)
    point[i] = is_gain_[i] != 0 ? row[i] / kGainUnitDb : std::log(row[i]);
}

void CurveFit::to_row(std::span<const double> point, std::span<double> row) const noexcept {
  for (std::size_t i = 0; i < n_numbers(); ++i)
    row[i] = is_gain_[i] != 0 ? point[i] * kGainUnitDb : std::exp(point[i]);
}

void CurveFit::curve(std::span<const double> row, double* curve_db,
                     double* jacobian) const noexcept {
  points_.bands(problem_.kinds, row, curve_db, jacobian);
  for (std::size_t i = 0; i < n_numbers(); ++i)
    if (is_gain_[i] != 0)
      for (std::size_t k = 0; k < n_points(); ++k) jacobian[i * n_points() + k] *= kGainUnitDb;
}

double CurveFit::evaluate(std::span<const double> target_db, std::span<const double> point,
                          Scratch& scratch) const noexcept {
  double* residual = scratch.residual.data();
  const double* weights = problem_.weights.data();
  to_row(point, scratch.row);
  curve(scratch.row, residual, scratch.jacobian.data());
  for (std::size_t i = 0; i < n_points(); ++i) residual[i] = target_db[i] - residual[i];
  if (problem_.has_free_level) {
    const double level = kernel_->dot(residual, weights, n_points());
    for (std::size_t i = 0; i < n_points(); ++i) residual[i] -= level;
  }
  for (std::size_t i = 0; i < n_points(); ++i) scratch.weighted[i] = weights[i] * residual[i];
  double cost = kernel_->dot(residual, scratch.weighted.data(), n_points());
  for (std::size_t i = 0; i < n_numbers(); ++i) {
    const double away = problem_.cost_db[i] * (problem_.mean[i] - point[i]);
    cost += away * away;
  }
  return cost;
}

// The normal equations where evaluate() was last.
void CurveFit::linearize(std::span<const double> point, Scratch& scratch) const noexcept {
  const std::size_t n = n_numbers();
  const double* jacobian = scratch.jacobian.data();
  double* weighted = scratch.weighted.data();
  std::span<double> levels = scratch.row;
  kernel_->dot_rows(weighted, jacobian, n_points(), n, scratch.downhill.data());
  if (problem_.has_free_level)
    kernel_->dot_rows(problem_.weights.data(), jacobian, n_points(), n, levels.data());
  for (std::size_t i = 0; i < n; ++i) {
    const double pull = problem_.cost_db[i] * problem_.cost_db[i];
    scratch.downhill[i] += pull * (problem_.mean[i] - point[i]);
    for (std::size_t k = 0; k < n_points(); ++k)
      weighted[k] = problem_.weights[k] * jacobian[i * n_points() + k];
    double* row = scratch.normal.data() + i * n;
    kernel_->dot_rows(weighted, jacobian, n_points(), i + 1, row);
    if (problem_.has_free_level)
      for (std::size_t j = 0; j <= i; ++j) row[j] -= levels[i] * levels[j];
    row[i] += pull;
  }
}

// Writes the point that a step from scratch.point leads to into scratch.tried.
void CurveFit::step(double damping, Scratch& scratch) const noexcept {
  const std::size_t n = n_numbers();
  const auto is_stuck = [&](std::size_t i) {
    return (scratch.point[i] <= problem_.low[i] && scratch.downhill[i] < 0.0) ||
           (scratch.point[i] >= problem_.high[i] && scratch.downhill[i] > 0.0);
  };
  std::vector<double>&matrix = scratch.system, &moved = scratch.tried;
  std::ranges::copy(scratch.normal, matrix.begin());
  std::ranges::copy(scratch.downhill, moved.begin());
  for (std::size_t i = 0; i < n; ++i) {
    if (is_stuck(i)) {
      for (std::size_t j = 0; j <= i; ++j) matrix[i * n + j] = 0.0;
      for (std::size_t j = i; j < n; ++j) matrix[j * n + i] = 0.0;
      matrix[i * n + i] = 1.0;
      moved[i] = 0.0;
    }
    matrix[i * n + i] += damping * (matrix[i * n + i] + kDiagonalFloor);
  }
  solve_in_place(matrix.data(), moved.data(), n);
  for (std::size_t i = 0; i < n; ++i)
    moved[i] = std::clamp(scratch.point[i] + std::clamp(moved[i], -kMaxMove, kMaxMove),
                          problem_.low[i], problem_.high[i]);
}

double CurveFit::descend(std::span<const double> target_db, std::span<double> row, int max_steps,
                         Scratch& scratch) const noexcept {
  to_point(row, scratch.point);
  double cost = evaluate(target_db, scratch.point, scratch);
  bool is_new = true;
  double damping = kFirstDamping;
  int n_idle = 0;
  for (int i = 0; i < max_steps && n_idle < kMaxIdleSteps && cost > kGoodEnough; ++i) {
    if (is_new) linearize(scratch.point, scratch);
    step(damping, scratch);
    const double tried_cost = evaluate(target_db, scratch.tried, scratch);
    n_idle = tried_cost < (1.0 - kWorthwhile) * cost ? 0 : n_idle + 1;
    is_new = tried_cost < cost;
    damping = std::clamp(damping * (is_new ? 0.3 : 4.0), kLeastDamping, kMostDamping);
    if (is_new) {
      std::swap(scratch.point, scratch.tried);
      cost = tried_cost;
    }
  }
  to_row(scratch.point, row);
  return cost;
}

void CurveFit::settle(std::span<const double> target_db, std::span<double> row, double anchor_db,
                      int n_steps, Scratch& scratch) const noexcept {
  const double pull = anchor_db * anchor_db;
  to_point(row, scratch.point);
  std::ranges::copy(scratch.point, scratch.anchor.begin());
  for (int step_index = 0; step_index < n_steps; ++step_index) {
    static_cast<void>(evaluate(target_db, scratch.point, scratch));
    linearize(scratch.point, scratch);
    for (std::size_t i = 0; i < n_numbers(); ++i) {
      scratch.downhill[i] += pull * (scratch.anchor[i] - scratch.point[i]);
      scratch.normal[i * n_numbers() + i] += pull;
    }
    step(0.0, scratch);
    std::swap(scratch.point, scratch.tried);
  }
  to_row(scratch.point, row);
}

}  // namespace semeq::dsp
