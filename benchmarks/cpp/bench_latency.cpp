// Latency of single StreamingEqualizer::process calls: p50, p99 and p99.9 in nanoseconds, at rest
// and while the settings change with every block.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "bands.hpp"
#include "semeq/dsp/streaming_equalizer.hpp"

namespace {

using namespace semeq;

// Arguments: frames a block, whether settings change.
void stream_latency(benchmark::State& state) {
  const auto block = static_cast<std::size_t>(state.range(0));
  const bool moves = state.range(1) != 0;
  auto bands = bench::bands(5);
  dsp::StreamingEqualizer<float> stream;
  stream.prepare(bands, {.sample_rate = 48'000.0, .n_channels = 1});
  const auto in = bench::noise<float>(block);
  std::vector<float> out(block);
  const float* const source = in.data();
  float* const target = out.data();
  std::vector<double> times_ns;
  times_ns.reserve(1 << 20);
  for (auto _ : state) {
    if (moves) {
      bands[0].gain_db = -bands[0].gain_db;
      stream.set_bands(bands);
    }
    const auto start = std::chrono::steady_clock::now();
    stream.process({&source, 1, block}, {&target, 1, block});
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(time.count());
    times_ns.push_back(time.count() * 1e9);
  }
  std::ranges::sort(times_ns);
  const auto quantile = [&](double q) {
    return times_ns[static_cast<std::size_t>(q * static_cast<double>(times_ns.size() - 1))];
  };
  state.counters["p50_ns"] = quantile(0.5);
  state.counters["p99_ns"] = quantile(0.99);
  state.counters["p99.9_ns"] = quantile(0.999);
}

BENCHMARK(stream_latency)
    ->ArgNames({"block", "moves"})
    ->ArgsProduct({{32, 64, 128, 256, 512, 1'024}, {0, 1}})
    ->UseManualTime();

}  // namespace
