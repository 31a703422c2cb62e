#include "ears/band_meter.hpp"

#include <bit>
#include <cmath>
#include <memory>
#include <numbers>
#include <stdexcept>

namespace semeq::ears {
namespace {

constexpr std::size_t kShortest = 32;
constexpr std::size_t kLongest = std::size_t{1} << 24;

std::size_t window_of(std::size_t n_weights, std::size_t n_bands) {
  if (n_bands == 0 || n_weights == 0 || n_weights % n_bands != 0)
    throw std::invalid_argument("expected one weight per band and bin");
  const std::size_t n_window = 2 * (n_weights / n_bands - 1);
  if (!std::has_single_bit(n_window) || n_window < kShortest || n_window > kLongest)
    throw std::invalid_argument("the window must be a power of two from 32 to 2^24 frames");
  return n_window;
}

float cosine(std::size_t k, std::size_t n) {
  return static_cast<float>(
      std::cos(2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n)));
}

float sine(std::size_t k, std::size_t n) {
  return static_cast<float>(
      std::sin(2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n)));
}

// Where a radix-4 transform of n points leaves a frequency: its last digit names the quarter.
std::size_t place_of(std::size_t frequency, std::size_t n) {
  std::size_t place = 0;
  for (; n >= 4; n /= 4, frequency /= 4) place += frequency % 4 * (n / 4);
  return place + frequency;  // a last level of two points, or of one
}

}  // namespace

BandMeter::BandMeter(std::span<const float> weights, std::size_t n_bands, PowerKernel kernel)
    : kernel_(kernel), n_window_(window_of(weights.size(), n_bands)) {
  plan_transform();
  plan_bands(weights, n_bands);
}

void BandMeter::plan_transform() {
  for (std::size_t i = 0; i < n_window_; ++i)
    window_.push_back(0.25F - 0.25F * cosine(i, n_window_));
  const std::size_t n_points = n_window_ / 2;
  for (std::size_t n = n_points; n >= 4; n /= 4)
    for (std::size_t k = 0; k < n / 4; ++k)
      for (std::size_t power = 1; power <= 3; ++power) {
        twiddles_.push_back(cosine(power * k, n));
        twiddles_.push_back(-sine(power * k, n));
      }
  for (std::size_t k = 1; k <= n_points / 2; ++k)
    pairs_.push_back({static_cast<std::uint32_t>(place_of(k, n_points)),
                      static_cast<std::uint32_t>(place_of(n_points - k, n_points)),
                      cosine(k, n_window_), sine(k, n_window_)});
}

void BandMeter::plan_bands(std::span<const float> weights, std::size_t n_bands) {
  const std::size_t n_bins = n_window_ / 2 + 1;
  std::vector<std::size_t> starts;
  for (std::size_t band = 0; band < n_bands; ++band) {
    const std::span<const float> row = weights.subspan(band * n_bins, n_bins);
    std::size_t first = 0;
    std::size_t end = n_bins;
    while (first < end && row[first] == 0.0F) ++first;
    while (end > first && row[end - 1] == 0.0F) --end;
    starts.push_back(weights_.size());
    bands_.push_back({first, end - first, nullptr});
    const std::span<const float> used = row.subspan(first, end - first);
    weights_.insert(weights_.end(), used.begin(), used.end());
  }
  for (std::size_t band = 0; band < n_bands; ++band)
    bands_[band].weights = weights_.data() + starts[band];
}

std::size_t BandMeter::n_windows(std::size_t n_frames) const noexcept {
  return n_frames < n_window_ ? 0 : 1 + (n_frames - n_window_) / (n_window_ / 2);
}

void BandMeter::power(std::span<const float> audio, std::size_t n_channels,
                      std::span<float> powers) const {
  if (n_channels == 0 || audio.size() % n_channels != 0)
    throw std::invalid_argument("expected n_channels rows of audio");
  const std::size_t n_frames = audio.size() / n_channels;
  const std::size_t n_rows = n_windows(n_frames);
  if (powers.size() != n_channels * n_rows * n_bands())
    throw std::invalid_argument("expected n_windows rows of n_bands powers per channel");
  const PowerTables tables{n_window_,     window_.data(), twiddles_.data(),
                           pairs_.data(), bands_.data(),  n_bands()};
  const auto scratch = std::make_unique_for_overwrite<ScratchVector[]>(tables.n_scratch());
  for (std::size_t channel = 0; channel < n_channels; ++channel)
    kernel_(tables, audio.data() + channel * n_frames, n_rows, scratch.get(),
            powers.data() + channel * n_rows * n_bands());
}

}  // namespace semeq::ears
