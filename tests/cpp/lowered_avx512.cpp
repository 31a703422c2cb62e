#define SEMEQ_ISA_NAMESPACE lowered_avx512
#define SEMEQ_VECTOR_BYTES 64
#include "kernels/kernels.inl"
