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

/// `reel_dissolve_sample` with 0...255 spread to 0...256, so that both ends are exact. It fits 16 bits without a sign, so the
/// product may wrap on the way.
static inline uint8_t reel_mix_sample(uint8_t a, uint8_t b, uint8_t mask) {
  uint16_t weight = (uint16_t)(mask + (mask >> 7)), step = (uint16_t)((uint16_t)(b - a) * (uint32_t)weight);
  return (uint8_t)((uint16_t)((uint16_t)(a << 8) + step + 128) >> 8);
}

/// in + noise * strength / 32768 * w, w = 1/4 + 3 t (1 - t) of the luma t = 0...1: film has its grain in the middle tones.
static inline uint8_t reel_grain_sample(uint8_t in, int16_t noise, int32_t strength) {
  int32_t t = in < 16 ? 0 : in > 235 ? 219 : in - 16;
  // 192 * 4 / 219^2 = 1049 / 65536: 64...255 of 256.
  int32_t weight = 64 + ((t * (219 - t) * 1049) >> 16);
  int32_t value = in + ((noise * ((strength * weight) >> 8) + 16384) >> 15);
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/// zero + (a - zero) (1 - s l) + s (b - zero), s = strength / 256, l = (light - 16) / 219 in 1/256.
static inline uint8_t reel_screen_sample(uint8_t a, uint8_t b, uint8_t light, int32_t zero, int32_t strength) {
  int32_t l = light < 16 ? 0 : light > 235 ? 219 : light - 16;
  // 256 / 219 = 299 / 256, exactly 256 at the top once rounded.
  int32_t loss = (strength * ((l * 299 + 128) >> 8) + 128) >> 8;
  int32_t value = zero + (((a - zero) * (256 - loss) + strength * (b - zero) + 128) >> 8);
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

#endif
