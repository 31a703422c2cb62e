#include "walk/decoder.hpp"

#include <stdexcept>
#include <utility>

namespace semeq::walk {

Decoder::Decoder(Mlp network, std::vector<ParamScale> scales)
    : network_(std::move(network)), scales_(std::move(scales)) {
  if (network_.n_out() != scales_.size())
    throw std::invalid_argument("the last layer must have one output per param");
}

void Decoder::decode(std::span<const float> latents, std::span<float> params) const {
  network_.run(latents, params);
  for (std::size_t first = 0; first < params.size(); first += n_params())
    finish_row(&params[first], &params[first]);
}

void Decoder::finish_row(const float* outputs, float* params) const {
  for (std::size_t i = 0; i < scales_.size(); ++i) {
    const ParamScale& scale = scales_[i];
    const float unit = limit(0.5F * (outputs[i] + 1.0F), 0.0F, 1.0F);
    const float affine = unit * scale.span + scale.low;
    const float value = scale.is_log ? std::exp(affine) : affine;
    params[i] = limit(value, scale.lowest, scale.highest);
  }
}

}  // namespace semeq::walk
