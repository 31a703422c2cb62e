// What this core can do at best: independent multiply-adds on full vectors, out of registers.
// The cascade's kernel is arithmetic, so its time over this is how near the limit it is.
#include <benchmark/benchmark.h>

namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif

using V [[gnu::vector_size(kVectorBytes)]] = float;

// Twelve chains cover the latency of two multiply-adds a cycle.
constexpr int kChains = 12;
constexpr int kRounds = 1000;

void multiply_add_peak(benchmark::State& state) {
  V sums[kChains] = {};
  V factor = V{} + 0.5F;
  V term = V{} + 1.0F;
  benchmark::DoNotOptimize(factor);
  benchmark::DoNotOptimize(term);
  for (auto _ : state) {
    for (int round = 0; round < kRounds; ++round) {
#pragma GCC unroll 12
      for (V& sum : sums) sum = sum * factor + term;
    }
  }
  for (V& sum : sums) {
    benchmark::DoNotOptimize(sum);
    if (!(sum[0] > 1.99F && sum[0] <= 2.0F)) state.SkipWithError("the series does not end at 2");
  }
  state.SetItemsProcessed(state.iterations() * kRounds * kChains);
}
BENCHMARK(multiply_add_peak);

}  // namespace
