#include "moving_cascade.hpp"

#include <algorithm>
#include <cmath>

namespace semeq::dsp {

namespace {

using Weights = std::array<double, 4>;

constexpr std::array<Weights, kBlockFrames> kSpline = [] {
  std::array<Weights, kBlockFrames> weights{};
  for (int frame = 0; frame < kBlockFrames; ++frame) {
    const double u = static_cast<double>(frame) / kBlockFrames;
    const double v = 1.0 - u;
    weights[static_cast<std::size_t>(frame)] = {
        v * v * v / 6.0, (3.0 * u * u * u - 6.0 * u * u + 4.0) / 6.0,
        (3.0 * v * v * v - 6.0 * v * v + 4.0) / 6.0, u * u * u / 6.0};
  }
  return weights;
}();

}  // namespace

void MovingCascade::prepare(std::span<const BandKind> kinds, double sample_rate, Design design) {
  kinds_.assign(kinds.begin(), kinds.end());
  sample_rate_ = sample_rate;
  design_ = design;
  for (auto& control : controls_) control.assign(kinds.size(), SvfCoefs{});
  next_ = 0;
  steps_.assign(kinds.size() * kBlockFrames, SvfStep(SvfCoefs{}));
}

void MovingCascade::push(std::span<const double> points) noexcept {
  std::vector<SvfCoefs>& control = controls_[next_];
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const double* point = points.data() + i * kPointValues;
    const Band band{kinds_[i], std::exp(point[kLogFreq]), point[kGainDb], std::exp(point[kLogQ])};
    control[i] = svf_from_biquad(design_band(band, sample_rate_, design_));
  }
  next_ = (next_ + 1) % kControlPoints;
}

void MovingCascade::begin_block() noexcept {
  for (std::size_t band = 0; band < kinds_.size(); ++band) {
    const SvfCoefs& c0 = controls_[next_][band];
    const SvfCoefs& c1 = controls_[(next_ + 1) % kControlPoints][band];
    const SvfCoefs& c2 = controls_[(next_ + 2) % kControlPoints][band];
    const SvfCoefs& c3 = controls_[(next_ + 3) % kControlPoints][band];
    for (std::size_t frame = 0; frame < kBlockFrames; ++frame) {
      const Weights& w = kSpline[frame];
      const auto blend = [&](double SvfCoefs::* value) {
        return w[0] * c0.*value + w[1] * c1.*value + w[2] * c2.*value + w[3] * c3.*value;
      };
      steps_[band * kBlockFrames + frame] =
          SvfStep({blend(&SvfCoefs::g), blend(&SvfCoefs::k), blend(&SvfCoefs::mix_in),
                   blend(&SvfCoefs::mix_band), blend(&SvfCoefs::mix_low)});
    }
  }
}

template <typename T>
void MovingCascade::run(GroupState<T>* states, const T* in, T* out) const noexcept {
  std::array<double, kBlockFrames> signal{};
  std::copy_n(in, kBlockFrames, signal.begin());
  for (std::size_t band = 0; band < kinds_.size(); ++band) {
    T* stored = states[band / kMaxGroupSections].values + 2 * (band % kMaxGroupSections);
    double state[2] = {stored[0], stored[1]};
    const SvfStep* step = steps_.data() + band * kBlockFrames;
    for (std::size_t frame = 0; frame < kBlockFrames; ++frame)
      signal[frame] = step[frame](signal[frame], state);
    stored[0] = static_cast<T>(state[0]);
    stored[1] = static_cast<T>(state[1]);
  }
  std::transform(signal.begin(), signal.end(), out,
                 [](double value) { return static_cast<T>(value); });
}

template void MovingCascade::run(GroupState<float>*, const float*, float*) const noexcept;
template void MovingCascade::run(GroupState<double>*, const double*, double*) const noexcept;

}  // namespace semeq::dsp
