#include "infer/ears.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace semeq::infer {
namespace {

constexpr std::array kBuffers{
    "centers_hz",  "upper_hz", "reference_mean", "reference_covariance", "reference_durations_s",
    "feature_mean"};

std::string first_line(const std::exception& error) {
  const std::string reason = error.what();
  return reason.substr(0, reason.find('\n'));
}

}  // namespace

Ears::Ears(const std::string& path) : module_(path) {
  try {
    if (!module_.has_method("estimate")) throw LoadError("it has no scripted method 'estimate'");
    for (const char* name : kBuffers) {
      auto buffer = module_.tensor(name);
      if (!buffer) throw LoadError(std::string("it has no tensor '") + name + "'");
      buffers_.emplace(name, std::move(*buffer));
    }
    module_.freeze({"estimate"});
    n_features_ = buffers_.at("feature_mean").data.size();
  } catch (const LoadError&) {
    throw;
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
}

Values Ears::estimate(std::span<const float> features) const {
  if (features.size() % n_features_ != 0)
    throw std::invalid_argument("expected rows of n_features() features");
  return module_.run("estimate", features, n_features_);
}

}  // namespace semeq::infer
