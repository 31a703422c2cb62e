#include "semeq/dsp/equalize.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <stdexcept>
#include <vector>

#include "block_system.hpp"
#include "semeq/dsp/cascade.hpp"

namespace semeq::dsp {

namespace {

// Samples times sections below which a thread costs more than it saves: starting
// one takes some 50 us, in which this many are filtered.
constexpr double kMinWorkPerThread = 200'000.0;

// A piece is at least this many times as long as its warm-up.
constexpr double kMinPiecePerWarmUp = 4.0;

// What is left of a wrong start after the warm-up, in units of T's rounding.
constexpr double kForgottenUlps = 1.0 / 256.0;

// Frames from `first` to before `last` of one channel. `before` holds the input that
// leads up to them: filtered from silence and thrown away, it leaves the filter in the
// state it would have come to by then. A copy, as the output may be the input.
template <typename T>
struct Piece {
  int channel;
  std::size_t first;
  std::size_t last;
  std::vector<T> before;
};

int threads_worth_starting(double work, int n_threads) noexcept {
  const int by_work = static_cast<int>(std::min(work / kMinWorkPerThread, 1024.0));
  return std::clamp(n_threads, 1, std::max(by_work, 1));
}

// Whole channels, unless there are threads enough for several pieces of each.
template <typename T>
std::vector<Piece<T>> cut(std::span<const Biquad> sections, AudioView<const T> in, int n_threads) {
  std::size_t n_pieces = 1;
  std::size_t n_before = 0;
  if (n_threads >= 2 * std::max(in.n_channels, 1)) {
    const double settling =
        settling_frames(sections, kForgottenUlps * std::numeric_limits<T>::epsilon());
    const double n_fitting = static_cast<double>(in.n_frames) / (kMinPiecePerWarmUp * settling);
    if (n_fitting >= 2.0) {
      const int n_wanted = n_threads / in.n_channels;
      n_pieces = static_cast<std::size_t>(std::min<double>(n_wanted, n_fitting));
      n_before = (static_cast<std::size_t>(settling) / kGroupFrames + 1) * kGroupFrames;
    }
  }
  // All take the same time: the first, which needs no warm-up, is longer by one. They
  // meet on the grid of frame groups, so that a frame goes through the same arithmetic.
  const std::size_t n_alone = (in.n_frames - n_before) / n_pieces;
  const auto start = [&](std::size_t i) {
    return i == 0 ? 0 : (n_before + i * n_alone) / kGroupFrames * kGroupFrames;
  };
  std::vector<Piece<T>> pieces;
  for (int c = 0; c < in.n_channels; ++c)
    for (std::size_t i = 0; i < n_pieces; ++i) {
      const T* const first = in.channels[c] + start(i);
      pieces.push_back({c, start(i), i + 1 == n_pieces ? in.n_frames : start(i + 1),
                        std::vector<T>(i == 0 ? first : first - n_before, first)});
    }
  return pieces;
}

template <typename T>
bool filter_piece(Cascade<T>& cascade, Piece<T>& piece, AudioView<const T> in, AudioView<T> out) {
  cascade.reset();
  T* const before = piece.before.data();
  const AudioView<T> lead_up{&before, 1, piece.before.size()};
  cascade.process(lead_up, lead_up);
  const T* const source = in.channels[piece.channel] + piece.first;
  T* const target = out.channels[piece.channel] + piece.first;
  const std::size_t n_frames = piece.last - piece.first;
  cascade.process({&source, 1, n_frames}, {&target, 1, n_frames});
  return cascade.is_finite();
}

}  // namespace

template <typename T>
bool equalize(std::span<const Biquad> sections, AudioView<const T> in, AudioView<T> out,
              int n_threads, Isa isa) {
  if (in.n_channels != out.n_channels || in.n_frames != out.n_frames)
    throw std::invalid_argument("in and out must have equal channels and frames");
  const double work =
      static_cast<double>(sections.size()) * in.n_channels * static_cast<double>(in.n_frames);
  const int n_worth = threads_worth_starting(work, n_threads);
  std::vector<Piece<T>> pieces = cut(sections, in, n_worth);
  const std::size_t n_used =
      std::clamp<std::size_t>(pieces.size(), 1, static_cast<std::size_t>(n_worth));

  // Whatever can throw does so here, and not on a thread of its own, where nobody catches.
  std::vector<Cascade<T>> cascades(n_used);
  for (Cascade<T>& cascade : cascades) cascade.prepare(sections, 1, isa);
  std::vector<char> finite(n_used, 1);

  // One piece at a time: its whole length goes through the cache once.
  const auto run_share = [&](std::size_t index) {
    bool all = true;
    for (std::size_t i = pieces.size() * index / n_used; i < pieces.size() * (index + 1) / n_used;
         ++i)
      all = filter_piece(cascades[index], pieces[i], in, out) && all;
    finite[index] = all;
  };
  // Not std::jthread: LLVM's C++ library, and so Apple's, has it only since version 20.
  std::vector<std::future<void>> threads;
  for (std::size_t index = 1; index < n_used; ++index)
    threads.push_back(std::async(std::launch::async, run_share, index));
  run_share(0);
  threads.clear();  // joins them
  return std::ranges::all_of(finite, [](char value) { return value != 0; });
}

template bool equalize(std::span<const Biquad>, AudioView<const float>, AudioView<float>, int, Isa);
template bool equalize(std::span<const Biquad>, AudioView<const double>, AudioView<double>, int,
                       Isa);

}  // namespace semeq::dsp
