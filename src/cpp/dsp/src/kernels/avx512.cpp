#define SEMEQ_ISA_NAMESPACE avx512
#define SEMEQ_VECTOR_BYTES 64
#include "kernels.inl"
