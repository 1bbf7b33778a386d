// What a colour table does to one sample. The scalar kernels are loops over these, and the ends of rows in the others too.
#ifndef REEL_COLOR_H
#define REEL_COLOR_H

#include "reel_kernels.h"

#define REEL_COLOR_INLINE static inline __attribute__((always_inline))

/// What a table has. All is inlined with this as a constant: each kind has a loop without branches.
typedef struct reel_color_kind {
  int curved;
  int latticed;
  int wide;
} reel_color_kind;

/// Calls `row` with the kind of `t` and the arguments.
#define REEL_COLOR_SWITCH(t, row, ...) \
  do { \
    if ((t)->size > 0 && (t)->wide) { \
      if ((t)->curves) row(__VA_ARGS__, (reel_color_kind){1, 1, 1}); \
      else row(__VA_ARGS__, (reel_color_kind){0, 1, 1}); \
    } else if ((t)->size > 0) { \
      if ((t)->curves) row(__VA_ARGS__, (reel_color_kind){1, 1, 0}); \
      else row(__VA_ARGS__, (reel_color_kind){0, 1, 0}); \
    } else { \
      if ((t)->curves) row(__VA_ARGS__, (reel_color_kind){1, 0, 0}); \
      else row(__VA_ARGS__, (reel_color_kind){0, 0, 0}); \
    } \
  } while (0)

/// Weights of the interpolation have 14 bits.
enum { REEL_COLOR_ONE = 1 << 14 };

static inline int32_t reel_clamp(int32_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : v; }

/// Where a channel lies on its axis. `y` is in the units of `factor`; chroma in eighths of a code, without its offset.
REEL_COLOR_INLINE int32_t reel_color_place(
    const reel_color_table *t, int c, int32_t factor, int32_t y, int32_t cb, int32_t cr, reel_color_kind kind) {
  int32_t p = (y * factor + cb * t->from_cb[c] + cr * t->from_cr[c] + t->offset[c]) >> t->shift;
  p = reel_clamp(p, 0, t->limit);
  if (!kind.curved) return p;
  const int16_t *pair = t->curves + c * REEL_COLOR_CURVE + (p >> 7);
  p = pair[0] * (128 - (p & 127)) + pair[1] * (p & 127) + (32768 << 7);
  return p < t->last ? p : t->last;
}

/// The four vertices around a point as three pairs along red: at its own green and blue, one step further along the greater of these
/// two fractions, and along both. `weights` are those of the pairs' first and second vertex.
typedef struct reel_color_path {
  size_t vertex[3];
  int32_t weights[3][2];
} reel_color_path;

/// In a tetrahedron a vertex has as its weight the measure of those u in 0...1 for which its steps are just the channels whose fraction
/// is greater than u. So red's fraction splits the weight of each pair.
REEL_COLOR_INLINE reel_color_path reel_color_find(const reel_color_table *t, const int32_t places[3]) {
  size_t cell[3];
  int32_t rest[3];
  for (int c = 0; c < 3; c++) {
    cell[c] = (size_t)(places[c] >> t->cell_bits);
    rest[c] = (places[c] & ((1 << t->cell_bits) - 1)) >> (t->cell_bits - 14);
  }
  size_t size = t->size, first = cell[0] + size * (cell[1] + size * cell[2]);
  int32_t high = rest[1] > rest[2] ? rest[1] : rest[2], low = rest[1] > rest[2] ? rest[2] : rest[1];
  int32_t near = rest[0] > high ? rest[0] - high : 0, middle = reel_clamp(rest[0], low, high) - low, far = rest[0] < low ? rest[0] : low;
  return (reel_color_path){
      {first, first + (rest[1] > rest[2] ? size : size * size), first + size + size * size},
      {{REEL_COLOR_ONE - high - near, near}, {high - low - middle, middle}, {low - far, far}},
  };
}

REEL_COLOR_INLINE int32_t reel_color_mix(const reel_color_table *t, int plane, const reel_color_path *path) {
  int32_t sum = 1 << (t->mix - 1);
  for (int i = 0; i < 3; i++) {
    const int16_t *pair = t->lattice[plane] + path->vertex[i];
    sum += pair[0] * path->weights[i][0] + pair[1] * path->weights[i][1];
  }
  return sum >> t->mix;
}

REEL_COLOR_INLINE int32_t reel_color_sum(const reel_color_table *t, int plane, const int32_t rgb[3]) {
  int32_t sum = t->constant[plane];
  for (int c = 0; c < 3; c++) sum += t->weights[plane][c] * rgb[c];
  return sum >> t->settle;
}

/// `planes` of Y', Cb - 128, Cr - 128, the first of which is `plane`.
REEL_COLOR_INLINE void reel_color_change(
    const reel_color_table *t, int32_t *out, int plane, int planes, const int32_t places[3], reel_color_kind kind) {
  int32_t rgb[3];
  if (kind.latticed) {
    reel_color_path path = reel_color_find(t, places);
    if (!kind.wide) {
      for (int i = 0; i < planes; i++) out[i] = reel_color_mix(t, plane + i, &path);
      return;
    }
    for (int c = 0; c < 3; c++) rgb[c] = reel_clamp(reel_color_mix(t, c, &path), 0, REEL_COLOR_ONE - 1);
  } else {
    for (int c = 0; c < 3; c++) rgb[c] = places[c] >> (t->cell_bits - 14);
  }
  for (int i = 0; i < planes; i++) out[i] = reel_color_sum(t, plane + i, rgb);
}

REEL_COLOR_INLINE uint8_t reel_color_luma(
    const reel_color_table *t, int32_t y, int32_t cb, int32_t cr, reel_color_kind kind) {
  int32_t places[3], luma;
  for (int c = 0; c < 3; c++) places[c] = reel_color_place(t, c, t->from_y[c], y, cb, cr, kind);
  reel_color_change(t, &luma, 0, 1, places, kind);
  return (uint8_t)reel_clamp(luma, 0, 255);
}

/// `y8` is in eighths.
REEL_COLOR_INLINE void reel_color_chroma(
    const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, int32_t y8, int32_t cb, int32_t cr, reel_color_kind kind) {
  int32_t places[3], chroma[2];
  for (int c = 0; c < 3; c++) places[c] = reel_color_place(t, c, t->from_y8[c], y8, cb, cr, kind);
  reel_color_change(t, chroma, 1, 2, places, kind);
  *out_cb = (uint8_t)reel_clamp(chroma[0] + 128, 0, 255);
  *out_cr = (uint8_t)reel_clamp(chroma[1] + 128, 0, 255);
}

#endif
