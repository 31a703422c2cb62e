#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "semeq/dsp/curve.hpp"
#include "semeq/dsp/params.hpp"

namespace semeq::dsp {

// Bands whose curve is nearest to a target: damped least squares (Levenberg-Marquardt) with exact
// derivatives. Bounds are active sets (J. Nocedal & S. J. Wright, "Numerical Optimization", 2006,
// sections 10.3 and 16.7).
//
// A setting is a row of numbers as params are: gain, frequency, and the Q of a peak, one band after
// the other. A point is what a search moves: gains in units of 6 dB, logarithms of the others.
class CurveFit {
 public:
  struct Problem {
    std::vector<BandKind> kinds;
    // Of the squared errors, one for each point of the curve, with sum 1.
    std::vector<double> weights;
    // A constant difference costs nothing.
    bool has_free_level = true;
    // Settings that bound the search.
    std::vector<double> low, high;
    // A prior: its mean as a setting, and the RMS dB that one unit of a point away from it costs.
    std::vector<double> mean, cost_db;
  };

  // Precondition: weights has a value for each of `points`, and low, high, mean and cost_db one for
  // each number of a row.
  CurveFit(CurvePoints points, Problem problem);

  // Points of a curve, and numbers of a row.
  [[nodiscard]] std::size_t n_points() const noexcept { return points_.size(); }
  [[nodiscard]] std::size_t n_numbers() const noexcept { return is_gain_.size(); }

  // What one thread needs; one may serve any number of searches in turn.
  struct Scratch {
    explicit Scratch(const CurveFit& fit);

    std::vector<double> residual, jacobian, weighted;
    std::vector<double> point, tried, anchor, row, normal, system, downhill;
  };

  // Writes the curve of a row in dB, n_points() values, and n_numbers() times as many derivatives
  // by what a search moves.
  void curve(std::span<const double> row, double* curve_db, double* jacobian) const noexcept;

  // Improves `row` by at most `max_steps`; returns its cost, the weighted mean of the squared
  // errors in dB and what the prior adds. It never rises. Allocates nothing.
  double descend(std::span<const double> target_db, std::span<double> row, int max_steps,
                 Scratch& scratch) const noexcept;

  // Moves `row` by `n_steps` toward the curve, as far as an anchor at its start lets it: a unit of
  // a point away from there costs as much as `anchor_db` of RMS error. Unlike a search to the
  // end it is a smooth function of target and start, but where a bound is met: what follows a
  // smooth path stays on one. Allocates nothing. Precondition: anchor_db > 0.
  void settle(std::span<const double> target_db, std::span<double> row, double anchor_db,
              int n_steps, Scratch& scratch) const noexcept;

 private:
  [[nodiscard]] double evaluate(std::span<const double> target_db, std::span<const double> point,
                                Scratch& scratch) const noexcept;
  void linearize(std::span<const double> point, Scratch& scratch) const noexcept;
  void step(double damping, Scratch& scratch) const noexcept;
  void to_point(std::span<const double> row, std::span<double> point) const noexcept;
  void to_row(std::span<const double> point, std::span<double> row) const noexcept;

  CurvePoints points_;
  Problem problem_;  // its low, high and mean as points
  std::vector<char> is_gain_;
  const CurveKernel* kernel_;
};

}  // namespace semeq::dsp
