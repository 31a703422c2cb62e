#define SEMEQ_ISA_NAMESPACE scalar
#define SEMEQ_VECTOR_BYTES 4
#include "power_kernel.inl"
