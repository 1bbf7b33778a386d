// Conversions to the canvas's colours in plain C.
#include "reel_convert.h"
#include "reel_tables.h"

// The equation is a copy of the function's own: bytes that are written might else be the equation's, for all the compiler knows.

void reel_convert_luma8_scalar(
    const reel_equation *e, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  const reel_equation own = *e;
  for (size_t x = 0; x < count; x++) out[x] = reel_equate(&own, 8 * y[x], cb[x], cr[x]);
}

void reel_convert_chroma8_scalar(
    const reel_equation *e, uint8_t *out, const uint8_t *cb, const uint8_t *cr, size_t count) {
  const reel_equation own = *e;
  for (size_t x = 0; x < count; x++) out[x] = reel_equate(&own, 0, 8 * cb[x] - 1024, 8 * cr[x] - 1024);
}

void reel_convert_s16_scalar(
    const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, size_t count) {
  const reel_equation own = *e;
  for (size_t x = 0; x < count; x++) out[x] = reel_equate(&own, a[x], b[x], c[x]);
}

void reel_convert_dithered_s16_scalar(
    const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int32_t thresholds[16],
    int32_t mask, size_t count) {
  const reel_equation own = *e;
  size_t x = 0;
  for (; x + 16 <= count; x += 16)
    for (size_t i = 0; i < 16; i++) out[x + i] = reel_equate_dithered(&own, a[x + i], b[x + i], c[x + i], thresholds[i], mask);
  for (; x < count; x++) out[x] = reel_equate_dithered(&own, a[x], b[x], c[x], thresholds[x & 15], mask);
}

void reel_range_row8_scalar(uint8_t *out, const uint8_t *in, reel_range range, size_t count) {
  for (size_t x = 0; x < count; x++) {
    uint32_t n = (uint32_t)in[x] * range.factor + range.addend;
    out[x] = (uint8_t)(n * range.reciprocal >> (16 + range.shift));
  }
}

void reel_convert_deep_luma8_scalar(const reel_deep_equation *e, uint8_t *out, reel_deep_rgb in, size_t width) {
  const reel_deep_equation own = *e;
  for (size_t x = 0; x < width; x++) out[x] = reel_equate_deep(&own, in.r[x], in.g[x], in.b[x]);
}

/// (1 2 1) across at an even column, the edge continued, and (1 1) down.
static inline int64_t site(const uint16_t *upper, const uint16_t *lower, size_t x, size_t width) {
  size_t left = x > 0 ? x - 1 : 0, right = x + 1 < width ? x + 1 : x;
  return (int64_t)upper[left] + 2 * upper[x] + upper[right] + lower[left] + 2 * lower[x] + lower[right];
}

void reel_convert_deep_chroma8_scalar(
    const reel_deep_equation e[2], uint8_t *out_cb, uint8_t *out_cr, reel_deep_rgb upper, reel_deep_rgb lower, size_t width) {
  const reel_deep_equation blue = e[0], red = e[1];
  for (size_t x = 0; x < width; x += 2) {
    int64_t r = site(upper.r, lower.r, x, width), g = site(upper.g, lower.g, x, width), b = site(upper.b, lower.b, x, width);
    out_cb[x / 2] = reel_equate_deep(&blue, r, g, b);
    out_cr[x / 2] = reel_equate_deep(&red, r, g, b);
  }
}
