#include "semeq/dsp/streaming_equalizer.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "group_chain.hpp"
#include "moving_cascade.hpp"
#include "parameter_ramp.hpp"
#include "semeq/dsp/newest_value.hpp"

namespace semeq::dsp {

namespace {

constexpr double kMinRampMs = 10.0;
constexpr double kMaxRampMs = 1'000.0;

// Blocks to run after the last one of a ramp, until all four control points of the
// spline are the settled ones; one more, as that last block counts too.
constexpr int kSplineTail = 4;

// What the control threads hand over: everything the audio thread would otherwise
// have to work out.
template <typename T>
struct Target {
  std::vector<double> points;          // see MovingCascade
  std::vector<BlockSystem<T>> groups;  // the settled cascade
};

void check_bands(std::span<const Band> bands) {
  for (const Band& band : bands) {
    if (!(std::isfinite(band.freq_hz) && band.freq_hz > 0.0 && std::isfinite(band.gain_db) &&
          std::isfinite(band.q) && band.q > 0.0))
      throw std::invalid_argument("bands must be finite with freq_hz > 0 and q > 0");
  }
}

}  // namespace

template <typename T>
struct StreamingEqualizer<T>::Impl {
  StreamConfig config;
  std::vector<BandKind> kinds;
  std::mutex writers;            // control threads take turns
  std::vector<Biquad> sections;  // scratch of the writer whose turn it is
  NewestValue<Target<T>> newest;

  BlockKernel<T> kernel = nullptr;
  Grid<T> grid;
  std::vector<GroupState<T>> states;   // of all groups, channel by channel
  std::vector<GroupState<T>> scratch;  // of all groups
  ParameterRamp ramp;
  std::vector<double> points;
  MovingCascade moving;
  int blocks_to_move = 0;  // until the block kernel may take over
  bool is_planned = false;

  Impl(std::span<const Band> bands, const StreamConfig& cfg) : config(cfg) {
    const std::size_t n_groups = n_groups_for(bands.size());
    for (const Band& band : bands) kinds.push_back(band.kind);
    sections.resize(bands.size());
    points.resize(bands.size() * MovingCascade::kPointValues);
    Target<T> target;
    target.points.resize(points.size());
    target.groups.resize(n_groups);
    write_target(bands, target);
    newest.assign(target);

    kernel = kernel_for<T>(cfg.isa);
    grid.prepare(cfg.n_channels);
    states.resize(n_groups * static_cast<std::size_t>(cfg.n_channels));
    scratch.resize(n_groups);
    const double ramp_blocks = cfg.ramp_ms * 1e-3 * cfg.sample_rate / kBlockFrames;
    ramp.prepare(target.points, static_cast<std::size_t>(std::ceil(ramp_blocks)));
    moving.prepare(kinds, cfg.sample_rate, cfg.design);
    settle();
  }

  void write_target(std::span<const Band> bands, Target<T>& target) noexcept {
    for (std::size_t i = 0; i < bands.size(); ++i) {
      double* point = target.points.data() + i * MovingCascade::kPointValues;
      point[MovingCascade::kLogFreq] = std::log(bands[i].freq_hz);
      point[MovingCascade::kGainDb] = bands[i].gain_db;
      point[MovingCascade::kLogQ] = std::log(bands[i].q);
      sections[i] = design_band(bands[i], config.sample_rate, config.design);
    }
    build_groups<T>(sections, target.groups);
  }

  // Puts the newest bands in place without a ramp.
  void settle() noexcept {
    newest.update();
    ramp.jump(newest.current().points);
    moving.settle(newest.current().points);
    blocks_to_move = 0;
    is_planned = false;
  }

  // What Grid asks of an engine. plan() decides once per block, also if the block
  // arrives in pieces.
  std::size_t plan(std::size_t n_blocks) noexcept {
    if (is_planned) return blocks_to_move > 0 ? 1 : n_blocks;
    is_planned = true;
    if (newest.update()) {
      ramp.aim(newest.current().points);
      blocks_to_move = kSplineTail;
    }
    if (!ramp.is_settled() || moving.is_sweeping()) blocks_to_move = kSplineTail;
    if (blocks_to_move == 0) return n_blocks;
    ramp.read(points);
    moving.push(points);
    moving.begin_block();
    return 1;
  }

  void run(int channel, const T* in, T* out, std::size_t n_blocks) noexcept {
    run_on(state_of(channel), in, out, n_blocks);
  }

  void preview(int channel, const T* in, T* out) noexcept {
    std::copy_n(state_of(channel), scratch.size(), scratch.data());
    run_on(scratch.data(), in, out, 1);
  }

  void advance(std::size_t) noexcept {
    if (blocks_to_move > 0) {
      ramp.advance();
      --blocks_to_move;
    }
    is_planned = false;
  }

  void run_on(GroupState<T>* state, const T* in, T* out, std::size_t n_blocks) noexcept {
    if (blocks_to_move > 0)
      moving.run(state, in, out);
    else
      run_groups<T>(kernel, newest.current().groups, state, in, out, n_blocks);
  }

  GroupState<T>* state_of(int channel) noexcept {
    return states.data() + static_cast<std::size_t>(channel) * scratch.size();
  }

  void silence() noexcept {
    std::fill(states.begin(), states.end(), GroupState<T>{});
    grid.reset();
  }

  // A NaN would otherwise stay in the states for good.
  void recover() noexcept {
    if (!all_finite<T>(states) || !grid.is_finite()) silence();
  }
};

template <typename T>
StreamingEqualizer<T>::StreamingEqualizer() = default;
template <typename T>
StreamingEqualizer<T>::~StreamingEqualizer() = default;
template <typename T>
StreamingEqualizer<T>::StreamingEqualizer(StreamingEqualizer&&) noexcept = default;
template <typename T>
StreamingEqualizer<T>& StreamingEqualizer<T>::operator=(StreamingEqualizer&&) noexcept = default;

template <typename T>
void StreamingEqualizer<T>::prepare(std::span<const Band> bands, const StreamConfig& config) {
  check_bands(bands);
  if (!(std::isfinite(config.sample_rate) && config.sample_rate > 0.0))
    throw std::invalid_argument("sample_rate must be finite and > 0");
  if (config.n_channels < 1) throw std::invalid_argument("n_channels must be at least 1");
  if (!(config.ramp_ms >= kMinRampMs && config.ramp_ms <= kMaxRampMs))
    throw std::invalid_argument("ramp_ms must be from 10 to 1000");
  impl_ = std::make_unique<Impl>(bands, config);
}

template <typename T>
void StreamingEqualizer<T>::set_bands(std::span<const Band> bands) {
  check_bands(bands);
  const auto has_kind = [](const Band& band, BandKind kind) { return band.kind == kind; };
  if (!std::equal(bands.begin(), bands.end(), impl_->kinds.begin(), impl_->kinds.end(), has_kind))
    throw std::invalid_argument("a stream's bands keep their number and kinds");
  const std::scoped_lock lock(impl_->writers);
  impl_->write_target(bands, impl_->newest.to_write());
  impl_->newest.publish();
}

template <typename T>
void StreamingEqualizer<T>::process(AudioView<const T> in, AudioView<T> out) noexcept SEMEQ_NONBLOCKING {
  const FlushDenormals flush;
  impl_->grid.process(in, out, *impl_);
  impl_->recover();
}

template <typename T>
void StreamingEqualizer<T>::reset() noexcept SEMEQ_NONBLOCKING {
  impl_->silence();
  impl_->settle();
}

template class StreamingEqualizer<float>;
template class StreamingEqualizer<double>;

}  // namespace semeq::dsp
