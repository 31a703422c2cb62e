// All kernels of one instruction set. Each kernels/<isa>.cpp defines SEMEQ_ISA_NAMESPACE and
// SEMEQ_VECTOR_BYTES and includes this file once; CMake gives that file its own flags. Everything
// but the table has internal linkage and nothing from std:: but index sequences is used, so no
// code of one instruction set can be picked by the linker for another.

#include "block_kernel.inl"
#include "curve_kernel.inl"
#include "kernel_table.hpp"

namespace semeq::dsp::SEMEQ_ISA_NAMESPACE {

extern const KernelTable kKernels;
const KernelTable kKernels = {&run<float>, &run<double>, {&multiply_band, &to_db, &dot, &dot_rows}};

}  // namespace semeq::dsp::SEMEQ_ISA_NAMESPACE
