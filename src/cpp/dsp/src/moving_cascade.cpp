#include "moving_cascade.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace semeq::dsp {

namespace {

using Values = std::array<double, kGroupFrames>;

// What each control weighs at each frame of a group.
constexpr std::array<Values, 4> kSpline = [] {
  std::array<Values, 4> weights{};
  for (std::size_t frame = 0; frame < kGroupFrames; ++frame) {
    const double u = static_cast<double>(frame) / kGroupFrames;
    const double v = 1.0 - u;
    weights[0][frame] = v * v * v / 6.0;
    weights[1][frame] = (3.0 * u * u * u - 6.0 * u * u + 4.0) / 6.0;
    weights[2][frame] = (3.0 * v * v * v - 6.0 * v * v + 4.0) / 6.0;
    weights[3][frame] = u * u * u / 6.0;
  }
  return weights;
}();

Values blend(double c0, double c1, double c2, double c3) noexcept {
  Values values;
  for (std::size_t frame = 0; frame < kGroupFrames; ++frame)
    values[frame] = kSpline[0][frame] * c0 + kSpline[1][frame] * c1 + kSpline[2][frame] * c2 +
                    kSpline[3][frame] * c3;
  return values;
}

// What a band becomes while its frequency moves by `speed` nepers a second. A resonance of
// Q q and frequency f dies within q / (pi f) seconds; the product with the speed tells
// whether the sweep outruns it. Constants by search: of cuts of 3 to 12 dB at Q 4 that jump
// 8 kHz -> 62 Hz or back in 10 ms, none rises above 0 dB by 0.2, whatever the tone.
Band while_sweeping(Band band, double speed) noexcept {
  const double resonance_q = band.q * std::pow(10.0, band.gain_db / 40.0);
  const double outrun = 25.0 * speed * resonance_q / band.freq_hz;
  const double share = outrun * outrun / (1.0 + outrun * outrun);
  const double strength = 0.02 * speed * std::sqrt(band.freq_hz / 500.0) * share;
  band.gain_db /= 1.0 + strength * strength;
  band.q /= std::pow(1.0 + 100.0 * strength * strength, 0.3);
  return band;
}

}  // namespace

void MovingCascade::prepare(std::span<const BandKind> kinds, double sample_rate, Design design) {
  kinds_.assign(kinds.begin(), kinds.end());
  sample_rate_ = sample_rate;
  design_ = design;
  for (auto& control : controls_) control.assign(kinds.size(), SvfCoefs{});
  next_ = 0;
  newest_.assign(kinds.size() * kBandValues, std::numeric_limits<double>::quiet_NaN());
  n_former_ = static_cast<std::size_t>(
      std::ceil(kSweepMemorySeconds * sample_rate / static_cast<double>(kGroupFrames)));
  former_log_freqs_.assign(kinds.size() * n_former_, 0.0);
  oldest_ = 0;
  is_sweeping_ = false;
  steps_.assign(kinds.size(), BandSteps{});
}

void MovingCascade::settle(std::span<const double> breakpoint) noexcept {
  std::ranges::fill(newest_, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < kControls; ++i) push(breakpoint);
}

void MovingCascade::push(std::span<const double> breakpoint) noexcept {
  std::vector<SvfCoefs>& control = controls_[next_];
  const std::vector<SvfCoefs>& former = controls_[(next_ + kControls - 1) % kControls];
  const bool swept = is_sweeping_;
  is_sweeping_ = false;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const double* given = breakpoint.data() + i * kBandValues;
    const double speed = sweep_speed(i, given[kLogFreq]);
    const bool sweeps = kinds_[i] == BandKind::peak && given[kGainDb] < 0.0 && speed > 0.0;
    is_sweeping_ = is_sweeping_ || sweeps;
    if (!swept && !sweeps &&
        std::equal(given, given + kBandValues, newest_.data() + i * kBandValues)) {
      control[i] = former[i];  // designing is what costs
      continue;
    }
    const Band band{kinds_[i], std::exp(given[kLogFreq]), given[kGainDb], std::exp(given[kLogQ])};
    control[i] = svf_from_biquad(
        design_band(sweeps ? while_sweeping(band, speed) : band, sample_rate_, design_));
  }
  oldest_ = (oldest_ + 1) % n_former_;
  std::ranges::copy(breakpoint, newest_.begin());
  next_ = (next_ + 1) % kControls;
}

// How fast the frequency has moved over the memory, in nepers a second; the new frequency takes
// the place of the oldest one.
double MovingCascade::sweep_speed(std::size_t band, double log_freq) noexcept {
  double* const ring = former_log_freqs_.data() + band * n_former_;
  if (std::isnan(newest_[band * kBandValues])) std::fill(ring, ring + n_former_, log_freq);
  const double moved = std::abs(log_freq - ring[oldest_]);
  ring[oldest_] = log_freq;
  return moved * sample_rate_ / (static_cast<double>(n_former_) * kGroupFrames);
}

void MovingCascade::begin_group() noexcept {
  for (std::size_t band = 0; band < kinds_.size(); ++band) {
    const SvfCoefs& c0 = controls_[next_][band];
    const SvfCoefs& c1 = controls_[(next_ + 1) % kControls][band];
    const SvfCoefs& c2 = controls_[(next_ + 2) % kControls][band];
    const SvfCoefs& c3 = controls_[(next_ + 3) % kControls][band];
    const Values g = blend(c0.g, c1.g, c2.g, c3.g);
    const Values k = blend(c0.k, c1.k, c2.k, c3.k);
    BandSteps& steps = steps_[band];
    for (std::size_t frame = 0; frame < kGroupFrames; ++frame) {
      steps.a1[frame] = 1.0 / (1.0 + g[frame] * (g[frame] + k[frame]));
      steps.a2[frame] = g[frame] * steps.a1[frame];
      steps.a3[frame] = g[frame] * steps.a2[frame];
    }
    steps.mix_in = blend(c0.mix_in, c1.mix_in, c2.mix_in, c3.mix_in);
    steps.mix_band = blend(c0.mix_band, c1.mix_band, c2.mix_band, c3.mix_band);
    steps.mix_low = blend(c0.mix_low, c1.mix_low, c2.mix_low, c3.mix_low);
  }
}

template <typename T>
void MovingCascade::run(SegmentState<T>* states, const T* in, T* out) const noexcept {
  std::array<double, kGroupFrames> signal{};
  std::copy_n(in, kGroupFrames, signal.begin());
  for (std::size_t band = 0; band < kinds_.size(); ++band) {
    T* stored = states[band / kMaxSegmentSections].values + 2 * (band % kMaxSegmentSections);
    double state[2] = {stored[0], stored[1]};
    const BandSteps& s = steps_[band];
    for (std::size_t frame = 0; frame < kGroupFrames; ++frame) {
      const SvfStep step{s.a1[frame],     s.a2[frame],       s.a3[frame],
                         s.mix_in[frame], s.mix_band[frame], s.mix_low[frame]};
      signal[frame] = step(signal[frame], state);
    }
    stored[0] = static_cast<T>(state[0]);
    stored[1] = static_cast<T>(state[1]);
  }
  std::ranges::transform(signal, out, [](double value) { return static_cast<T>(value); });
}

template void MovingCascade::run(SegmentState<float>*, const float*, float*) const noexcept;
template void MovingCascade::run(SegmentState<double>*, const double*, double*) const noexcept;

}  // namespace semeq::dsp
