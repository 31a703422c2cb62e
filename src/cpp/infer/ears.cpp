#include "infer/ears.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace semeq::infer {
namespace {

constexpr std::array kBuffers{
    "centers_hz",  "upper_hz", "reference_mean", "reference_covariance", "reference_durations_s",
    "feature_mean"};

// Any rate at which all bands lie below Nyquist shows the shapes.
constexpr double kProbeRate = 48'000.0;

// A megabyte each.
constexpr std::size_t kMaxRates = 16;

std::string first_line(const std::exception& error) {
  const std::string reason = error.what();
  return reason.substr(0, reason.find('\n'));
}

}  // namespace

Ears::Ears(const std::string& path) : module_(path) {
  try {
    for (const char* method : {"window_frames", "weights", "power", "estimate"})
      if (!module_.has_method(method))
        throw LoadError(std::string("it has no method '") + method + "'");
    for (const char* name : kBuffers) {
      auto buffer = module_.tensor(name);
      if (!buffer) throw LoadError(std::string("it has no tensor '") + name + "'");
      buffers_.emplace(name, std::move(*buffer));
    }
    module_.freeze({"window_frames", "weights", "power", "estimate"});
    n_bands_ = buffers_.at("centers_hz").data.size();
    n_features_ = buffers_.at("feature_mean").data.size();
    const auto probe = weights(kProbeRate);
    if (probe->shape.size() != 2 || probe->shape[1] != n_bands_ ||
        probe->shape[0] != window_frames(kProbeRate) / 2 + 1) {
      throw LoadError("its bands do not fit its analysis window");
    }
  } catch (const LoadError&) {
    throw;
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
}

std::size_t Ears::window_frames(double sample_rate) const {
  const Argument rate = sample_rate;
  return static_cast<std::size_t>(module_.run("window_frames", {&rate, 1}).data.at(0));
}

Values Ears::power(std::span<const float> audio, std::size_t n_channels, double sample_rate) const {
  if (n_channels == 0 || audio.size() % n_channels != 0)
    throw std::invalid_argument("expected n_channels rows of audio");
  const auto bands = weights(sample_rate);
  const std::size_t n_frames = audio.size() / n_channels;
  if (n_frames < 2 * (bands->shape[0] - 1))
    throw std::invalid_argument("expected at least one analysis window of audio");
  const std::array<Argument, 2> arguments{TensorView{audio, {n_channels, n_frames}},
                                          TensorView{bands->data, bands->shape}};
  return module_.run("power", arguments);
}

Values Ears::estimate(std::span<const float> features) const {
  if (features.size() % n_features_ != 0)
    throw std::invalid_argument("expected rows of n_features() features");
  return module_.run("estimate", features, n_features_);
}

std::shared_ptr<const Values> Ears::weights(double sample_rate) const {
  const std::scoped_lock lock(mutex_);
  const auto found = weights_.find(sample_rate);
  if (found != weights_.end()) return found->second;
  if (weights_.size() == kMaxRates) weights_.clear();
  const Argument rate = sample_rate;
  auto computed = std::make_shared<const Values>(module_.run("weights", {&rate, 1}));
  weights_.emplace(sample_rate, computed);
  return computed;
}

}  // namespace semeq::infer
