// A host in forty lines: it streams a stereo buffer, laid out as a WAV file holds it,
// through an equalizer in blocks, and turns a knob half-way.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "semeq/dsp.hpp"

int main() {
  constexpr double kSampleRate = 48'000.0;
  constexpr std::size_t kFrames = 48'000, kBlock = 256;
  using enum semeq::dsp::BandKind;

  std::vector<float> wav(2 * kFrames);  // left, right, left, right, ...
  for (std::size_t i = 0; i < kFrames; ++i) {
    const auto t = static_cast<float>(static_cast<double>(i) / kSampleRate);
    wav[2 * i] = 0.25F * std::sin(6.2831853F * 100.0F * t);
    wav[2 * i + 1] = 0.25F * std::sin(6.2831853F * 5'000.0F * t);
  }

  semeq::dsp::StreamingEqualizer<float> equalizer;
  const std::vector<semeq::dsp::Band> dark = {{low_shelf, 200.0, 6.0}, {high_shelf, 3'000.0, -6.0}};
  const std::vector<semeq::dsp::Band> light = {{low_shelf, 200.0, -6.0},
                                               {high_shelf, 3'000.0, 6.0}};
  equalizer.prepare(dark, {.sample_rate = kSampleRate, .n_channels = 2});

  std::vector<float> left(kBlock), right(kBlock);
  float* const channels[] = {left.data(), right.data()};
  float peaks[2][2] = {};  // [second or last tenth][channel]
  for (std::size_t frame = 0; frame + kBlock <= kFrames; frame += kBlock) {
    for (std::size_t i = 0; i < kBlock; ++i) {
      left[i] = wav[2 * (frame + i)];
      right[i] = wav[2 * (frame + i) + 1];
    }
    if (frame == kFrames / 2 / kBlock * kBlock) equalizer.set_bands(light);  // any thread may
    const semeq::dsp::AudioView<float> block{channels, 2, kBlock};
    equalizer.process(block, block);
    const bool is_late = frame > kFrames * 9 / 10;
    if (!is_late && (frame < kFrames / 10 || frame > kFrames / 5)) continue;
    for (std::size_t i = 0; i < kBlock; ++i)
      for (int c = 0; c < 2; ++c)
        peaks[is_late][c] = std::max(peaks[is_late][c], std::abs(channels[c][i]));
  }
  std::printf("100 Hz: %.2f, then %.2f   5 kHz: %.2f, then %.2f\n", peaks[0][0], peaks[1][0],
              peaks[0][1], peaks[1][1]);
  return peaks[0][0] > 0.4F && peaks[1][0] < 0.2F && peaks[0][1] < 0.2F && peaks[1][1] > 0.4F ? 0
                                                                                              : 1;
}
