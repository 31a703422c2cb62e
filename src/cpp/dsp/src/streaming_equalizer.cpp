#include "semeq/dsp/streaming_equalizer.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "flush_denormals.hpp"
#include "grid.hpp"
#include "kernels.hpp"
#include "moving_cascade.hpp"
#include "newest_value.hpp"
#include "parameter_ramp.hpp"
#include "segment_chain.hpp"
#include "silence.hpp"

namespace semeq::dsp {

namespace {

constexpr double kMinRampMs = 10.0;
constexpr double kMaxRampMs = 1'000.0;

// Frame groups to run after the last one of a ramp, until all four controls of the
// spline are the settled ones; one more, as that last group counts too.
constexpr int kSplineTail = 4;

// What the control threads hand over: everything the audio thread would otherwise
// have to work out.
template <typename T>
struct Target {
  std::vector<double> breakpoint;        // see MovingCascade
  std::vector<BlockSystem<T>> segments;  // the settled cascade
};

void check_bands(std::span<const Band> bands) {
  for (const Band& band : bands)
    if (!(std::isfinite(band.freq_hz) && band.freq_hz > 0.0 && std::isfinite(band.gain_db) &&
          std::isfinite(band.q) && band.q > 0.0))
      throw std::invalid_argument("bands must be finite with freq_hz > 0 and q > 0");
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
  ParameterRamp ramp;
  std::vector<double> breakpoint;  // scratch of the audio thread
  MovingCascade moving;
  int groups_to_move = 0;  // until the block kernel may take over
  bool is_planned = false;

  Impl(std::span<const Band> bands, const StreamConfig& cfg) : config(cfg) {
    const std::size_t n_segments = n_segments_for(bands.size());
    for (const Band& band : bands) kinds.push_back(band.kind);
    sections.resize(bands.size());
    breakpoint.resize(bands.size() * MovingCascade::kBandValues);
    Target<T> target;
    target.breakpoint.resize(breakpoint.size());
    target.segments.resize(n_segments);
    write_target(bands, target);
    newest.assign(target);

    kernel = kernel_for<T>(cfg.isa);
    grid.prepare(n_segments, cfg.n_channels);
    const double ramp_groups = cfg.ramp_ms * 1e-3 * cfg.sample_rate / kGroupFrames;
    ramp.prepare(target.breakpoint, static_cast<std::size_t>(std::ceil(ramp_groups)));
    moving.prepare(kinds, cfg.sample_rate, cfg.design);
    settle();
  }

  void write_target(std::span<const Band> bands, Target<T>& target) noexcept {
    for (std::size_t i = 0; i < bands.size(); ++i) {
      double* values = target.breakpoint.data() + i * MovingCascade::kBandValues;
      values[MovingCascade::kLogFreq] = std::log(bands[i].freq_hz);
      values[MovingCascade::kGainDb] = bands[i].gain_db;
      values[MovingCascade::kLogQ] = std::log(bands[i].q);
      sections[i] = design_band(bands[i], config.sample_rate, config.design);
    }
    build_segments<T>(sections, target.segments);
  }

  // Puts the newest bands in place without a ramp.
  void settle() noexcept {
    newest.update();
    ramp.jump(newest.current().breakpoint);
    moving.settle(newest.current().breakpoint);
    groups_to_move = 0;
    is_planned = false;
  }

  // What Grid asks of an engine. plan() decides once per frame group, also if the
  // group arrives in pieces.
  std::size_t plan(std::size_t n_groups) noexcept {
    if (is_planned) return groups_to_move > 0 ? 1 : n_groups;
    is_planned = true;
    if (newest.update()) {
      ramp.aim(newest.current().breakpoint);
      groups_to_move = kSplineTail;
    }
    if (!ramp.is_settled() || moving.is_sweeping()) groups_to_move = kSplineTail;
    if (groups_to_move == 0) return n_groups;
    ramp.read(breakpoint);
    moving.push(breakpoint);
    moving.begin_group();
    return 1;
  }

  void run(SegmentState<T>* states, const T* in, T* out, std::size_t n_groups) const noexcept {
    if (groups_to_move > 0)
      moving.run(states, in, out);
    else
      run_segments<T>(kernel, newest.current().segments, states, in, out, n_groups);
  }

  void advance(std::size_t) noexcept {
    if (groups_to_move > 0) {
      ramp.advance();
      --groups_to_move;
    }
    is_planned = false;
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
  if (impl_ == nullptr) throw std::logic_error("set_bands() needs prepare() before it");
  check_bands(bands);
  const auto has_kind = [](const Band& band, BandKind kind) { return band.kind == kind; };
  if (!std::ranges::equal(bands, impl_->kinds, has_kind))
    throw std::invalid_argument("a stream's bands keep their number and kinds");
  const std::scoped_lock lock(impl_->writers);
  impl_->write_target(bands, impl_->newest.to_write());
  impl_->newest.publish();
}

template <typename T>
void StreamingEqualizer<T>::process(AudioView<const T> in,
                                    AudioView<T> out) noexcept SEMEQ_NONBLOCKING {
  if (impl_ == nullptr) return fill_with_silence(out);
  const FlushDenormals flush;
  impl_->grid.process(in, out, *impl_);
  // A NaN would otherwise stay in the states for good.
  if (!impl_->grid.is_finite()) impl_->grid.silence();
}

template <typename T>
void StreamingEqualizer<T>::reset() noexcept SEMEQ_NONBLOCKING {
  if (impl_ == nullptr) return;
  impl_->grid.silence();
  impl_->settle();
}

template class StreamingEqualizer<float>;
template class StreamingEqualizer<double>;

}  // namespace semeq::dsp
