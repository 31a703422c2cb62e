#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "semeq/dsp/equalize.hpp"
#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

template <typename T>
using Channels = std::vector<std::vector<T>>;

template <typename T>
std::vector<T*> pointers(Channels<T>& channels) {
  std::vector<T*> result;
  for (auto& channel : channels) result.push_back(channel.data());
  return result;
}

template <typename T>
Channels<T> noise_channels(std::size_t n_channels, std::size_t n_frames) {
  Channels<T> channels;
  for (unsigned c = 0; c < n_channels; ++c) channels.push_back(noise<T>(n_frames, c));
  return channels;
}

// Filters in place; whether all was finite.
template <typename T>
bool filter(std::span<const Biquad> sections, Channels<T>& channels, int n_threads) {
  const std::vector<T*> frames = pointers(channels);
  const AudioView<T> view{frames.data(), static_cast<int>(frames.size()), channels[0].size()};
  return equalize<T>(sections, view, view, n_threads);
}

// Largest difference in units of T's rounding at the peak.
template <typename T>
double difference_ulps(const std::vector<T>& a, const std::vector<T>& b) {
  T peak = 0;
  T largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    peak = std::max(peak, std::abs(a[i]));
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return static_cast<double>(largest / (peak * std::numeric_limits<T>::epsilon()));
}

// Whether the last frame is filtered without regard to the first, as it is exactly when a
// channel is cut into pieces: a NaN goes on for ever in one filter.
template <typename T>
bool is_cut(std::span<const Biquad> sections, std::size_t n_frames, int n_threads) {
  auto channels = noise_channels<T>(1, n_frames);
  channels[0][0] = std::numeric_limits<T>::quiet_NaN();
  filter<T>(sections, channels, n_threads);
  return std::isfinite(channels[0].back());
}

std::vector<Band> with(Band band) {
  std::vector<Band> bands = busy_bands();
  bands.push_back(band);
  return bands;
}

}  // namespace

TEST_CASE("as many channels as threads: the same output bit for bit, in place") {
  const auto sections = design(busy_bands(), 48'000.0);
  const auto in = noise_channels<float>(5, 100'000);
  auto one = in;
  CHECK(filter<float>(sections, one, 1));
  for (int n_threads : {2, 3, 5}) {
    auto several = in;
    CHECK(filter<float>(sections, several, n_threads));
    CHECK(several == one);
  }
}

TEMPLATE_TEST_CASE("fewer channels than threads: pieces meet within a rounding", "", float,
                   double) {
  const std::size_t n_frames = sizeof(TestType) == 4 ? 110'011 : 210'011;
  std::vector<Band> forty;
  for (int i = 0; i < 40; ++i)
    forty.push_back({BandKind::peak, 300.0 * std::pow(2.0, i / 7.0), i % 2 ? 5.0 : -5.0, 1.0});
  const auto bands = GENERATE_COPY(values({with({BandKind::low_shelf, 40.0, 12.0, 0.71}),
                                           with({BandKind::low_shelf, 40.0, 12.0, 0.5}), forty}));
  const auto [n_channels, n_threads] =
      GENERATE(std::pair{std::size_t{1}, 2}, std::pair{std::size_t{2}, 5});
  CAPTURE(bands.size(), n_threads);
  const auto sections = design(bands, 48'000.0);
  REQUIRE(is_cut<TestType>(sections, n_frames, n_threads));
  auto one = noise_channels<TestType>(n_channels, n_frames);
  auto several = one;
  CHECK(filter<TestType>(sections, one, 1));
  CHECK(filter<TestType>(sections, several, n_threads));
  for (std::size_t c = 0; c < n_channels; ++c) CHECK(difference_ulps(one[c], several[c]) < 4.0);
}

TEST_CASE("many pieces agree with the reference as one does, out of place too") {
  const auto sections = design(busy_bands(), 48'000.0);
  const auto in = noise<float>(300'003);
  std::vector<float> out(in.size());
  const float* source = in.data();
  float* target = out.data();
  CHECK(equalize<float>(sections, {&source, 1, in.size()}, {&target, 1, in.size()}, 7));
  CHECK(difference_dbfs(out, reference<float>(sections, in)) < -115.0);
}

TEST_CASE("no piece is cut that would be mostly warm-up, or not worth a thread") {
  const auto ringing = design(std::vector<Band>{{BandKind::peak, 30.0, 12.0, 30.0}}, 48'000.0);
  CHECK_FALSE(is_cut<float>(ringing, 500'000, 2));  // rings for 650,000 frames
  const auto quick = design(busy_bands(), 48'000.0);
  CHECK_FALSE(is_cut<float>(quick, 30'000, 2));
  CHECK_FALSE(is_cut<float>(quick, 150'000, 1));
  CHECK(is_cut<float>(quick, 150'000, 2));
}

TEST_CASE("a NaN or infinity in any piece is told") {
  const auto sections = design(busy_bands(), 48'000.0);
  const auto clean = noise_channels<float>(1, 150'003);
  for (std::size_t frame : {0, 60'000, 74'999, 77'500, 100'000, 150'002})
    for (float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      auto channels = clean;
      channels[0][frame] = bad;
      CAPTURE(frame, bad);
      CHECK_FALSE(filter<float>(sections, channels, 2));
    }
}

TEST_CASE("an unstable section is refused also where threads are asked for") {
  const std::vector<Biquad> unstable(3, Biquad{1.0, 0.0, 0.0, -2.0, 1.0});
  auto channels = noise_channels<float>(2, 150'000);
  const auto before = channels;
  CHECK_THROWS_AS(filter<float>(unstable, channels, 4), std::invalid_argument);
  CHECK(channels == before);
}

TEST_CASE("views of different channels or frames are refused") {
  const auto sections = design(busy_bands(), 48'000.0);
  auto channels = noise_channels<float>(2, 100);
  const std::vector<float*> frames = pointers(channels);
  const AudioView<float> stereo{frames.data(), 2, 100};
  const AudioView<float> mono{frames.data(), 1, 100};
  const AudioView<float> shorter{frames.data(), 2, 99};
  CHECK_THROWS_AS(equalize<float>(sections, stereo, mono), std::invalid_argument);
  CHECK_THROWS_AS(equalize<float>(sections, shorter, stereo), std::invalid_argument);
}

TEST_CASE("nothing comes of nothing") {
  const auto sections = design(busy_bands(), 48'000.0);
  CHECK(equalize<float>(sections, {}, {}, 4));
  Channels<float> empty(2);
  CHECK(filter<float>(sections, empty, 4));
}
