// Conversions to the canvas's colours with AVX2: a multiply-add for each pair of inputs and each half of the factors.
#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_convert.h"
#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

/// An equation as the multiply-adds want it: the factors of the first two inputs, and that of the third.
typedef struct equation8 {
  __m256i high_ab, high_c, low_ab, low_c, constant_high, constant_low;
  __m128i shift;
} equation8;

static inline __m256i pair16(int16_t low, int16_t high) {
  return _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)low | (uint32_t)(uint16_t)high << 16));
}

static inline equation8 spread(const reel_equation *e) {
  return (equation8){
      pair16(e->high[0], e->high[1]), pair16(e->high[2], 0), pair16(e->low[0], e->low[1]), pair16(e->low[2], 0),
      _mm256_set1_epi32(e->constant_high), _mm256_set1_epi32(e->constant_low), _mm_cvtsi32_si128(e->shift),
  };
}

/// Eight results, of pairs of the first two inputs and pairs of the third with anything.
static inline __m256i equate(const equation8 *e, __m256i ab, __m256i c) {
  __m256i low = _mm256_add_epi32(_mm256_madd_epi16(ab, e->low_ab), _mm256_madd_epi16(c, e->low_c));
  __m256i high = _mm256_add_epi32(_mm256_madd_epi16(ab, e->high_ab), _mm256_madd_epi16(c, e->high_c));
  low = _mm256_srai_epi32(_mm256_add_epi32(low, e->constant_low), 15);
  return _mm256_sra_epi32(_mm256_add_epi32(_mm256_add_epi32(high, e->constant_high), low), e->shift);
}

/// Sixteen results of sixteen lanes each; the order that unpacking leaves is undone by the pack.
static inline void equate16(const equation8 *e, uint8_t *out, __m256i a, __m256i b, __m256i c) {
  __m256i first = equate(e, _mm256_unpacklo_epi16(a, b), _mm256_unpacklo_epi16(c, c));
  __m256i second = equate(e, _mm256_unpackhi_epi16(a, b), _mm256_unpackhi_epi16(c, c));
  __m256i words = _mm256_packs_epi32(first, second);
  __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0x08);
  _mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(bytes));
}

static inline __m256i wide(const uint8_t *in) { return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)in)); }
static inline __m256i words(const int16_t *in) { return _mm256_loadu_si256((const __m256i *)in); }

void reel_convert_luma8_avx2(
    const reel_equation *e, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  const equation8 own = spread(e);
  size_t x = 0;
  for (; x + 16 <= count; x += 16) equate16(&own, out + x, _mm256_slli_epi16(wide(y + x), 3), words(cb + x), words(cr + x));
  reel_convert_luma8_scalar(e, out + x, y + x, cb + x, cr + x, count - x);
}

void reel_convert_chroma8_avx2(
    const reel_equation *e, uint8_t *out, const uint8_t *cb, const uint8_t *cr, size_t count) {
  const equation8 own = spread(e);
  const __m256i middle = _mm256_set1_epi16(128);
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i blue = _mm256_slli_epi16(_mm256_sub_epi16(wide(cb + x), middle), 3);
    __m256i red = _mm256_slli_epi16(_mm256_sub_epi16(wide(cr + x), middle), 3);
    equate16(&own, out + x, _mm256_setzero_si256(), blue, red);
  }
  reel_convert_chroma8_scalar(e, out + x, cb + x, cr + x, count - x);
}

void reel_convert_s16_avx2(
    const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, size_t count) {
  const equation8 own = spread(e);
  size_t x = 0;
  for (; x + 16 <= count; x += 16) equate16(&own, out + x, words(a + x), words(b + x), words(c + x));
  reel_convert_s16_scalar(e, out + x, a + x, b + x, c + x, count - x);
}

/// Eight results before the shift; `abc` has the bits of all inputs, or'ed, in 32-bit lanes or halves of them.
static inline __m256i dithered(const equation8 *e, __m256i ab, __m256i c, __m256i abc, __m256i thresholds, __m256i half, __m256i mask) {
  __m256i low = _mm256_add_epi32(_mm256_madd_epi16(ab, e->low_ab), _mm256_madd_epi16(c, e->low_c));
  __m256i high = _mm256_add_epi32(_mm256_madd_epi16(ab, e->high_ab), _mm256_madd_epi16(c, e->high_c));
  low = _mm256_srai_epi32(_mm256_add_epi32(low, e->constant_low), 15);
  __m256i is_coarse = _mm256_cmpeq_epi32(_mm256_and_si256(abc, mask), _mm256_setzero_si256());
  __m256i added = _mm256_blendv_epi8(thresholds, half, is_coarse);
  high = _mm256_add_epi32(_mm256_add_epi32(high, e->constant_high), _mm256_add_epi32(low, added));
  return _mm256_sra_epi32(high, e->shift);
}

void reel_convert_dithered_s16_avx2(
    const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int32_t thresholds[16],
    int32_t mask, size_t count) {
  const equation8 own = spread(e);
  const __m256i half = _mm256_set1_epi32((1 << e->shift) >> 1), masks = _mm256_set1_epi32((int32_t)(uint16_t)mask);
  // Lanes 0...3 and 8...11 come out first, as unpacking takes them.
  const __m128i *four = (const __m128i *)thresholds;
  const __m256i first = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(four)), _mm_loadu_si128(four + 2), 1);
  const __m256i second = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(four + 1)), _mm_loadu_si128(four + 3), 1);
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i va = words(a + x), vb = words(b + x), vc = words(c + x);
    __m256i all = _mm256_or_si256(_mm256_or_si256(va, vb), vc);
    __m256i low = dithered(
        &own, _mm256_unpacklo_epi16(va, vb), _mm256_unpacklo_epi16(vc, vc), _mm256_unpacklo_epi16(all, all), first, half, masks);
    __m256i high = dithered(
        &own, _mm256_unpackhi_epi16(va, vb), _mm256_unpackhi_epi16(vc, vc), _mm256_unpackhi_epi16(all, all), second, half, masks);
    __m256i both = _mm256_packs_epi32(low, high);
    __m256i codes = _mm256_permute4x64_epi64(_mm256_packus_epi16(both, both), 0x08);
    _mm_storeu_si128((__m128i *)(out + x), _mm256_castsi256_si128(codes));
  }
  reel_convert_dithered_s16_scalar(e, out + x, a + x, b + x, c + x, thresholds, mask, count - x);
}

void reel_range_row8_avx2(uint8_t *out, const uint8_t *in, reel_range range, size_t count) {
  const __m256i factor = _mm256_set1_epi16((int16_t)range.factor), addend = _mm256_set1_epi16((int16_t)range.addend);
  const __m256i reciprocal = _mm256_set1_epi16((int16_t)range.reciprocal);
  const __m128i shift = _mm_cvtsi32_si128(range.shift);
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i n = _mm256_add_epi16(_mm256_mullo_epi16(wide(in + x), factor), addend);
    __m256i codes = _mm256_srl_epi16(_mm256_mulhi_epu16(n, reciprocal), shift);
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(codes, codes), 0x08);
    _mm_storeu_si128((__m128i *)(out + x), _mm256_castsi256_si128(bytes));
  }
  reel_range_row8_scalar(out + x, in + x, range, count - x);
}

#pragma clang attribute pop

#else
typedef int reel_convert_avx2_is_for_x86_64;
#endif
