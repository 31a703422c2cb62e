#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace semeq::dsp {

// Smooths steps of a few parameters. Time runs in grid steps. Every change adds a
// ramp of its own from the former target to the new one, and ramps that overlap
// add up, so a change during a change bends the path without a corner.
//
// A ramp follows the integral of (t (1 - t))^3: three continuous derivatives,
// which is what keeps a +-12 dB swing in 10 ms below -110 dBFS beyond 1.5 kHz
// (measured; five dB worse with a raised cosine, forty with a straight line).
class ParameterRamp {
 public:
  // Allocates. Starts settled at `values`.
  void prepare(std::span<const double> values, std::size_t n_steps);

  // Steers toward `values`; at most once per step.
  void aim(std::span<const double> values) noexcept;

  // Moves on by one step.
  void advance() noexcept;

  // Drops all ramps and stands at `values`.
  void jump(std::span<const double> values) noexcept;

  // Writes the values at this step.
  void read(std::span<double> values) const noexcept;

  [[nodiscard]] bool is_settled() const noexcept { return n_ramps_ == 0; }

 private:
  [[nodiscard]] std::size_t slot(std::size_t ramp) const noexcept {
    return (first_ramp_ + ramp) % starts_.size();
  }

  std::vector<double> target_;
  std::vector<double> remaining_;    // share of a ramp still to come, by its age
  std::vector<double> changes_;      // ring of ramps: target minus former target
  std::vector<std::size_t> starts_;  // the same ring: step each ramp began at
  std::size_t first_ramp_ = 0;
  std::size_t n_ramps_ = 0;
  std::size_t step_ = 0;
};

}  // namespace semeq::dsp
