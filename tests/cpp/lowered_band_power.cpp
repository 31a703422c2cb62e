// The 16-lane body of the band powers, lowered to what this compiler targets.
#define SEMEQ_ISA_NAMESPACE lowered
#define SEMEQ_VECTOR_BYTES 64
#include "ears/kernels/power_kernel.inl"
