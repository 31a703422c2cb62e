#include <algorithm>
#include <bit>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "semeq/dsp/isa.hpp"
#include "walk/walker.hpp"

using Catch::Approx;
using semeq::walk::Decoder;
using semeq::walk::kGainColumns;
using semeq::walk::kParams;
using semeq::walk::LinearWeights;
using semeq::walk::ParamScale;
using semeq::walk::VocabularyTables;
using semeq::walk::Walker;
using semeq::walk::WalkPoint;

namespace {

constexpr std::size_t kLatent = 6;
constexpr std::size_t kTerms = 3;

bool is_gain(std::size_t column) {
  return std::ranges::find(kGainColumns, column) != kGainColumns.end();
}

VocabularyTables random_tables() {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  VocabularyTables tables;
  for (std::size_t i = 0; i < kTerms * kLatent; ++i) tables.term_latents.push_back(normal(random));
  for (std::size_t i = 0; i < kLatent; ++i) tables.flat_latent.push_back(normal(random));
  for (std::size_t i = 0; i < kParams; ++i) {
    tables.bounds.push_back(is_gain(i) ? -12.0F : 0.5F);
    tables.bounds.push_back(is_gain(i) ? 12.0F : 20.0F);
  }
  return tables;
}

std::shared_ptr<const Decoder> random_decoder(const VocabularyTables& tables) {
  std::mt19937 random(9);
  std::normal_distribution<float> normal(0.0F, 0.5F);
  std::vector<LinearWeights> layers = {{kLatent, 20, {}, {}}, {20, kParams, {}, {}}};
  for (LinearWeights& layer : layers) {
    for (std::size_t i = 0; i < layer.n_in * layer.n_out; ++i)
      layer.weight.push_back(
          std::bit_cast<float>(std::bit_cast<std::uint32_t>(normal(random)) & 0xFFFF'0000U));
    for (std::size_t i = 0; i < layer.n_out; ++i) layer.bias.push_back(normal(random));
  }
  std::vector<ParamScale> scales;
  for (std::size_t i = 0; i < kParams; ++i) {
    const float low = tables.bounds[2 * i];
    const float high = tables.bounds[2 * i + 1];
    scales.push_back(is_gain(i) ? ParamScale{low, high - low, false, low, high}
                                : ParamScale{std::log(low), std::log(high / low), true, low, high});
  }
  return std::make_shared<const Decoder>(semeq::walk::Mlp(layers, semeq::dsp::default_isa()),
                                         std::move(scales));
}

// The point of a walk from its definition, through the decoder alone.
std::vector<float> expected_point(const Decoder& decoder, const VocabularyTables& tables,
                                  const WalkPoint& point) {
  std::vector<float> latent(kLatent);
  for (std::size_t i = 0; i < kLatent; ++i)
    latent[i] = tables.term_latents[point.start * kLatent + i] * (1.0F - point.alpha) +
                tables.term_latents[point.end * kLatent + i] * point.alpha;
  std::vector<float> params(kParams);
  decoder.decode(latent, params);
  for (const std::size_t column : kGainColumns)
    params[column] = std::clamp(params[column] * point.amount, -12.0F, 12.0F);
  return params;
}

}  // namespace

TEST_CASE("a walk decodes the points between its ends", "[walker]") {
  const VocabularyTables tables = random_tables();
  const auto decoder = random_decoder(tables);
  const Walker walker(decoder, tables);
  REQUIRE(walker.n_terms() == kTerms);
  const std::vector<WalkPoint> points = {
      {0, 1, 0.0F, 1.0F}, {0, 1, 1.0F, 1.0F}, {2, 1, 0.3F, 2.0F}, {1, 1, 0.5F, -1.0F}};
  std::vector<float> params(points.size() * kParams);
  walker.walk(points, params);
  for (std::size_t row = 0; row < points.size(); ++row) {
    const auto expected = expected_point(*decoder, tables, points[row]);
    for (std::size_t i = 0; i < kParams; ++i)
      CHECK(params[row * kParams + i] == Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("a decoder called back walks as the native one, within bounds", "[walker]") {
  const VocabularyTables tables = random_tables();
  const auto decoder = random_decoder(tables);
  const Walker native(decoder, tables);
  const Walker::Decode call = [&](std::span<const float> latents, std::span<float> params) {
    decoder->decode(latents, params);
    params.front() = std::numeric_limits<float>::quiet_NaN();
  };
  const Walker called(call, tables);
  const WalkPoint point{0, 2, 0.25F, 1.0F};
  std::vector<float> expected(kParams);
  std::vector<float> found(kParams);
  native.walk({&point, 1}, expected);
  called.walk({&point, 1}, found);
  CHECK(found.front() == -12.0F);  // where the NaN was
  for (std::size_t i = 1; i < kParams; ++i) CHECK(found[i] == expected[i]);
}

TEST_CASE("a blend is the sum of what its words add to the flat latent", "[walker]") {
  const VocabularyTables tables = random_tables();
  const auto decoder = random_decoder(tables);
  const Walker walker(decoder, tables);
  const std::vector<float> weights = {1.0F, 0.5F, -0.25F};
  std::vector<float> latent = tables.flat_latent;
  for (std::size_t term = 0; term < kTerms; ++term)
    for (std::size_t i = 0; i < kLatent; ++i)
      latent[i] +=
          weights[term] * (tables.term_latents[term * kLatent + i] - tables.flat_latent[i]);
  std::vector<float> expected(kParams);
  decoder->decode(latent, expected);
  const float amount = 1.0F;
  std::vector<float> found(kParams);
  walker.blend(weights, {&amount, 1}, found);
  for (std::size_t i = 0; i < kParams; ++i) CHECK(found[i] == Approx(expected[i]).epsilon(1e-5));
}

TEST_CASE("tables and arguments that do not agree are refused", "[walker]") {
  const VocabularyTables good = random_tables();
  const auto decoder = random_decoder(good);
  auto changed = good;
  changed.flat_latent.pop_back();
  CHECK_THROWS_AS(Walker(decoder, changed), std::invalid_argument);
  changed = good;
  changed.bounds.pop_back();
  CHECK_THROWS_AS(Walker(decoder, changed), std::invalid_argument);
  changed = good;
  std::swap(changed.bounds[0], changed.bounds[1]);
  CHECK_THROWS_AS(Walker(decoder, changed), std::invalid_argument);
  CHECK_THROWS_AS(Walker(std::shared_ptr<const Decoder>{}, good), std::invalid_argument);

  const Walker walker(decoder, good);
  std::vector<float> params(kParams);
  const WalkPoint nowhere{0, kTerms, 0.5F, 1.0F};
  CHECK_THROWS_AS(walker.walk({&nowhere, 1}, params), std::invalid_argument);
  const WalkPoint point{0, 1, 0.5F, 1.0F};
  CHECK_THROWS_AS(walker.walk({&point, 1}, std::span(params).first(5)), std::invalid_argument);
  CHECK_THROWS_AS(walker.decode(std::vector<float>(kLatent + 1), params, 0), std::invalid_argument);
  CHECK_THROWS_AS(walker.blend(std::vector<float>(2), std::vector<float>(1), params),
                  std::invalid_argument);
}
