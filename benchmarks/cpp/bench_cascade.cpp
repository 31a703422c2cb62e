// Throughput: whole recordings, and blocks. Compare with plain_loop and copy, which run
// in the same process; every case first checks its output against plain_loop's.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bands.hpp"
#include "semeq/dsp/cascade.hpp"

namespace {

using namespace semeq;

template <typename T>
void plain_loop(const std::vector<dsp::Biquad>& sections, const T* in, T* out, std::size_t n,
                std::vector<double>& states) {
  for (std::size_t frame = 0; frame < n; ++frame) {
    double signal = in[frame];
    for (std::size_t i = 0; i < sections.size(); ++i) {
      const dsp::Biquad& s = sections[i];
      const double x = signal;
      signal = s.b0 * x + states[2 * i];
      states[2 * i] = s.b1 * x - s.a1 * signal + states[2 * i + 1];
      states[2 * i + 1] = s.b2 * x - s.a2 * signal;
    }
    out[frame] = static_cast<T>(signal);
  }
}

template <typename T>
bool agrees(const std::vector<dsp::Biquad>& sections, const std::vector<T>& in,
            const std::vector<T>& out) {
  std::vector<T> expected(in.size());
  std::vector<double> states(2 * sections.size());
  plain_loop(sections, in.data(), expected.data(), in.size(), states);
  double worst = 0.0;
  for (std::size_t i = 0; i < in.size(); ++i)
    worst =
        std::max(worst, std::abs(static_cast<double>(out[i]) - static_cast<double>(expected[i])));
  return worst < (sizeof(T) == 4 ? 1.8e-6 : 1e-12);  // -115, -240 dBFS
}

void count_samples(benchmark::State& state, std::size_t n_frames) {
  state.SetItemsProcessed(static_cast<std::int64_t>(n_frames) * state.iterations());
}

// Arguments: sections, frames in all, frames a call.
template <typename T>
void cascade(benchmark::State& state) {
  const auto sections = bench::sections(static_cast<int>(state.range(0)));
  const auto in = bench::noise<T>(static_cast<std::size_t>(state.range(1)));
  const auto block = static_cast<std::size_t>(state.range(2));
  std::vector<T> out(in.size());
  dsp::Cascade<T> filter;
  filter.prepare(sections, 1);
  const auto run = [&] {
    for (std::size_t frame = 0; frame < in.size(); frame += block) {
      const T* source = in.data() + frame;
      T* target = out.data() + frame;
      const std::size_t n = std::min(block, in.size() - frame);
      filter.process({&source, 1, n}, {&target, 1, n});
    }
  };
  run();
  if (!agrees(sections, in, out)) return state.SkipWithError("output differs");
  for (auto _ : state) run();
  count_samples(state, in.size());
}

template <typename T>
void plain(benchmark::State& state) {
  const auto sections = bench::sections(static_cast<int>(state.range(0)));
  const auto in = bench::noise<T>(static_cast<std::size_t>(state.range(1)));
  std::vector<T> out(in.size());
  std::vector<double> states(2 * sections.size());
  for (auto _ : state) plain_loop(sections, in.data(), out.data(), in.size(), states);
  count_samples(state, in.size());
}

void copy(benchmark::State& state) {
  const auto in = bench::noise<float>(static_cast<std::size_t>(state.range(0)));
  std::vector<float> out(in.size());
  for (auto _ : state) {
    std::memcpy(out.data(), in.data(), in.size() * sizeof(float));
    benchmark::ClobberMemory();
  }
  if (out != in) return state.SkipWithError("output differs");
  count_samples(state, in.size());
}

void prepare(benchmark::State& state) {
  const auto sections = bench::sections(static_cast<int>(state.range(0)));
  dsp::Cascade<float> filter;
  for (auto _ : state) filter.prepare(sections, 2);
}

constexpr int kMinute = 60 * 48'000;

BENCHMARK(cascade<float>)
    ->ArgNames({"sections", "frames", "block"})
    ->ArgsProduct({{1, 5, 40}, {kMinute}, {kMinute}})
    ->ArgsProduct({{5}, {4'096}, {32, 64, 256, 1'024, 4'096}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(cascade<double>)
    ->ArgNames({"sections", "frames", "block"})
    ->ArgsProduct({{1, 5, 40}, {kMinute}, {kMinute}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(plain<float>)
    ->ArgNames({"sections", "frames"})
    ->Args({5, kMinute})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(copy)->ArgName("frames")->Arg(4'096)->Arg(kMinute)->Unit(benchmark::kMicrosecond);
BENCHMARK(prepare)->ArgName("sections")->Arg(5)->Arg(40);

}  // namespace
