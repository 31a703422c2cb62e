#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "semeq/dsp/audio_view.hpp"
#include "semeq/dsp/biquad.hpp"
#include "semeq/dsp/design.hpp"

namespace semeq::test {

inline const std::vector<std::size_t> kCuts = {1, 2, 3, 7, 16, 17, 63, 64, 509, 4096};

// Uniform noise at -20 dBFS peak, so that boosted output stays near full scale.
template <typename T>
std::vector<T> noise(std::size_t n_frames, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-0.1F, 0.1F);
  std::vector<T> frames(n_frames);
  for (T& frame : frames) frame = static_cast<T>(uniform(random));
  return frames;
}

// The five bands of a busy equalizer.
inline std::vector<dsp::Band> busy_bands() {
  using enum dsp::BandKind;
  return {{low_shelf, 100.0, 6.0, 0.71},
          {peak, 300.0, -4.0, 1.0},
          {peak, 1000.0, 5.0, 2.0},
          {peak, 4000.0, -3.0, 1.5},
          {high_shelf, 9000.0, 4.0, 0.71}};
}

inline std::vector<dsp::Biquad> design(std::span<const dsp::Band> bands, double sample_rate) {
  std::vector<dsp::Biquad> sections;
  for (const dsp::Band& band : bands) sections.push_back(dsp::design_band(band, sample_rate));
  return sections;
}

// The reference: transposed direct form II, one sample and section at a time, in
// long double so that its own rounding does not count.
template <typename T>
std::vector<double> reference(std::span<const dsp::Biquad> sections, std::span<const T> in) {
  std::vector<long double> signal(in.begin(), in.end());
  for (const dsp::Biquad& s : sections) {
    long double z0 = 0.0L;
    long double z1 = 0.0L;
    for (long double& x : signal) {
      const long double y = s.b0 * x + z0;
      z0 = s.b1 * x - s.a1 * y + z1;
      z1 = s.b2 * x - s.a2 * y;
      x = y;
    }
  }
  return {signal.begin(), signal.end()};
}

inline double to_dbfs(double peak) { return 20.0 * std::log10(std::max(peak, 1e-30)); }

// Largest difference in dB relative to full scale.
template <typename A, typename B>
double difference_dbfs(const std::vector<A>& a, const std::vector<B>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  return to_dbfs(largest);
}

// Runs mono frames through anything with process(), in blocks of `block` frames.
template <typename T, typename Processor>
std::vector<T> run_mono(Processor& processor, const std::vector<T>& in, std::size_t block) {
  std::vector<T> out(in.size());
  for (std::size_t frame = 0; frame < in.size(); frame += block) {
    const T* source = in.data() + frame;
    T* target = out.data() + frame;
    const std::size_t n_frames = std::min(block, in.size() - frame);
    processor.process({&source, 1, n_frames}, {&target, 1, n_frames});
  }
  return out;
}

}  // namespace semeq::test
