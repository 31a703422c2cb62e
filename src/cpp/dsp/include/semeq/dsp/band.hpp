#pragma once

namespace semeq::dsp {

enum class BandKind { low_shelf, peak, high_shelf };

enum class Design {
  rbj,      // bilinear transform; narrows near Nyquist as most equalizers do
  matched,  // the analog prototype's curve at any sample rate
};

// Q of a shelf where none is given.
inline constexpr double kShelfQ = 0.71;

struct Band {
  BandKind kind = BandKind::peak;
  double freq_hz = 1000.0;
  double gain_db = 0.0;
  double q = kShelfQ;
};

}  // namespace semeq::dsp
