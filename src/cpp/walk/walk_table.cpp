#include "walk/walk_table.hpp"

#include <algorithm>
#include <cmath>

namespace semeq::walk {
namespace {

constexpr std::size_t kSteps = 1024;

// Outputs are of order 1; float32 networks of this size round to a few 1e-7.
constexpr float kTolerance = 2e-6F;

std::vector<float> outputs_along(const Decoder& decoder, std::span<const float> start,
                                 std::span<const float> end, double first, double step,
                                 std::size_t n_points) {
  const std::size_t dim = start.size();
  std::vector<float> latents(n_points * dim);
  for (std::size_t point = 0; point < n_points; ++point) {
    const auto alpha = static_cast<float>(first + static_cast<double>(point) * step);
    for (std::size_t i = 0; i < dim; ++i)
      latents[point * dim + i] = start[i] * (1.0F - alpha) + end[i] * alpha;
  }
  std::vector<float> outputs(n_points * decoder.n_params());
  decoder.network().run(latents, outputs);
  return outputs;
}

}  // namespace

std::optional<WalkTable> WalkTable::build(const Decoder& decoder, std::span<const float> start,
                                          std::span<const float> end, double first, double last) {
  const double step = (last - first) / kSteps;
  WalkTable table(first, step, decoder.n_params());
  table.nodes_ = outputs_along(decoder, start, end, first, step, kSteps + 1);
  const auto between = outputs_along(decoder, start, end, first + step / 2, step, kSteps);
  std::vector<float> found(decoder.n_params());
  for (std::size_t i = 0; i < kSteps; ++i) {
    table.at(first + (static_cast<double>(i) + 0.5) * step, found.data());
    for (std::size_t k = 0; k < found.size(); ++k) {
      const float expected = between[i * found.size() + k];
      const float scale = std::max(1.0F, std::abs(expected));
      if (!(std::abs(found[k] - expected) <= kTolerance * scale)) return std::nullopt;
    }
  }
  return table;
}

// Lagrange's cubic through the four nearest nodes (Abramowitz & Stegun 25.2.13).
void WalkTable::at(double alpha, float* outputs) const {
  const double position = (alpha - first_) / step_;
  const auto cell = static_cast<std::size_t>(std::clamp(position, 1.0, kSteps - 2.0));
  const auto p = static_cast<float>(position - static_cast<double>(cell));
  const float weights[4] = {-p * (p - 1.0F) * (p - 2.0F) / 6.0F, (p * p - 1.0F) * (p - 2.0F) / 2.0F,
                            -p * (p + 1.0F) * (p - 2.0F) / 2.0F, p * (p * p - 1.0F) / 6.0F};
  const float* node = nodes_.data() + (cell - 1) * n_outputs_;
  for (std::size_t k = 0; k < n_outputs_; ++k) {
    outputs[k] = weights[0] * node[k] + weights[1] * node[n_outputs_ + k] +
                 weights[2] * node[2 * n_outputs_ + k] + weights[3] * node[3 * n_outputs_ + k];
  }
}

}  // namespace semeq::walk
