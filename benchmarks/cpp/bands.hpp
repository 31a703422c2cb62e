#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "semeq/dsp/design.hpp"

namespace semeq::bench {

// `n` bands that all do something, spread over the spectrum.
inline std::vector<dsp::Band> bands(int n) {
  std::vector<dsp::Band> result;
  for (int i = 0; i < n; ++i)
    result.push_back({dsp::BandKind::peak, 60.0 * (1 + i % 40), i % 2 ? 3.0 : -3.0, 1.4});
  return result;
}

inline std::vector<dsp::Biquad> sections(int n) {
  std::vector<dsp::Biquad> result;
  for (const dsp::Band& band : bands(n)) result.push_back(dsp::design_band(band, 48'000.0));
  return result;
}

template <typename T>
std::vector<T> noise(std::size_t n_frames) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-0.1F, 0.1F);
  std::vector<T> frames(n_frames);
  for (T& frame : frames) frame = static_cast<T>(uniform(random));
  return frames;
}

}  // namespace semeq::bench
