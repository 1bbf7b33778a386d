#include "reel_tables.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// Asked of the processor and not of the compiler's runtime, which a statically linked program may not have: AVX2 itself, and
/// that the operating system saves the upper halves of the registers (OSXSAVE, then XCR0 bits 1 and 2).
static int has_avx2(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX)) return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 6) != 6) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}
#endif

reel_level reel_kernels_available(void) {
#if defined(__x86_64__)
  return has_avx2() ? REEL_LEVEL_AVX2 : REEL_LEVEL_SCALAR;
#elif defined(__aarch64__)
  return REEL_LEVEL_NEON;
#else
  return REEL_LEVEL_SCALAR;
#endif
}

const reel_kernels *reel_kernels_get(reel_level limit) {
  if (limit != reel_kernels_available()) return &reel_kernels_scalar;
#if defined(__x86_64__)
  if (limit == REEL_LEVEL_AVX2) return &reel_kernels_avx2;
#elif defined(__aarch64__)
  if (limit == REEL_LEVEL_NEON) return &reel_kernels_neon;
#endif
  return &reel_kernels_scalar;
}
