// What one sample becomes. The scalar kernels are loops over these, and the ends of rows in the others too.
#ifndef REEL_SAMPLES_H
#define REEL_SAMPLES_H

#include "reel_kernels.h"

static inline uint8_t reel_dissolve_sample(uint32_t a, uint32_t b, uint32_t weight) {
  return (uint8_t)((a * (256 - weight) + b * weight + 128) >> 8);
}

/// floor((n + 255 * 128) / (255 * 256)) for n = 255 * 256 * (the exact result). The division by 255 is exact below 65535,
/// which is all that premultiplied pictures reach; above that it stays above 255.
static inline uint8_t reel_over_sample(uint32_t out, uint32_t color, uint32_t alpha, uint32_t opacity) {
  uint32_t x = (color * opacity * 255 + out * (65280 - alpha * opacity) + 32640) >> 8;
  uint32_t y = (x + 1 + (x >> 8)) >> 8;
  return (uint8_t)(y < 255 ? y : 255);
}

/// round(c * a / 255); alpha stays.
static inline void reel_premultiply_pixel(uint8_t *out, const uint8_t *in) {
  uint8_t a = in[3];
  for (size_t c = 0; c < 3; c++) {
    uint32_t t = (uint32_t)in[c] * a + 128;
    out[c] = (uint8_t)((t + (t >> 8)) >> 8);
  }
  out[3] = a;
}

static inline void reel_add_sample(reel_statistics *s, uint8_t v) {
  s->minimum = v < s->minimum ? v : s->minimum;
  s->maximum = v > s->maximum ? v : s->maximum;
  s->sum += v;
}

static inline uint32_t reel_distance(uint8_t a, uint8_t b) { return (uint32_t)(a > b ? a - b : b - a); }

#endif
