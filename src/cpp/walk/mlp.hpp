#pragma once

// A multilayer perceptron as plain matrix products, without libtorch.
#include <cstddef>
#include <span>
#include <vector>

#include "walk/dense.hpp"

namespace semeq::walk {

// Row-major weights (n_out, n_in) and bias (n_out) of one linear layer.
struct LinearWeights {
  std::size_t n_in;
  std::size_t n_out;
  std::vector<float> weight;
  std::vector<float> bias;
};

// Linear layers with SiLU between them and none after the last. A layer whose weights are all
// bfloat16 values is packed into half the bytes. Immutable, so any number of threads may run it at
// once. A row's result does not depend on the rows beside it.
class Mlp {
 public:
  // Throws std::invalid_argument where the layers' sizes do not chain.
  Mlp(const std::vector<LinearWeights>& layers, dsp::Isa isa);
  Mlp(const Mlp&) = delete;  // layers_ points into the packed tiles
  Mlp& operator=(const Mlp&) = delete;
  Mlp(Mlp&&) = default;
  Mlp& operator=(Mlp&&) = default;
  ~Mlp() = default;

  [[nodiscard]] std::size_t n_in() const noexcept { return layers_.front().n_in; }
  [[nodiscard]] std::size_t n_out() const noexcept { return n_out_; }

  // `in`: n rows of n_in(); `out`: n rows of n_out(). Throws std::invalid_argument otherwise.
  void run(std::span<const float> in, std::span<float> out) const;

 private:
  struct Packed {
    std::vector<Bfloat16Tile> pairs;
    std::vector<FloatTile> singles;
    std::vector<FloatTile> bias;
  };

  DenseKernel dense_;
  std::vector<Packed> packed_;
  std::vector<DenseLayer> layers_;
  std::size_t n_out_;
  std::size_t widest_ = 0;
};

}  // namespace semeq::walk
