/* What all kernels share: fixed-width numbers, and a mark for loops whose iterations are lanes of one register. */
#ifndef SAMLAD_LANES_H
#define SAMLAD_LANES_H

#include <stdint.h>
#include <stddef.h>

/* One function is compiled for several processors and chosen when the library is loaded. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__)
#define LANES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define LANES
#endif

/* Bytes of a vector. Compilers take wider ones than a processor has apart badly, comparisons number by number. */
#if defined(__x86_64__)
#define REGISTER 32
#else
#define REGISTER 16
#endif

/* Compiled within each of the clones of its caller, not once for the oldest processor. */
#if defined(__GNUC__)
#define WITHIN static inline __attribute__((always_inline))
#else
#define WITHIN static inline
#endif

#if defined(__GNUC__)
#define EXPORT __attribute__((visibility("default")))
#else
#define EXPORT
#endif

/* SplitMix64: each step is a few operations on 64 bits, and NumPy's uint64 arrays give the same numbers.
   G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014. */
static inline uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* A whole number below `bound` (below 2^32), by multiplication (D. Lemire 2019, without its rejection: the bias is
   below bound / 2^32). */
static inline uint32_t below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)(((splitmix64(state) >> 32) * (uint64_t)bound) >> 32);
}

#endif
