// Colour tables in plain C.
#include "reel_color.h"
#include "reel_tables.h"

void reel_color_luma8_scalar(
    const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_color_luma(t, y[x], cb[x], cr[x]);
}

void reel_color_chroma8_scalar(
    const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr,
    size_t count) {
  for (size_t x = 0; x < count; x++)
    reel_color_chroma(t, out_cb + x, out_cr + x, y8[x], 8 * cb[x] - 1024, 8 * cr[x] - 1024);
}
