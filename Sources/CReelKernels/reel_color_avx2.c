// Colour tables with AVX2: gathers of 32 bits fetch pairs of neighbours, and one multiply-add weighs a pair.
#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_color.h"
#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

/// Two 16-bit factors, the first for the lower half of each lane.
REEL_COLOR_INLINE __m256i pair16(int16_t low, int16_t high) {
  return _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)low | (uint32_t)(uint16_t)high << 16));
}

/// Eight pixels: (luma, blue) and (red, 0) in each lane.
typedef struct pixels8 {
  __m256i y_cb;
  __m256i cr;
} pixels8;

REEL_COLOR_INLINE __m256i gather_pairs(const int16_t *table, __m256i index) { return _mm256_i32gather_epi32((const int *)table, index, 2); }

REEL_COLOR_INLINE __m256i place(const reel_color_table *t, int c, int16_t from_y, pixels8 in, reel_color_kind kind) {
  __m256i p = _mm256_add_epi32(
      _mm256_madd_epi16(in.y_cb, pair16(from_y, t->from_cb[c])), _mm256_madd_epi16(in.cr, pair16(t->from_cr[c], 0)));
  p = _mm256_sra_epi32(_mm256_add_epi32(p, _mm256_set1_epi32(t->offset[c])), _mm_cvtsi32_si128(t->shift));
  p = _mm256_min_epi32(_mm256_max_epi32(p, _mm256_setzero_si256()), _mm256_set1_epi32(t->limit));
  if (!kind.curved) return p;
  __m256i entries = gather_pairs(t->curves + c * REEL_COLOR_CURVE, _mm256_srli_epi32(p, 7));
  __m256i rest = _mm256_and_si256(p, _mm256_set1_epi32(127));
  // rest * 65535 + 128 = 128 - rest below, rest above.
  __m256i weights = _mm256_add_epi32(_mm256_sub_epi32(_mm256_slli_epi32(rest, 16), rest), _mm256_set1_epi32(128));
  p = _mm256_add_epi32(_mm256_madd_epi16(entries, weights), _mm256_set1_epi32(32768 << 7));
  return _mm256_min_epi32(p, _mm256_set1_epi32(t->last));
}

/// See `reel_color_path`. Weights are pairs.
typedef struct path8 {
  __m256i vertex[3];
  __m256i weights[3];
} path8;

REEL_COLOR_INLINE __m256i weigh(__m256i all, __m256i second) {
  // all - second below, second above: neither has a sign.
  return _mm256_or_si256(_mm256_sub_epi32(all, second), _mm256_slli_epi32(second, 16));
}

REEL_COLOR_INLINE path8 find(const reel_color_table *t, const __m256i places[3]) {
  const __m128i bits = _mm_cvtsi32_si128(t->cell_bits), rest_bits = _mm_cvtsi32_si128(t->cell_bits - 14);
  const __m256i mask = _mm256_set1_epi32((1 << t->cell_bits) - 1);
  __m256i cell[3], rest[3];
  for (int c = 0; c < 3; c++) {
    cell[c] = _mm256_srl_epi32(places[c], bits);
    rest[c] = _mm256_srl_epi32(_mm256_and_si256(places[c], mask), rest_bits);
  }
  const int32_t size = (int32_t)t->size;
  // Cells of green and blue in one multiply-add: size and size squared are below 32768.
  __m256i steps = pair16((int16_t)size, (int16_t)(size * size));
  __m256i first = _mm256_add_epi32(cell[0], _mm256_madd_epi16(_mm256_or_si256(cell[1], _mm256_slli_epi32(cell[2], 16)), steps));
  __m256i is_green = _mm256_cmpgt_epi32(rest[1], rest[2]);
  __m256i step = _mm256_blendv_epi8(_mm256_set1_epi32(size * size), _mm256_set1_epi32(size), is_green);
  __m256i high = _mm256_max_epi32(rest[1], rest[2]), low = _mm256_min_epi32(rest[1], rest[2]);
  __m256i near = _mm256_sub_epi32(_mm256_max_epi32(rest[0], high), high), far = _mm256_min_epi32(rest[0], low);
  __m256i middle = _mm256_sub_epi32(_mm256_min_epi32(_mm256_max_epi32(rest[0], low), high), low);
  return (path8){
      {first, _mm256_add_epi32(first, step), _mm256_add_epi32(first, _mm256_set1_epi32(size + size * size))},
      {weigh(_mm256_sub_epi32(_mm256_set1_epi32(REEL_COLOR_ONE), high), near), weigh(_mm256_sub_epi32(high, low), middle), weigh(low, far)},
  };
}

REEL_COLOR_INLINE __m256i mix(const reel_color_table *t, int plane, path8 path) {
  __m256i sum = _mm256_set1_epi32(1 << (t->mix - 1));
  for (int i = 0; i < 3; i++)
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(gather_pairs(t->lattice[plane], path.vertex[i]), path.weights[i]));
  return _mm256_sra_epi32(sum, _mm_cvtsi32_si128(t->mix));
}

REEL_COLOR_INLINE __m256i weighted(const reel_color_table *t, int plane, __m256i red_green, __m256i blue) {
  __m256i sum = _mm256_add_epi32(
      _mm256_madd_epi16(red_green, pair16(t->weights[plane][0], t->weights[plane][1])),
      _mm256_madd_epi16(blue, pair16(t->weights[plane][2], 0)));
  return _mm256_sra_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(t->constant[plane])), _mm_cvtsi32_si128(t->settle));
}

/// Luma, or both of chroma, of eight pixels.
REEL_COLOR_INLINE void change(
    const reel_color_table *t, __m256i *out, int plane, int planes, const int16_t *from_y, pixels8 in, reel_color_kind kind) {
  __m256i places[3], rgb[3];
  for (int c = 0; c < 3; c++) places[c] = place(t, c, from_y[c], in, kind);
  if (kind.latticed) {
    path8 path = find(t, places);
    if (!kind.wide) {
      for (int i = 0; i < planes; i++) out[i] = mix(t, plane + i, path);
      return;
    }
    const __m256i most = _mm256_set1_epi32(REEL_COLOR_ONE - 1);
    for (int c = 0; c < 3; c++) rgb[c] = _mm256_min_epi32(_mm256_max_epi32(mix(t, c, path), _mm256_setzero_si256()), most);
  } else {
    for (int c = 0; c < 3; c++) rgb[c] = _mm256_srl_epi32(places[c], _mm_cvtsi32_si128(t->cell_bits - 14));
  }
  __m256i red_green = _mm256_or_si256(rgb[0], _mm256_slli_epi32(rgb[1], 16));
  for (int i = 0; i < planes; i++) out[i] = weighted(t, plane + i, red_green, rgb[2]);
}

/// Sixteen 16-bit lanes of each to two times eight pixels. The order is undone by a pack.
REEL_COLOR_INLINE void split(pixels8 out[2], __m256i y, __m256i cb, __m256i cr) {
  const __m256i zero = _mm256_setzero_si256();
  out[0] = (pixels8){_mm256_unpacklo_epi16(y, cb), _mm256_unpacklo_epi16(cr, zero)};
  out[1] = (pixels8){_mm256_unpackhi_epi16(y, cb), _mm256_unpackhi_epi16(cr, zero)};
}

REEL_COLOR_INLINE void store16(uint8_t *out, __m256i v) {
  __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(v, v), 0x08);
  _mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(bytes));
}

REEL_COLOR_INLINE void luma_row(
    const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count, reel_color_kind kind) {
  for (size_t x = 0; x < count; x += 16) {
    pixels8 in[2];
    __m256i result[2];
    split(
        in, _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(y + x))), _mm256_loadu_si256((const __m256i *)(cb + x)),
        _mm256_loadu_si256((const __m256i *)(cr + x)));
    for (int half = 0; half < 2; half++) change(t, result + half, 0, 1, t->from_y, in[half], kind);
    store16(out + x, _mm256_packs_epi32(result[0], result[1]));
  }
}

REEL_COLOR_INLINE __m256i eighths(const uint8_t *chroma) {
  __m256i v = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)chroma));
  return _mm256_sub_epi16(_mm256_slli_epi16(v, 3), _mm256_set1_epi16(1024));
}

REEL_COLOR_INLINE void chroma_row(
    const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr, size_t count,
    reel_color_kind kind) {
  for (size_t x = 0; x < count; x += 16) {
    pixels8 in[2];
    __m256i result[2][2];
    split(in, _mm256_loadu_si256((const __m256i *)(y8 + x)), eighths(cb + x), eighths(cr + x));
    for (int half = 0; half < 2; half++) change(t, result[half], 1, 2, t->from_y8, in[half], kind);
    const __m256i middle = _mm256_set1_epi16(128);
    store16(out_cb + x, _mm256_adds_epi16(_mm256_packs_epi32(result[0][0], result[1][0]), middle));
    store16(out_cr + x, _mm256_adds_epi16(_mm256_packs_epi32(result[0][1], result[1][1]), middle));
  }
}

void reel_color_luma8_avx2(
    const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  const size_t whole = count & ~(size_t)15;
  REEL_COLOR_SWITCH(t, luma_row, t, out, y, cb, cr, whole);
  reel_color_luma8_scalar(t, out + whole, y + whole, cb + whole, cr + whole, count - whole);
}

void reel_color_chroma8_avx2(
    const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr,
    size_t count) {
  const size_t whole = count & ~(size_t)15;
  REEL_COLOR_SWITCH(t, chroma_row, t, out_cb, out_cr, y8, cb, cr, whole);
  reel_color_chroma8_scalar(t, out_cb + whole, out_cr + whole, y8 + whole, cb + whole, cr + whole, count - whole);
}

#pragma clang attribute pop

#else
typedef int reel_color_avx2_is_for_x86_64;
#endif
