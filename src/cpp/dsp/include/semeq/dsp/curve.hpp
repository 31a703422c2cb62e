#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "semeq/dsp/design.hpp"
#include "semeq/dsp/params.hpp"

namespace semeq::dsp {

struct CurveKernel;

// Magnitude curves of rbj bands with their exact derivatives, for fits by least squares.
//
// An rbj section is the bilinear transform of an analog prototype, so its response at f is the
// prototype's at x = tan(pi f / fs) / tan(pi f0 / fs) (R. Bristow-Johnson, "Audio EQ Cookbook").
//
// Frequencies are clamped to 0.001 Hz and 0.4999 times the sample rate, where tan() has its
// pole; bands stop at kMaxRbjFrequency as design_band() stops them, and their derivative by
// frequency is 0 from there on. The constructor allocates, the other methods do not.
class CurvePoints {
 public:
  // Precondition: frequencies >= 0, finite; sample_rate > 0.
  CurvePoints(std::span<const double> freq_hz, double sample_rate);

  [[nodiscard]] std::size_t size() const noexcept { return warped2_.size(); }

  // One band: its curve in dB, and the derivatives by gain in dB, log frequency and log Q.
  // Every array holds size() values.
  void band(const Band& band, double* curve_db, double* by_gain, double* by_log_freq,
            double* by_log_q) const noexcept;

  // Bands given as params are: gain, frequency, and the Q of a peak, one band after the other.
  // Their curve in dB of size() values, and as many derivatives for each number, by gains in dB
  // and by the logarithms of frequencies and Qs.
  void bands(std::span<const BandKind> kinds, std::span<const double> numbers, double* curve_db,
             double* jacobian) const noexcept;

 private:
  std::vector<double> warped2_;  // tan(pi f / fs)^2
  double sample_rate_;
  const CurveKernel* kernel_;
};

}  // namespace semeq::dsp
