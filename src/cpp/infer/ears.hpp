#pragma once

// The blind estimator as an artifact scripts it.
#include <cstddef>
#include <span>
#include <string>

#include "infer/script_module.hpp"

namespace semeq::infer {

// Construction reads, checks and freezes, and throws LoadError. Afterwards any number of threads
// may estimate at once.
class Ears {
 public:
  // Any module with a scripted method `estimate` that maps rows to rows.
  explicit Ears(const std::string& path);

  // One row of the estimator's output per row of `n_features` features. Throws LoadError where the
  // script fails or returns something else, std::invalid_argument where sizes do not agree.
  [[nodiscard]] Values estimate(std::span<const float> features, std::size_t n_features) const;

 private:
  ScriptModule module_;
};

}  // namespace semeq::infer
