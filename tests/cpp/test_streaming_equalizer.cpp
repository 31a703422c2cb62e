#include <atomic>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <thread>
#include <vector>

#include "allocations.hpp"
#include "semeq/dsp/cascade.hpp"
#include "semeq/dsp/streaming_equalizer.hpp"
#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

StreamConfig mono() {
  StreamConfig config;
  config.n_channels = 1;
  config.ramp_ms = 10.0;
  return config;
}

std::vector<Band> other_bands() {
  auto bands = busy_bands();
  for (Band& band : bands) {
    band.gain_db = -band.gain_db;
    band.freq_hz *= 1.5;
    band.q *= 0.7;
  }
  return bands;
}

template <typename T>
std::vector<T> filter_static(const std::vector<Band>& bands, const std::vector<T>& in) {
  Cascade<T> cascade;
  cascade.prepare(design(bands, 48'000.0), 1);
  return run_mono(cascade, in, in.size());
}

}  // namespace

TEMPLATE_TEST_CASE("a stream at rest is the cascade, bit for bit", "", float, double) {
  const auto in = noise<TestType>(5'003);
  const auto expected = filter_static(busy_bands(), in);
  for (std::size_t cut : kCuts) {
    StreamingEqualizer<TestType> stream;
    stream.prepare(busy_bands(), mono());
    CAPTURE(cut);
    CHECK(run_mono(stream, in, cut) == expected);
  }
}

TEMPLATE_TEST_CASE("a ramp does not depend on how the stream is cut", "", float, double) {
  const auto before = noise<TestType>(160, 1);
  const auto after = noise<TestType>(5'003, 2);
  std::vector<TestType> expected;
  for (std::size_t cut :
       {after.size(), std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{509}}) {
    StreamingEqualizer<TestType> stream;
    stream.prepare(busy_bands(), mono());
    run_mono(stream, before, before.size());
    stream.set_bands(other_bands());
    const auto out = run_mono(stream, after, cut);
    if (expected.empty()) expected = out;
    CAPTURE(cut);
    CHECK(out == expected);
  }
}

TEST_CASE("after a ramp the stream is the new cascade") {
  StreamingEqualizer<float> stream;
  stream.prepare(busy_bands(), mono());
  stream.set_bands(other_bands());
  // Silence through the ramp, then an impulse: nothing of the old bands is left.
  std::vector<float> silence(2'000);
  run_mono(stream, silence, 64);
  std::vector<float> impulse(2'000);
  impulse[0] = 1.0F;
  CHECK(run_mono(stream, impulse, 64) == filter_static(other_bands(), impulse));
}

TEST_CASE("overlapping changes end at the last one") {
  StreamingEqualizer<float> stream;
  stream.prepare(busy_bands(), mono());
  const std::vector<float> silence(48);
  for (int i = 0; i < 200; ++i) {
    stream.set_bands(i % 2 ? busy_bands() : other_bands());
    run_mono(stream, silence, 48);
  }
  run_mono(stream, std::vector<float>(2'000), 64);
  std::vector<float> impulse(500);
  impulse[0] = 1.0F;
  CHECK(run_mono(stream, impulse, 500) == filter_static(busy_bands(), impulse));
}

TEST_CASE("reset returns to silence with the newest bands") {
  StreamingEqualizer<float> stream;
  stream.prepare(busy_bands(), mono());
  const auto in = noise<float>(777);
  run_mono(stream, in, 100);
  stream.set_bands(other_bands());
  stream.reset();
  CHECK(run_mono(stream, in, 100) == filter_static(other_bands(), in));
}

TEST_CASE("a NaN is gone with the next call") {
  StreamingEqualizer<float> stream;
  stream.prepare(busy_bands(), mono());
  std::vector<float> bad(10, std::numeric_limits<float>::quiet_NaN());
  run_mono(stream, bad, 10);
  const auto in = noise<float>(777);
  CHECK(run_mono(stream, in, 100) == filter_static(busy_bands(), in));
}

TEST_CASE("process allocates nothing, also while bands change") {
  StreamingEqualizer<float> stream;
  StreamConfig config = mono();
  config.n_channels = 2;
  stream.prepare(busy_bands(), config);
  std::vector<float> frames(600);
  float* const channels[] = {frames.data(), frames.data() + 300};
  const AudioView<float> view{channels, 2, 300};
  for (int i = 0; i < 20; ++i) {
    stream.set_bands(i % 2 ? busy_bands() : other_bands());
    const long before = allocations();
    stream.process(view, view);
    CHECK(allocations() == before);
  }
}

TEST_CASE("settings that do not fit are refused") {
  StreamingEqualizer<float> stream;
  auto config = mono();
  config.ramp_ms = 1.0;
  CHECK_THROWS_AS(stream.prepare(busy_bands(), config), std::invalid_argument);
  stream.prepare(busy_bands(), mono());
  auto fewer = busy_bands();
  fewer.pop_back();
  CHECK_THROWS_AS(stream.set_bands(fewer), std::invalid_argument);
  auto broken = busy_bands();
  broken[1].freq_hz = std::nan("");
  CHECK_THROWS_AS(stream.set_bands(broken), std::invalid_argument);
}

TEST_CASE("control threads change bands while the audio thread plays") {
  StreamingEqualizer<float> stream;
  stream.prepare(busy_bands(), mono());
  std::atomic<bool> done{false};
  const auto turn = [&] {
    for (int i = 0; !done; ++i) stream.set_bands(i % 2 ? busy_bands() : other_bands());
  };
  std::thread first(turn);
  std::thread second(turn);
  const auto in = noise<float>(48'000);
  const auto out = run_mono(stream, in, 64);
  done = true;
  first.join();
  second.join();
  CHECK(std::ranges::all_of(out, [](float x) { return std::abs(x) < 4.0F; }));
}

TEST_CASE("before prepare a stream plays silence and refuses bands") {
  StreamingEqualizer<float> stream;
  CHECK_THROWS_AS(stream.set_bands(busy_bands()), std::logic_error);
  stream.reset();
  CHECK(run_mono(stream, noise<float>(100), 30) == std::vector<float>(100));
}
