#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cfenv>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "semeq/dsp/cascade.hpp"
#include "support.hpp"

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

struct Hard {
  const char* name;
  double sample_rate;
  std::vector<Band> bands;
};

std::vector<Hard> hard_cases() {
  using enum BandKind;
  return {{"low shelf 30 Hz +12 dB", 48'000.0, {{low_shelf, 30.0, 12.0, 0.71}}},
          {"low shelf 30 Hz -12 dB", 48'000.0, {{low_shelf, 30.0, -12.0, 0.71}}},
          {"peak 20 Hz Q 10 at 96 kHz", 96'000.0, {{peak, 20.0, 12.0, 10.0}}},
          {"high shelf 20 kHz at 44.1 kHz", 44'100.0, {{high_shelf, 20'000.0, 12.0, 0.71}}},
          {"five peaks 100 Hz Q 3 +6 dB", 48'000.0, std::vector<Band>(5, {peak, 100.0, 6.0, 3.0})},
          {"low shelf 20 Hz at 384 kHz", 384'000.0, {{low_shelf, 20.0, 12.0, 0.71}}},
          {"busy five bands", 48'000.0, busy_bands()}};
}

template <typename T>
std::vector<T> filter(std::span<const Biquad> sections, const std::vector<T>& in, Isa isa,
                      std::size_t block) {
  Cascade<T> cascade;
  cascade.prepare(sections, 1, isa);
  return run_mono(cascade, in, block);
}

}  // namespace

TEMPLATE_TEST_CASE("hard cases stay close to the reference on every instruction set", "", float,
                   double) {
  const double bound_dbfs = sizeof(TestType) == 4 ? -115.0 : -200.0;
  const auto in = noise<TestType>(100'000);
  for (const Hard& hard : hard_cases()) {
    const auto sections = design(hard.bands, hard.sample_rate);
    const auto expected = reference<TestType>(sections, in);
    for (Isa isa : runnable_isas()) {
      CAPTURE(hard.name, isa_name(isa));
      CHECK(difference_dbfs(filter(sections, in, isa, in.size()), expected) < bound_dbfs);
    }
  }
}

TEMPLATE_TEST_CASE("forty sections stay close to the reference", "", float, double) {
  std::vector<Band> bands;
  for (int i = 0; i < 40; ++i)
    bands.push_back({BandKind::peak, 30.0 * std::pow(2.0, i / 4.5), i % 2 ? 5.0 : -5.0, 2.0});
  const auto sections = design(bands, 48'000.0);
  const auto in = noise<TestType>(50'000);
  const auto expected = reference<TestType>(sections, in);
  for (Isa isa : runnable_isas())
    CHECK(difference_dbfs(filter(sections, in, isa, in.size()), expected) <
          (sizeof(TestType) == 4 ? -110.0 : -200.0));
}

TEMPLATE_TEST_CASE("output does not depend on how the stream is cut", "", float, double) {
  const auto in = noise<TestType>(10'007);
  for (int n_sections : {1, 2, 5, 8, 9, 40}) {
    std::vector<Band> bands;
    for (int i = 0; i < n_sections; ++i)
      bands.push_back(busy_bands()[static_cast<std::size_t>(i) % 5]);
    const auto sections = design(bands, 48'000.0);
    for (Isa isa : runnable_isas()) {
      const auto whole = filter(sections, in, isa, in.size());
      for (std::size_t cut : kCuts) {
        CAPTURE(n_sections, isa_name(isa), cut);
        REQUIRE(filter(sections, in, isa, cut) == whole);
      }
    }
  }
}

TEST_CASE("several channels in place equal one channel at a time") {
  const auto sections = design(busy_bands(), 48'000.0);
  std::vector<std::vector<float>> frames;
  for (unsigned c = 0; c < 3; ++c) frames.push_back(noise<float>(1'000, c));
  const auto inputs = frames;
  std::vector<float*> channels;
  for (auto& channel : frames) channels.push_back(channel.data());
  const AudioView<float> view{channels.data(), 3, 1'000};
  Cascade<float> cascade;
  cascade.prepare(sections, 3);
  cascade.process(view, view);
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(frames[c] == filter(sections, inputs[c], default_isa(), 1'000));
}

TEST_CASE("bands at 0 dB are an exact bypass") {
  const std::vector<Biquad> sections(3);
  auto in = noise<float>(1'000);
  in[5] = -0.0F;
  CHECK(filter(sections, in, default_isa(), 77) == in);
}

TEST_CASE("a NaN shows in the state and does not reach earlier frames") {
  auto in = noise<float>(4'096);
  const auto sections = design(busy_bands(), 48'000.0);
  const auto clean = filter(sections, in, default_isa(), in.size());
  in[1'000] = std::numeric_limits<float>::quiet_NaN();
  Cascade<float> cascade;
  cascade.prepare(sections, 1);
  const auto out = run_mono(cascade, in, 8);
  CHECK(std::equal(out.begin(), out.begin() + 1'000, clean.begin()));
  CHECK_FALSE(cascade.is_finite());
  cascade.reset();
  CHECK(cascade.is_finite());
  in[1'000] = 0.0F;
  CHECK(run_mono(cascade, in, in.size())[0] == clean[0]);
}

TEST_CASE("an unstable section is refused") {
  Cascade<float> cascade;
  const Biquad unstable{1.0, 0.0, 0.0, -2.0, 1.0};
  CHECK_THROWS_AS(cascade.prepare({&unstable, 1}, 1), std::invalid_argument);
  CHECK_THROWS_AS(cascade.prepare({}, 0), std::invalid_argument);
}

TEST_CASE("process allocates nothing") {
  Cascade<float> cascade;
  cascade.prepare(design(busy_bands(), 48'000.0), 1);
  const auto in = noise<float>(1'000);
  std::vector<float> out(in.size());
  const float* source = in.data();
  float* target = out.data();
  const long before = allocations();
  for (std::size_t n : {1, 15, 16, 17, 500}) cascade.process({&source, 1, n}, {&target, 1, n});
  cascade.reset();
  CHECK(allocations() == before);
}

#if defined(__SSE2__)
TEST_CASE("the tail of a sound is not denormal and the floating-point mode comes back") {
  // Rounding, masks and what becomes of denormals; the lowest six bits are a record of the
  // exceptions that any arithmetic raises.
  const auto read_mode = [] { return _mm_getcsr() & ~0x3FU; };
  const unsigned mode = read_mode();
  std::vector<float> in(400'000);
  in[0] = 1.0F;
  const auto out = filter(design(busy_bands(), 48'000.0), in, default_isa(), 512);
  CHECK(read_mode() == mode);
  CHECK(std::ranges::none_of(out, [](float x) { return std::fpclassify(x) == FP_SUBNORMAL; }));
}
#endif

TEST_CASE("before prepare and after a move a cascade plays silence") {
  std::vector<Cascade<float>> cascades(1);
  const std::vector<float> silence(100);
  const auto in = noise<float>(100);
  cascades[0].reset();
  CHECK(cascades[0].is_finite());
  CHECK(run_mono(cascades[0], in, 30) == silence);
  cascades[0].prepare(design(busy_bands(), 48'000.0), 1);
  cascades.push_back(std::move(cascades[0]));
  CHECK(run_mono(cascades[1], in, 30) != silence);
  CHECK(run_mono(cascades[0], in, 30) == silence);
}
