#include "semeq/dsp/params.hpp"

namespace semeq::dsp {

std::array<Band, kParamBands> bands_from_params(std::span<const double, kParams> p) noexcept {
  using enum BandKind;
  return {{{low_shelf, p[1], p[0], kShelfQ},
           {peak, p[3], p[2], p[4]},
           {peak, p[6], p[5], p[7]},
           {peak, p[9], p[8], p[10]},
           {high_shelf, p[12], p[11], kShelfQ}}};
}

std::array<Biquad, kParamBands> sections_from_params(std::span<const double, kParams> params,
                                                     double sample_rate, Design design) noexcept {
  std::array<Biquad, kParamBands> sections;
  const auto bands = bands_from_params(params);
  for (std::size_t i = 0; i < sections.size(); ++i)
    sections[i] = design_band(bands[i], sample_rate, design);
  return sections;
}

}  // namespace semeq::dsp
