#include <algorithm>
#include <bit>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "semeq/dsp/isa.hpp"
#include "walk/decoder.hpp"
#include "walk/walk_table.hpp"

using Catch::Approx;
using semeq::walk::Decoder;
using semeq::walk::LinearWeights;
using semeq::walk::Mlp;
using semeq::walk::ParamScale;
using semeq::walk::WalkTable;
namespace dsp = semeq::dsp;

namespace {

float to_bfloat16(float value) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & 0xFFFF'0000U);
}

LinearWeights random_layer(std::size_t n_in, std::size_t n_out, std::mt19937& random,
                           float gain = 1.0F) {
  std::normal_distribution<float> normal(0.0F, gain / std::sqrt(static_cast<float>(n_in)));
  LinearWeights layer{n_in, n_out, std::vector<float>(n_in * n_out), std::vector<float>(n_out)};
  for (float& weight : layer.weight) weight = to_bfloat16(normal(random));
  for (float& bias : layer.bias) bias = normal(random);
  return layer;
}

const std::vector<ParamScale> kScales = {
    {-12.0F, 24.0F, false, -12.0F, 12.0F},
    {std::log(22.0F), std::log(1000.0F / 22.0F), true, 22.0F, 1000.0F},
    {std::log(0.1F), std::log(100.0F), true, 0.1F, 10.0F}};

// Sizes that fill no vector: every tail of every kernel is reached.
std::vector<LinearWeights> odd_network(float gain = 1.0F) {
  std::mt19937 random(7);
  return {random_layer(5, 83, random, gain), random_layer(83, 37, random, gain),
          random_layer(37, 3, random)};
}

// The same network in double precision, straight from its definition.
std::vector<double> reference(const std::vector<LinearWeights>& layers, const float* latent) {
  std::vector<double> values(latent, latent + layers.front().n_in);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    std::vector<double> next(layers[l].bias.begin(), layers[l].bias.end());
    for (std::size_t out = 0; out < layers[l].n_out; ++out) {
      for (std::size_t in = 0; in < layers[l].n_in; ++in)
        next[out] += static_cast<double>(layers[l].weight[out * layers[l].n_in + in]) * values[in];
      if (l + 1 < layers.size()) next[out] /= 1.0 + std::exp(-next[out]);
    }
    values = next;
  }
  for (std::size_t i = 0; i < kScales.size(); ++i) {
    const double unit = std::clamp(0.5 * (values[i] + 1.0), 0.0, 1.0);
    const double affine = unit * kScales[i].span + kScales[i].low;
    values[i] = kScales[i].is_log ? std::exp(affine) : affine;
  }
  return values;
}

// The second layer with all digits of float32, which is packed another way.
std::vector<LinearWeights> mixed_network() {
  auto layers = odd_network();
  for (float& weight : layers[1].weight) weight *= 1.0001F;
  return layers;
}

std::vector<float> random_latents(std::size_t n_rows, float spread) {
  std::mt19937 random(11);
  std::normal_distribution<float> normal(0.0F, spread);
  std::vector<float> latents(n_rows * 5);
  for (float& value : latents) value = normal(random);
  return latents;
}

}  // namespace

TEST_CASE("every instruction set decodes what the definition says", "[decoder]") {
  const auto layers = GENERATE(odd_network(), mixed_network());
  for (const dsp::Isa isa : dsp::runnable_isas()) {
    const Decoder decoder({layers, isa}, kScales);
    for (const float spread : {0.1F, 1.0F, 30.0F}) {
      const std::vector<float> latents = random_latents(101, spread);
      std::vector<float> params(101 * 3);
      decoder.decode(latents, params);
      for (std::size_t row = 0; row < 101; ++row) {
        const auto expected = reference(layers, &latents[row * 5]);
        for (std::size_t i = 0; i < 3; ++i) {
          INFO(dsp::isa_name(isa) << ", spread " << spread << ", row " << row << ", param " << i);
          // Rounding grows with the sums.
          const double tolerance = 1e-5 * std::max(1.0F, spread / 10.0F);
          CHECK(params[row * 3 + i] == Approx(expected[i]).epsilon(tolerance).margin(1e-4));
        }
      }
    }
  }
}

TEST_CASE("a row does not depend on the rows beside it", "[decoder]") {
  for (const dsp::Isa isa : dsp::runnable_isas()) {
    const Decoder decoder({mixed_network(), isa}, kScales);
    const std::vector<float> latents = random_latents(131, 1.0F);
    std::vector<float> together(131 * 3);
    decoder.decode(latents, together);
    for (std::size_t row = 0; row < 131; ++row) {
      std::vector<float> alone(3);
      decoder.decode({&latents[row * 5], 5}, alone);
      for (std::size_t i = 0; i < 3; ++i) CHECK(alone[i] == together[row * 3 + i]);
    }
  }
}

TEST_CASE("whatever goes in, params stay within bounds", "[decoder]") {
  const Decoder decoder({odd_network(), dsp::default_isa()}, kScales);
  constexpr float kInf = std::numeric_limits<float>::infinity();
  for (const float value : {0.0F, 1e30F, -1e30F, kInf, -kInf, std::nanf("")}) {
    const std::vector<float> latent(5, value);
    std::vector<float> params(3);
    decoder.decode(latent, params);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(params[i] >= kScales[i].lowest);
      CHECK(params[i] <= kScales[i].highest);
    }
  }
}

TEST_CASE("sizes that do not chain are refused", "[decoder]") {
  const dsp::Isa isa = dsp::default_isa();
  auto layers = odd_network();
  CHECK_THROWS_AS(Mlp({}, isa), std::invalid_argument);
  CHECK_THROWS_AS(Mlp({layers[0], layers[2]}, isa), std::invalid_argument);
  CHECK_THROWS_AS(Decoder(Mlp({layers[0], layers[1]}, isa), kScales), std::invalid_argument);
  layers[1].weight.pop_back();
  CHECK_THROWS_AS(Mlp(layers, isa), std::invalid_argument);

  const Decoder decoder({odd_network(), isa}, kScales);
  std::vector<float> params(3);
  CHECK_THROWS_AS(decoder.decode(std::vector<float>(6), params), std::invalid_argument);
  CHECK_THROWS_AS(decoder.decode(std::vector<float>(10), params), std::invalid_argument);
  decoder.decode({}, {});
}

TEST_CASE("a walk table interpolates to within rounding", "[decoder]") {
  const Decoder decoder({odd_network(), dsp::default_isa()}, kScales);
  const std::vector<float> ends = random_latents(2, 1.0F);
  const std::span<const float> start(ends.data(), 5);
  const std::span<const float> end(ends.data() + 5, 5);
  const auto table = WalkTable::build(decoder, start, end, -1.0, 2.0);
  REQUIRE(table.has_value());
  if (!table) return;  // what REQUIRE has settled, said to the analyzer
  for (int i = 0; i <= 1000; ++i) {
    const double alpha = -1.0 + 0.003 * i;
    std::vector<float> latent(5);
    for (std::size_t k = 0; k < 5; ++k)
      latent[k] = static_cast<float>(start[k] * (1.0 - alpha) + end[k] * alpha);
    std::vector<float> expected(3);
    decoder.network().run(latent, expected);
    std::vector<float> found(3);
    table->at(alpha, found.data());
    for (std::size_t k = 0; k < 3; ++k) CHECK(found[k] == Approx(expected[k]).margin(3e-6));
  }
}

TEST_CASE("no table is built where a network is not smooth enough", "[decoder]") {
  const Decoder wild({odd_network(40.0F), dsp::default_isa()}, kScales);
  const std::vector<float> ends = random_latents(2, 1.0F);
  CHECK_FALSE(WalkTable::build(wild, {ends.data(), 5}, {ends.data() + 5, 5}, 0.0, 1.0));
}
