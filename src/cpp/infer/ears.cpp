#include "infer/ears.hpp"

#include <stdexcept>

namespace semeq::infer {
namespace {

constexpr const char* kMethod = "estimate";

}  // namespace

Ears::Ears(const std::string& path) : module_(path) {
  if (!module_.has_method(kMethod)) throw LoadError("it has no scripted method 'estimate'");
  try {
    module_.freeze({kMethod});
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
}

Values Ears::estimate(std::span<const float> features, std::size_t n_features) const {
  if (n_features == 0 || features.size() % n_features != 0)
    throw std::invalid_argument("expected rows of n_features features");
  Values estimates;
  try {
    estimates = module_.run(kMethod, features, n_features);
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
  if (estimates.shape.size() != 2 || estimates.shape[0] != features.size() / n_features)
    throw LoadError("'estimate' must return a row for each row of features");
  return estimates;
}

}  // namespace semeq::infer
