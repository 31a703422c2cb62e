#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "semeq/dsp/curve.hpp"
#include "semeq/dsp/params.hpp"

namespace semeq::dsp {

// What a fit moves: gains in units of 6 dB, and the logarithms of frequencies in Hz and of Qs, in
// the order of params.
using FitPoint = std::array<double, kParams>;

[[nodiscard]] FitPoint fit_point(std::span<const double, kParams> params) noexcept;
[[nodiscard]] FitPoint params_of(const FitPoint& point) noexcept;

struct FitLimits {
  FitPoint low, high;
};

// The RMS dB that one standard deviation of each coordinate costs; 0 is no prior.
struct FitPrior {
  FitPoint mean{}, cost_db{};
};

// Five bands whose curve is nearest to a target: damped least squares (Levenberg-Marquardt) with
// exact derivatives. Bounds are active sets (J. Nocedal & S. J. Wright, "Numerical Optimization",
// 2006, sections 10.3 and 16.7).
//
// The constructor allocates, descend() does not.
class CurveFit {
 public:
  // Weights of the squared errors, one for each point of the curve, with sum 1. Where the level is
  // free, a constant difference costs nothing.
  CurveFit(CurvePoints points, std::span<const double> weights, bool has_free_level,
           const FitLimits& limits, const FitPrior& prior);

  [[nodiscard]] std::size_t size() const noexcept { return points_.size(); }

  // What one thread needs; one may serve any number of searches in turn.
  struct Scratch {
    explicit Scratch(const CurveFit& fit);

    std::vector<double> residual, jacobian, weighted;
  };

  // Improves `point` by at most `max_steps`; returns its cost, the weighted mean of the squared
  // errors in dB and what the prior adds. It never rises. `target_db` holds size() values.
  double descend(std::span<const double> target_db, FitPoint& point, int max_steps,
                 Scratch& scratch) const noexcept;

 private:
  struct Normal;

  [[nodiscard]] double evaluate(std::span<const double> target_db, const FitPoint& point,
                                Scratch& scratch) const noexcept;
  void linearize(const FitPoint& point, Scratch& scratch, Normal& normal) const noexcept;
  [[nodiscard]] FitPoint step(const FitPoint& point, const Normal& normal,
                              double damping) const noexcept;

  CurvePoints points_;
  std::vector<double> weights_;
  bool has_free_level_;
  FitLimits limits_;
  FitPrior prior_;
};

}  // namespace semeq::dsp
