// What one sample becomes on its way to the canvas's colours. The scalar kernels are loops over these, and the ends of rows in the others.
#ifndef REEL_CONVERT_H
#define REEL_CONVERT_H

#include "reel_kernels.h"

static inline uint8_t reel_code(int32_t v) { return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v); }

/// Both halves of the factors are multiplied within 32 bits; of the lower sum only what carries is kept, which loses nothing, because
/// floor((high * 2^15 + low) / 2^(15 + n)) = floor((high + floor(low / 2^15)) / 2^n).
static inline uint8_t reel_equate(const reel_equation *e, int32_t a, int32_t b, int32_t c) {
  int32_t high = a * e->high[0] + b * e->high[1] + c * e->high[2] + e->constant_high;
  int32_t low = a * e->low[0] + b * e->low[1] + c * e->low[2] + e->constant_low;
  return reel_code((high + (low >> 15)) >> e->shift);
}

static inline uint8_t reel_equate_dithered(const reel_equation *e, int32_t a, int32_t b, int32_t c, int32_t threshold, int32_t mask) {
  int32_t high = a * e->high[0] + b * e->high[1] + c * e->high[2] + e->constant_high;
  int32_t low = a * e->low[0] + b * e->low[1] + c * e->low[2] + e->constant_low;
  // Chosen without a jump, which noise would mispredict.
  int32_t half = (1 << e->shift) >> 1, is_coarse = -(int32_t)(((a | b | c) & mask) == 0);
  return reel_code((high + (low >> 15) + threshold + ((half - threshold) & is_coarse)) >> e->shift);
}

static inline uint8_t reel_equate_deep(const reel_deep_equation *e, int64_t a, int64_t b, int64_t c) {
  return reel_code((int32_t)((a * e->factors[0] + b * e->factors[1] + c * e->factors[2] + e->constant) >> e->shift));
}

#endif
