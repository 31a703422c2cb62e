#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "ears/band_meter.hpp"
#include "semeq/dsp/isa.hpp"

using Catch::Approx;
using semeq::ears::BandMeter;
using semeq::ears::PowerKernel;
namespace dsp = semeq::dsp;

namespace semeq::ears::lowered {
void band_power(const PowerTables& tables, const float* audio, std::size_t n_windows,
                ScratchVector* scratch, float* power);
}

namespace {

struct NamedKernel {
  std::string name;
  PowerKernel kernel;
};

// The AVX-512 body is tested also where no AVX-512 processor is.
std::vector<NamedKernel> every_kernel() {
  std::vector<NamedKernel> kernels{{"avx512, lowered", &semeq::ears::lowered::band_power}};
  for (const dsp::Isa isa : dsp::runnable_isas())
    kernels.push_back({std::string(dsp::isa_name(isa)), semeq::ears::power_kernel(isa)});
  return kernels;
}

constexpr std::size_t kBands = 5;

// Every tail of every kernel: windows that fill no vector, and some frames after the last.
constexpr std::size_t kWindows = 19;

std::vector<float> normal_noise(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 0.1F);
  std::vector<float> values(n);
  for (float& value : values) value = normal(random);
  return values;
}

std::vector<float> some_audio(std::size_t n_window) {
  return normal_noise((kWindows + 1) * n_window / 2 + n_window / 3, 3);
}

// The lowest bin alone, the highest alone, one in the middle, all, and none.
std::vector<float> some_weights(std::size_t n_window) {
  const std::size_t n_bins = n_window / 2 + 1;
  std::vector<float> weights(n_bins * kBands);
  weights[0] = 1.0F;
  weights[2 * n_bins - 1] = 2.0F;
  weights[2 * n_bins + n_bins / 3] = 0.5F;
  for (std::size_t bin = 0; bin < n_bins; ++bin)
    weights[3 * n_bins + bin] = 0.25F + static_cast<float>(bin % 3);
  return weights;
}

// |X|^2 of a Hann window in double precision, straight from the definition.
std::vector<double> bin_powers(const float* audio, std::size_t n_window) {
  std::vector<double> cosines(n_window);
  for (std::size_t i = 0; i < n_window; ++i)
    cosines[i] =
        std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n_window));
  std::vector<double> powers;
  for (std::size_t bin = 0; bin <= n_window / 2; ++bin) {
    double real = 0.0;
    double imaginary = 0.0;
    for (std::size_t i = 0; i < n_window; ++i) {
      const double sample = audio[i] * (0.5 - 0.5 * cosines[i]);
      real += sample * cosines[bin * i % n_window];
      imaginary += sample * cosines[(bin * i + n_window / 4) % n_window];
    }
    powers.push_back(real * real + imaginary * imaginary);
  }
  return powers;
}

}  // namespace

TEST_CASE("every instruction set measures what the definition says", "[band_meter]") {
  // An odd and an even number of halvings; 2048 and 4096 reach the depth-first levels.
  for (const std::size_t n_window : {32U, 64U, 128U, 512U, 2048U, 4096U}) {
    const std::vector<float> audio = some_audio(n_window);
    const std::vector<float> weights = some_weights(n_window);
    for (const auto& [name, kernel] : every_kernel()) {
      const BandMeter bands(weights, kBands, kernel);
      REQUIRE(bands.n_window() == n_window);
      REQUIRE(bands.n_windows(audio.size()) == kWindows);
      std::vector<float> power(kWindows * kBands);
      bands.power(audio, 1, power);
      for (const std::size_t window : {std::size_t{0}, std::size_t{7}, kWindows - 1}) {
        const std::vector<double> bins = bin_powers(audio.data() + window * n_window / 2, n_window);
        double loudest = 0.0;
        for (const double each : bins) loudest = std::max(loudest, each);
        for (std::size_t band = 0; band < kBands; ++band) {
          double expected = 0.0;
          for (std::size_t bin = 0; bin < bins.size(); ++bin)
            expected += static_cast<double>(weights[band * bins.size() + bin]) * bins[bin];
          INFO(name << ", " << n_window << ", window " << window << ", " << band);
          CHECK(power[window * kBands + band] ==
                Approx(expected).epsilon(2e-6).margin(1e-7 * loudest));
        }
      }
    }
  }
}

TEST_CASE("a window does not depend on the windows and channels beside it", "[band_meter]") {
  constexpr std::size_t kWindow = 128;
  const std::vector<float> audio = some_audio(kWindow);
  for (const auto& [name, kernel] : every_kernel()) {
    const BandMeter bands(some_weights(kWindow), kBands, kernel);
    INFO(name);
    std::vector<float> together(kWindows * kBands);
    bands.power(audio, 1, together);
    std::vector<float> stereo(audio);
    stereo.insert(stereo.end(), audio.begin(), audio.end());
    std::vector<float> both(2 * kWindows * kBands);
    bands.power(stereo, 2, both);
    for (std::size_t window = 0; window < kWindows; ++window) {
      std::vector<float> alone(kBands);
      bands.power({audio.data() + window * kWindow / 2, kWindow}, 1, alone);
      for (std::size_t band = 0; band < kBands; ++band) {
        const std::size_t at = window * kBands + band;
        CHECK(alone[band] == together[at]);
        CHECK(both[at] == together[at]);
        CHECK(both[kWindows * kBands + at] == together[at]);
      }
    }
  }
}

TEST_CASE("silence and bands without weights have no power", "[band_meter]") {
  const BandMeter bands(some_weights(64), kBands, dsp::default_isa());
  std::vector<float> power(kBands, 1.0F);
  bands.power(std::vector<float>(64), 1, power);
  for (const float each : power) CHECK(each == 0.0F);
  bands.power(normal_noise(64, 5), 1, power);
  CHECK(power[3] > 0.0F);
  CHECK(power[4] == 0.0F);
}

TEST_CASE("sizes of windows and rows that do not fit are refused", "[band_meter]") {
  const dsp::Isa isa = dsp::default_isa();
  CHECK_THROWS_AS(BandMeter({}, kBands, isa), std::invalid_argument);
  CHECK_THROWS_AS(BandMeter(some_weights(64), 0, isa), std::invalid_argument);
  CHECK_THROWS_AS(BandMeter(std::vector<float>(kBands * 33 + 1), kBands, isa),
                  std::invalid_argument);
  CHECK_THROWS_AS(BandMeter(some_weights(48), kBands, isa), std::invalid_argument);
  CHECK_THROWS_AS(BandMeter(some_weights(16), kBands, isa), std::invalid_argument);

  const BandMeter bands(some_weights(64), kBands, isa);
  CHECK(bands.n_windows(63) == 0);
  CHECK(bands.n_windows(64) == 1);
  CHECK(bands.n_windows(95) == 1);
  CHECK(bands.n_windows(96) == 2);
  std::vector<float> power(kBands);
  CHECK_THROWS_AS(bands.power(std::vector<float>(64), 0, power), std::invalid_argument);
  CHECK_THROWS_AS(bands.power(std::vector<float>(65), 2, power), std::invalid_argument);
  CHECK_THROWS_AS(bands.power(std::vector<float>(96), 1, power), std::invalid_argument);
}
