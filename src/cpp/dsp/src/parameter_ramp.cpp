#include "parameter_ramp.hpp"

#include <algorithm>

namespace semeq::dsp {

void ParameterRamp::prepare(std::span<const double> values, std::size_t n_steps) {
  target_.assign(values.begin(), values.end());
  remaining_.assign(n_steps + 1, 0.0);
  double sum = 0.0;
  for (std::size_t age = n_steps; age-- > 0;) {
    const double t = (static_cast<double>(age) + 0.5) / static_cast<double>(n_steps);
    const double bump = t * (1.0 - t);
    sum += bump * bump * bump;
    remaining_[age] = sum;
  }
  for (double& share : remaining_) share /= sum;
  changes_.assign((n_steps + 1) * values.size(), 0.0);
  starts_.assign(n_steps + 1, 0);
  first_ramp_ = n_ramps_ = step_ = 0;
}

void ParameterRamp::aim(std::span<const double> values) noexcept {
  const std::size_t ramp = slot(n_ramps_++);
  starts_[ramp] = step_;
  double* change = changes_.data() + ramp * target_.size();
  for (std::size_t i = 0; i < target_.size(); ++i) change[i] = values[i] - target_[i];
  std::ranges::copy(values, target_.begin());
}

void ParameterRamp::advance() noexcept {
  ++step_;
  if (n_ramps_ > 0 && step_ - starts_[first_ramp_] + 1 >= remaining_.size()) {
    first_ramp_ = slot(1);
    --n_ramps_;
  }
}

void ParameterRamp::jump(std::span<const double> values) noexcept {
  std::ranges::copy(values, target_.begin());
  n_ramps_ = 0;
}

void ParameterRamp::read(std::span<double> values) const noexcept {
  std::ranges::copy(target_, values.begin());
  for (std::size_t i = 0; i < n_ramps_; ++i) {
    const std::size_t ramp = slot(i);
    const double share = remaining_[step_ - starts_[ramp]];
    const double* change = changes_.data() + ramp * target_.size();
    for (std::size_t k = 0; k < target_.size(); ++k) values[k] -= share * change[k];
  }
}

}  // namespace semeq::dsp
