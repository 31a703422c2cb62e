#include "walk/polish.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace semeq::walk {

Polish::Polish(dsp::CurveFit fit, std::vector<double> basis, double anchor_db, int n_steps)
    : fit_(std::move(fit)), basis_(std::move(basis)), anchor_db_(anchor_db), n_steps_(n_steps) {
  if (basis_.empty() || basis_.size() % fit_.n_points() != 0)
    throw std::invalid_argument("the basis must have one curve for each coordinate");
  if (!(anchor_db > 0.0) || n_steps < 0)
    throw std::invalid_argument("an anchor must be above 0 dB, and steps at least 0");
}

void Polish::apply(std::span<const float> latents, std::span<float> params, int n_steps) const {
  const std::size_t n_rows = params.size() / n_params();
  if (latents.size() != n_rows * latent_dim() || params.size() != n_rows * n_params())
    throw std::invalid_argument("a polish takes as many rows of latents as of params");
  dsp::CurveFit::Scratch scratch(fit_);
  std::vector<double> target(fit_.n_points()), row(n_params());
  for (std::size_t i = 0; i < n_rows; ++i) {
    std::ranges::fill(target, 0.0);
    const std::span<const float> latent = latents.subspan(i * latent_dim(), latent_dim());
    const double* curve = basis_.data();
    for (const float coordinate : latent)
      for (double& point : target) point += static_cast<double>(coordinate) * *curve++;
    const std::span<float> polished = params.subspan(i * n_params(), n_params());
    std::ranges::copy(polished, row.begin());
    fit_.settle(target, row, anchor_db_, n_steps, scratch);
    std::ranges::transform(row, polished.begin(),
                           [](double value) { return static_cast<float>(value); });
  }
}

}  // namespace semeq::walk
