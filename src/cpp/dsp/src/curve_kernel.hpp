#pragma once

#include <cstddef>

namespace semeq::dsp {

// A band, ready for the points of a curve. Plain data: the kernels see this and nothing else.
struct BandShape {
  bool is_peak;               // else a shelf
  bool is_low;                // a low shelf mirrors the high one: x -> 1/x
  double amp;                 // "A" of the cookbook
  double inverse_q2;          // 1 / Q^2
  double center2;             // tan(pi f0 / fs)^2
  double log_x2_by_log_freq;  // derivative of log x^2
};

// What fits of curves spend their time on, compiled per instruction set.
struct CurveKernel {
  // Multiplies `power` by the band's squared magnitude and writes the derivatives of its curve in
  // dB, by gain in dB and the logarithms of frequency and Q. Every array holds `n_points` values,
  // but a shelf's by_log_q may be null; warped2 is tan(pi f / fs)^2.
  void (*multiply_band)(const BandShape& band, const double* warped2, std::size_t n_points,
                        double* power, double* by_gain, double* by_log_freq, double* by_log_q);

  // Squared magnitudes, positive and finite, to dB, in place.
  void (*to_db)(double* power, std::size_t n_points);

  // The sum of products of two arrays.
  double (*dot)(const double* a, const double* b, std::size_t n);

  // sums[j] = the sum of products of `a` with row j of `rows`, n_points apart.
  void (*dot_rows)(const double* a, const double* rows, std::size_t n_points, std::size_t n_rows,
                   double* sums);
};

}  // namespace semeq::dsp
