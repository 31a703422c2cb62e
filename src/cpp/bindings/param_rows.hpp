#pragma once

// What a row of params becomes: shared by both extensions.
#include <cstddef>
#include <span>

#include "semeq/dsp/params.hpp"

namespace semeq::bindings {

inline constexpr std::size_t kSosColumns = 6;

inline void write_sos_row(const dsp::Biquad& s, double* row) {
  row[0] = s.b0;
  row[1] = s.b1;
  row[2] = s.b2;
  row[3] = 1.0;
  row[4] = s.a1;
  row[5] = s.a2;
}

// `params`: n rows of 13; `sos`: n times 5 rows of 6.
inline void write_sos(std::span<const double> params, double sample_rate, dsp::Design design,
                      double* sos) {
  for (std::size_t at = 0; at < params.size(); at += dsp::kParams) {
    const std::span<const double, dsp::kParams> row(params.data() + at, dsp::kParams);
    for (const dsp::Biquad& section : dsp::sections_from_params(row, sample_rate, design)) {
      write_sos_row(section, sos);
      sos += kSosColumns;
    }
  }
}

inline void write_curve(std::span<const dsp::Biquad> sections, std::span<const double> freq_hz,
                        double sample_rate, double* curve_db) {
  for (std::size_t i = 0; i < freq_hz.size(); ++i)
    curve_db[i] = dsp::magnitude_db(sections, freq_hz[i], sample_rate);
}

// `curves_db`: n rows, one value per frequency.
inline void write_curves(std::span<const double> params, std::span<const double> freq_hz,
                         double sample_rate, dsp::Design design, double* curves_db) {
  for (std::size_t at = 0; at < params.size(); at += dsp::kParams) {
    const std::span<const double, dsp::kParams> row(params.data() + at, dsp::kParams);
    write_curve(dsp::sections_from_params(row, sample_rate, design), freq_hz, sample_rate,
                curves_db);
    curves_db += freq_hz.size();
  }
}

}  // namespace semeq::bindings
