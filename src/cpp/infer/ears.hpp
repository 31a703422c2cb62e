#pragma once

// What a recording sounds like: the ears' artifact, loaded and ready to run.
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "infer/script_module.hpp"

namespace semeq::infer {

// Construction reads, checks and freezes, and throws LoadError. Every method may be called from
// many threads at once. Matrices are row-major float32; sizes that do not agree throw
// std::invalid_argument.
class Ears {
 public:
  explicit Ears(const std::string& path);

  [[nodiscard]] std::size_t n_bands() const noexcept { return n_bands_; }
  [[nodiscard]] std::size_t n_features() const noexcept { return n_features_; }
  // The mean and the covariances of music, and what else came with the artifact, by name.
  [[nodiscard]] const std::map<std::string, Values>& buffers() const noexcept { return buffers_; }

  // Frames of one analysis window at a sample rate in Hz.
  [[nodiscard]] std::size_t window_frames(double sample_rate) const;

  // Power per octave in each window and band, shape (n_channels, n_windows, n_bands), of planar
  // audio that is at least one window long.
  [[nodiscard]] Values power(std::span<const float> audio, std::size_t n_channels,
                             double sample_rate) const;

  // One row of the estimator's output per row of n_features() features.
  [[nodiscard]] Values estimate(std::span<const float> features) const;

 private:
  [[nodiscard]] std::shared_ptr<const Values> weights(double sample_rate) const;

  ScriptModule module_;
  std::map<std::string, Values> buffers_;
  std::size_t n_bands_ = 0;
  std::size_t n_features_ = 0;
  // Weights of the rates met lately.
  mutable std::mutex mutex_;
  mutable std::map<double, std::shared_ptr<const Values>> weights_;
};

}  // namespace semeq::infer
