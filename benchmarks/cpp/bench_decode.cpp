// One latent to params, on a network of the shipped decoder's size. Before timing, its output
// is checked against the same network in double precision.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "semeq/dsp/isa.hpp"
#include "walk/decoder.hpp"

namespace {

using namespace semeq;

constexpr std::size_t kLatent = 32;
constexpr std::size_t kWide = 320;
constexpr std::size_t kOutputs = 13;

walk::LinearWeights random_layer(std::size_t n_in, std::size_t n_out, std::mt19937& random) {
  std::normal_distribution<float> normal(0.0F, 1.0F / std::sqrt(static_cast<float>(n_in)));
  walk::LinearWeights layer{n_in, n_out, std::vector<float>(n_in * n_out),
                            std::vector<float>(n_out)};
  for (float& weight : layer.weight) {
    // a bfloat16 value
    weight = std::bit_cast<float>(std::bit_cast<std::uint32_t>(normal(random)) & 0xFFFF'0000U);
  }
  for (float& bias : layer.bias) bias = normal(random);
  return layer;
}

std::vector<double> plain(const std::vector<walk::LinearWeights>& layers,
                          const std::vector<float>& latent) {
  std::vector<double> values(latent.begin(), latent.end());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const walk::LinearWeights& layer = layers[l];
    std::vector<double> next(layer.bias.begin(), layer.bias.end());
    for (std::size_t out = 0; out < layer.n_out; ++out) {
      for (std::size_t in = 0; in < layer.n_in; ++in)
        next[out] += static_cast<double>(layer.weight[out * layer.n_in + in]) * values[in];
      if (l + 1 < layers.size()) next[out] /= 1.0 + std::exp(-next[out]);
    }
    values = next;
  }
  return values;
}

void decode(benchmark::State& state) {
  std::mt19937 random(1);
  const std::vector<walk::LinearWeights> layers = {random_layer(kLatent, kWide, random),
                                                   random_layer(kWide, kWide, random),
                                                   random_layer(kWide, kOutputs, random)};
  // Gains: unit values map to [-1, 1], where the network's own outputs are.
  const walk::ParamScale scale{-1.0F, 2.0F, false, -1.0F, 1.0F};
  const walk::Decoder decoder({layers, dsp::default_isa()},
                              std::vector<walk::ParamScale>(kOutputs, scale));
  std::vector<float> latent(kLatent);
  std::normal_distribution<float> normal;
  for (float& value : latent) value = normal(random);
  std::vector<float> params(kOutputs);
  decoder.decode(latent, params);
  const std::vector<double> expected = plain(layers, latent);
  for (std::size_t i = 0; i < kOutputs; ++i)
    if (!(std::abs(params[i] - std::clamp(expected[i], -1.0, 1.0)) < 1e-5))
      return state.SkipWithError("output differs");
  for (auto _ : state) {
    decoder.decode(latent, params);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(decode);

}  // namespace
