#pragma once

// Decoded settings, brought nearer to the curve that their latent stands for.
#include <cstddef>
#include <span>
#include <vector>

#include "semeq/dsp/curve_fit.hpp"

namespace semeq::walk {

// A latent of curves is a weighted sum of them. A network decodes it to settings whose curve is
// nearly that sum; some steps of CurveFit::settle() bring them nearer and keep walks smooth.
// Immutable, so any number of threads may use one at once.
class Polish {
 public:
  // `basis`: for each coordinate of a latent the curve in dB that a unit of it adds, on the points
  // of `fit`. Throws std::invalid_argument if that is not a whole number of curves, anchor_db is
  // not above 0, or n_steps is below 0.
  Polish(dsp::CurveFit fit, std::vector<double> basis, double anchor_db, int n_steps);

  [[nodiscard]] std::size_t latent_dim() const noexcept { return basis_.size() / fit_.n_points(); }
  [[nodiscard]] std::size_t n_params() const noexcept { return fit_.n_numbers(); }
  // As many as settle walks.
  [[nodiscard]] int n_steps() const noexcept { return n_steps_; }

  // `latents`: n rows of latent_dim(); `params`: n rows of n_params(), changed in place. Throws
  // std::invalid_argument if the numbers of rows differ.
  void apply(std::span<const float> latents, std::span<float> params, int n_steps) const;

 private:
  dsp::CurveFit fit_;
  std::vector<double> basis_;
  double anchor_db_;
  int n_steps_;
};

}  // namespace semeq::walk
