// Colour tables in plain C.
#include "reel_color.h"
#include "reel_tables.h"

// The table is a copy of the function's own: bytes that are written might else be the table's, for all the compiler knows.

REEL_COLOR_INLINE void luma_row(
    reel_color_table t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count, reel_color_kind kind) {
  for (size_t x = 0; x < count; x++) out[x] = reel_color_luma(&t, y[x], cb[x], cr[x], kind);
}

REEL_COLOR_INLINE void chroma_row(
    reel_color_table t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr, size_t count,
    reel_color_kind kind) {
  for (size_t x = 0; x < count; x++)
    reel_color_chroma(&t, out_cb + x, out_cr + x, y8[x], 8 * cb[x] - 1024, 8 * cr[x] - 1024, kind);
}

void reel_color_luma8_scalar(
    const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  REEL_COLOR_SWITCH(t, luma_row, *t, out, y, cb, cr, count);
}

void reel_color_chroma8_scalar(
    const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr,
    size_t count) {
  REEL_COLOR_SWITCH(t, chroma_row, *t, out_cb, out_cr, y8, cb, cr, count);
}
