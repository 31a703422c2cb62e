#pragma once

// The blind estimator as the artifact of the ears scripts it.
#include <cstddef>
#include <map>
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

  [[nodiscard]] std::size_t n_features() const noexcept { return n_features_; }
  // The mean and the covariances of music, and what else came with the artifact, by name.
  [[nodiscard]] const std::map<std::string, Values>& buffers() const noexcept { return buffers_; }

  // One row of the estimator's output per row of n_features() features.
  [[nodiscard]] Values estimate(std::span<const float> features) const;

 private:
  ScriptModule module_;
  std::map<std::string, Values> buffers_;
  std::size_t n_features_ = 0;
};

}  // namespace semeq::infer
