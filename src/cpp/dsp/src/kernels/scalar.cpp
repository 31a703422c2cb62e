#define SEMEQ_ISA_NAMESPACE scalar
#define SEMEQ_VECTOR_BYTES 1
#include "kernels.inl"
