#define SEMEQ_ISA_NAMESPACE neon
#define SEMEQ_VECTOR_BYTES 16
#include "kernels.inl"
