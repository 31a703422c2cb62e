#pragma once

#include "block_system.hpp"
#include "curve_kernel.hpp"

namespace semeq::dsp {

// The kernels of one instruction set. Each kernels/<isa>.cpp defines one.
struct KernelTable {
  BlockKernel<float> float32;
  BlockKernel<double> float64;
  CurveKernel curve;
};

}  // namespace semeq::dsp
