#define SEMEQ_ISA_NAMESPACE avx2
#define SEMEQ_VECTOR_BYTES 32
#include "kernels.inl"
