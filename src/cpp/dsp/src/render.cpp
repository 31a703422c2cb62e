#include "semeq/dsp/render.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include "semeq/dsp/cascade.hpp"

namespace semeq::dsp {

namespace {

// Samples times sections below which a thread costs more than it saves: starting
// one takes some 50 us, in which this many are filtered.
constexpr double kMinWorkPerThread = 200'000.0;

int threads_worth_starting(double work, int n_threads, int n_channels) noexcept {
  const int by_work = static_cast<int>(std::min(work / kMinWorkPerThread, 1024.0));
  return std::clamp(std::min(by_work, n_threads), 1, n_channels);
}

// One channel at a time: its whole length goes through the cache once.
template <typename T>
bool render_channels(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
                     Isa isa) {
  Cascade<T> cascade;
  cascade.prepare(sections, 1, isa);
  bool finite = true;
  for (int c = 0; c < in.n_channels; ++c) {
    cascade.process({in.channels + c, 1, in.n_frames}, {out.channels + c, 1, in.n_frames});
    finite = finite && cascade.is_finite();
    cascade.reset();
  }
  return finite;
}

}  // namespace

template <typename T>
bool render(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
            int n_threads, Isa isa) {
  const double work =
      static_cast<double>(sections.size()) * in.n_channels * static_cast<double>(in.n_frames);
  const int n_used = threads_worth_starting(work, n_threads, in.n_channels);
  if (n_used == 1) return render_channels<T>(sections, in, out, isa);

  std::vector<char> finite(static_cast<std::size_t>(n_used), 1);
  const auto run_share = [&](int index) {
    const int first = in.n_channels * index / n_used;
    const int count = in.n_channels * (index + 1) / n_used - first;
    finite[static_cast<std::size_t>(index)] =
        render_channels<T>(sections, {in.channels + first, count, in.n_frames},
                           {out.channels + first, count, in.n_frames}, isa);
  };
  std::vector<std::jthread> threads;
  for (int index = 1; index < n_used; ++index) threads.emplace_back(run_share, index);
  run_share(0);
  threads.clear();
  return std::all_of(finite.begin(), finite.end(), [](char value) { return value != 0; });
}

template bool render(std::span<const Biquad>, AudioView<const float>, AudioView<float>, int, Isa);
template bool render(std::span<const Biquad>, AudioView<const double>, AudioView<double>, int, Isa);

}  // namespace semeq::dsp
