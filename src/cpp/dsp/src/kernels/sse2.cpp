#define SEMEQ_ISA_NAMESPACE sse2
#define SEMEQ_VECTOR_BYTES 16
#include "kernels.inl"
