// Scaling, turning and blurring.
#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_resample.h"
#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

/// Two rows at a time: their samples side by side, so that one instruction multiplies and adds both.
void reel_weigh_rows8_avx2(
    int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i low = _mm256_set1_epi32(128), high = low;
    for (size_t k = 0; k < taps; k += 2) {
      int32_t pair;
      __builtin_memcpy(&pair, weights + k, sizeof pair);
      const __m256i both = _mm256_set1_epi32(pair);
      __m128i a = _mm_loadu_si128((const __m128i *)(rows[k] + x)), b = _mm_loadu_si128((const __m128i *)(rows[k + 1] + x));
      low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a, b)), both));
      high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a, b)), both));
    }
    __m256i packed = _mm256_packs_epi32(_mm256_srai_epi32(low, 8), _mm256_srai_epi32(high, 8));
    _mm256_storeu_si256((__m256i *)(out + x), _mm256_permute4x64_epi64(packed, 0xD8));
  }
  for (; x < count; x++) out[x] = reel_weigh_rows_sample(rows, weights, taps, x);
}

static inline __m256i load4x4(const int16_t *in, const int32_t *starts, size_t k) {
  __m128i a = _mm_loadl_epi64((const __m128i *)(in + starts[0] + k)), b = _mm_loadl_epi64((const __m128i *)(in + starts[1] + k));
  __m128i c = _mm_loadl_epi64((const __m128i *)(in + starts[2] + k)), d = _mm_loadl_epi64((const __m128i *)(in + starts[3] + k));
  return _mm256_set_m128i(_mm_unpacklo_epi64(c, d), _mm_unpacklo_epi64(a, b));
}

static inline __m256i weights4x4(const int16_t *weights, size_t taps, size_t k) {
  if (taps == 4) return _mm256_loadu_si256((const __m256i *)weights);
  const int32_t starts[4] = {0, (int32_t)taps, (int32_t)(2 * taps), (int32_t)(3 * taps)};
  return load4x4(weights, starts, k);
}

/// Sums of eight outputs, in the order 0 1 4 5 | 2 3 6 7; four taps of four outputs in one register.
static inline __m256i weigh_columns(const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, int32_t round) {
  __m256i first = _mm256_setzero_si256(), second = first;
  for (size_t k = 0; k < taps; k += 4) {
    first = _mm256_add_epi32(first, _mm256_madd_epi16(load4x4(in, starts, k), weights4x4(weights, taps, k)));
    second = _mm256_add_epi32(second, _mm256_madd_epi16(load4x4(in, starts + 4, k), weights4x4(weights + taps * 4, taps, k)));
  }
  return _mm256_add_epi32(_mm256_hadd_epi32(first, second), _mm256_set1_epi32(round));
}

void reel_weigh_columns_gray8_avx2(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 8 <= count; x += 8) {
    __m256i sums = weigh_columns(in, starts + x, weights + taps * x, taps, 1 << 19);
    sums = _mm256_permute4x64_epi64(_mm256_srai_epi32(sums, 20), 0xD8);
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    _mm_storel_epi64((__m128i *)(out + x), _mm_packus_epi16(words, words));
  }
  for (; x < count; x++) out[x] = reel_weigh_columns_sample(in + starts[x], weights + taps * x, taps, 1);
}

void reel_weigh_columns_rgba8_avx2(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) {
    const int16_t *pixel = in + 4 * starts[x], *weight = weights + taps * x;
    __m128i sum = _mm_set1_epi32(1 << 19);
    for (size_t k = 0; k < taps; k += 2) {
      int32_t pair;
      __builtin_memcpy(&pair, weight + k, sizeof pair);
      __m128i two = _mm_loadu_si128((const __m128i *)(pixel + 4 * k));
      sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_unpacklo_epi16(two, _mm_srli_si128(two, 8)), _mm_set1_epi32(pair)));
    }
    __m128i words = _mm_packs_epi32(_mm_srai_epi32(sum, 20), _mm_setzero_si128());
    int32_t bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
    __builtin_memcpy(out + 4 * x, &bytes, sizeof bytes);
  }
}

static inline __m256i load_words(const int16_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

/// Sixteen samples of rows, weighed: sums of 0-3 and 8-11, and of 4-7 and 12-15.
static inline void weigh_words(
    __m256i *low, __m256i *high, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t x, int32_t round) {
  __m256i first = _mm256_set1_epi32(round), second = first;
  for (size_t k = 0; k < taps; k += 2) {
    int32_t pair;
    __builtin_memcpy(&pair, weights + k, sizeof pair);
    const __m256i both = _mm256_set1_epi32(pair), a = load_words(rows[k] + x), b = load_words(rows[k + 1] + x);
    first = _mm256_add_epi32(first, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), both));
    second = _mm256_add_epi32(second, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), both));
  }
  *low = first;
  *high = second;
}

void reel_weigh_rows_s16_avx2(int16_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i low, high;
    weigh_words(&low, &high, rows, weights, taps, x, 1 << 13);
    _mm256_storeu_si256((__m256i *)(out + x), _mm256_packs_epi32(_mm256_srai_epi32(low, 14), _mm256_srai_epi32(high, 14)));
  }
  for (; x < count; x++) out[x] = reel_clamp_word(reel_weigh_words(rows, weights, taps, x, 1 << 13) >> 14);
}

void reel_settle_rows_gray8_avx2(uint8_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 16 <= count; x += 16) {
    __m256i low, high;
    weigh_words(&low, &high, rows, weights, taps, x, 1 << 19);
    __m256i words = _mm256_packs_epi32(_mm256_srai_epi32(low, 20), _mm256_srai_epi32(high, 20));
    __m256i codes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0x08);
    _mm_storeu_si128((__m128i *)(out + x), _mm256_castsi256_si128(codes));
  }
  for (; x < count; x++) out[x] = reel_clamp_code(reel_weigh_words(rows, weights, taps, x, 1 << 19) >> 20);
}

void reel_weigh_columns_s16_avx2(
    int16_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 8 <= count; x += 8) {
    __m256i sums = weigh_columns(in, starts + x, weights + taps * x, taps, 1 << 13);
    sums = _mm256_permute4x64_epi64(_mm256_srai_epi32(sums, 14), 0xD8);
    _mm_storeu_si128((__m128i *)(out + x), _mm_packs_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1)));
  }
  for (; x < count; x++) out[x] = reel_weigh_columns_word(in + starts[x], weights + taps * x, taps);
}

static inline void add_words(int32_t *sums, __m128i words) {
  __m256i *at = (__m256i *)sums;
  _mm256_storeu_si256(at, _mm256_add_epi32(_mm256_loadu_si256(at), _mm256_cvtepi16_epi32(words)));
}

void reel_add_line_s32_avx2(int32_t *sums, const uint8_t *samples, const int8_t weights[2], size_t count) {
  const __m256i both = _mm256_set1_epi16((int16_t)((uint8_t)weights[0] | (uint8_t)weights[1] << 8));
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m256i here = _mm256_loadu_si256((const __m256i *)(samples + i)), next = _mm256_loadu_si256((const __m256i *)(samples + i + 1));
    __m256i low = _mm256_maddubs_epi16(_mm256_unpacklo_epi8(here, next), both);
    __m256i high = _mm256_maddubs_epi16(_mm256_unpackhi_epi8(here, next), both);
    add_words(sums + i, _mm256_castsi256_si128(low));
    add_words(sums + i + 8, _mm256_castsi256_si128(high));
    add_words(sums + i + 16, _mm256_extracti128_si256(low, 1));
    add_words(sums + i + 24, _mm256_extracti128_si256(high, 1));
  }
  reel_add_line_s32_scalar(sums + i, samples + i, weights, count - i);
}

static inline __m256i mean_eight(const int32_t *near, const int32_t *far, __m128i shift, __m256i weights) {
  __m256i a = _mm256_sra_epi32(_mm256_loadu_si256((const __m256i *)near), shift);
  __m256i b = _mm256_sra_epi32(_mm256_loadu_si256((const __m256i *)far), shift);
  __m256i sum = _mm256_madd_epi16(_mm256_or_si256(a, _mm256_slli_epi32(b, 16)), weights);
  return _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1 << 20)), 21);
}

void reel_mean_lines_gray8_avx2(uint8_t *out, const int32_t *near, const int32_t *far, reel_mean mean, size_t count) {
  const __m128i shift = _mm_cvtsi32_si128((int32_t)mean.shift);
  const __m256i weights = _mm256_set1_epi32(mean.near_weight | mean.far_weight << 16);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m256i first = mean_eight(near + i, far + i, shift, weights), second = mean_eight(near + i + 8, far + i + 8, shift, weights);
    // Words 0-3, 8-11 | 4-7, 12-15: bytes of the halves side by side are 0-3, 8-11, 4-7, 12-15.
    __m256i words = _mm256_packs_epi32(first, second);
    __m128i codes = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    _mm_storeu_si128((__m128i *)(out + i), _mm_shuffle_epi32(codes, 0xD8));
  }
  reel_mean_lines_gray8_scalar(out + i, near + i, far + i, mean, count - i);
}

/// Whether all neighbours of a place, and so of all places between two such, are samples of the picture.
static inline int inside(reel_window in, int64_t x, int64_t y) {
  int64_t left = (x >> 32) - 1, top = (y >> 32) - 1;
  return left >= (int64_t)in.left && left + 3 <= (int64_t)in.right && top >= (int64_t)in.top && top + 3 <= (int64_t)in.bottom;
}

/// Eight places along an axis: whole numbers and what is beyond them, of 32 bits.
typedef struct eight {
  __m256i whole, rest;
} eight;

static inline eight places(int64_t first, __m256i steps0145, __m256i steps2367) {
  __m256 a = _mm256_castsi256_ps(_mm256_add_epi64(_mm256_set1_epi64x(first), steps0145));
  __m256 b = _mm256_castsi256_ps(_mm256_add_epi64(_mm256_set1_epi64x(first), steps2367));
  return (eight){_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD)), _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88))};
}

/// `reel_turn_weights` of eight places on both axes: w[k] has four of x and four of y in each half.
__attribute__((always_inline)) static inline void turn_weights(__m256i w[4], __m256i x, __m256i y, reel_filter filter) {
  __m256i t = _mm256_packs_epi32(_mm256_srli_epi32(x, 17), _mm256_srli_epi32(y, 17));
  w[0] = w[3] = _mm256_setzero_si256();
  w[2] = _mm256_avg_epu16(t, _mm256_setzero_si256());
  w[1] = _mm256_sub_epi16(_mm256_set1_epi16(1 << 14), w[2]);
  if (filter != REEL_FILTER_BICUBIC) return;
  const __m256i two = _mm256_set1_epi16(2);
  __m256i t2 = _mm256_mulhrs_epi16(t, t), t3 = _mm256_mulhrs_epi16(t2, t);
  // Sums that pass through numbers beyond 16 bits come back.
  __m256i down = _mm256_sub_epi16(t2, t3), twice = _mm256_add_epi16(down, down);
  w[3] = _mm256_srai_epi16(_mm256_sub_epi16(two, down), 2);
  w[0] = _mm256_srai_epi16(_mm256_add_epi16(_mm256_sub_epi16(_mm256_add_epi16(down, t2), t), two), 2);
  __m256i bend = _mm256_sub_epi16(_mm256_add_epi16(_mm256_add_epi16(twice, down), t2), t);
  w[2] = _mm256_add_epi16(w[2], _mm256_srai_epi16(_mm256_add_epi16(bend, two), 2));
  w[1] = _mm256_sub_epi16(_mm256_set1_epi16(1 << 14), _mm256_add_epi16(_mm256_add_epi16(w[0], w[2]), w[3]));
}

/// Four neighbours in each of eight places of a row, weighed: 32 bits, 6 of fraction.
static inline __m256i turn_row(const uint8_t *row, __m256i offsets, __m256i weights02, __m256i weights13) {
  __m256i four = _mm256_i32gather_epi32((const int *)(const void *)row, offsets, 1);
  __m256i even = _mm256_and_si256(four, _mm256_set1_epi16(255)), odd = _mm256_srli_epi16(four, 8);
  __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(even, weights02), _mm256_madd_epi16(odd, weights13));
  return _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(128)), 8);
}

/// Numbers that fit 16 bits, two to a lane.
static inline __m256i pairs(__m256i low, __m256i high) { return _mm256_blend_epi16(low, _mm256_slli_epi32(high, 16), 0xAA); }

/// Eight numbers, clamped.
static inline void store_codes(uint8_t *out, __m256i numbers) {
  __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
  _mm_storel_epi64((__m128i *)out, _mm_packus_epi16(words, words));
}

__attribute__((always_inline)) static inline void turn_gray(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count) {
  const __m256i dx0145 = _mm256_setr_epi64x(0, dx, 4 * dx, 5 * dx), dx2367 = _mm256_setr_epi64x(2 * dx, 3 * dx, 6 * dx, 7 * dx);
  const __m256i dy0145 = _mm256_setr_epi64x(0, dy, 4 * dy, 5 * dy), dy2367 = _mm256_setr_epi64x(2 * dy, 3 * dy, 6 * dy, 7 * dy);
  const __m256i stride = _mm256_set1_epi32((int32_t)in.plane.stride);
  const uint8_t *first = in.plane.base - in.plane.stride - 1;
  size_t i = 0;
  for (; i + 8 <= count; i += 8, x += 8 * dx, y += 8 * dy) {
    if (!inside(in, x, y) || !inside(in, x + 7 * dx, y + 7 * dy)) {
      for (int64_t k = 0; k < 8; k++) reel_turn_sample(out + i + k, in, 1, x + k * dx, y + k * dy, filter);
      continue;
    }
    eight across = places(x, dx0145, dx2367), down = places(y, dy0145, dy2367);
    if (filter == REEL_FILTER_NEAREST) {
      // Of the four about a place the second or the third, by the upper bit of what is beyond a whole number.
      __m256i row = _mm256_add_epi32(down.whole, _mm256_srli_epi32(down.rest, 31));
      __m256i offset = _mm256_add_epi32(_mm256_mullo_epi32(row, stride), across.whole);
      __m256i four = _mm256_i32gather_epi32((const int *)(const void *)(in.plane.base - 1), offset, 1);
      __m256i bits = _mm256_add_epi32(_mm256_slli_epi32(_mm256_srli_epi32(across.rest, 31), 3), _mm256_set1_epi32(8));
      store_codes(out + i, _mm256_and_si256(_mm256_srlv_epi32(four, bits), _mm256_set1_epi32(255)));
      continue;
    }
    __m256i offsets = _mm256_add_epi32(_mm256_mullo_epi32(down.whole, stride), across.whole), w[4];
    turn_weights(w, across.rest, down.rest, filter);
    __m256i x02 = _mm256_unpacklo_epi16(w[0], w[2]), x13 = _mm256_unpacklo_epi16(w[1], w[3]), sum;
    __m256i second = turn_row(first + in.plane.stride, offsets, x02, x13);
    __m256i third = turn_row(first + 2 * in.plane.stride, offsets, x02, x13);
    if (filter == REEL_FILTER_BICUBIC) {
      __m256i top = turn_row(first, offsets, x02, x13), bottom = turn_row(first + 3 * in.plane.stride, offsets, x02, x13);
      sum = _mm256_add_epi32(
          _mm256_madd_epi16(pairs(top, third), _mm256_unpackhi_epi16(w[0], w[2])),
          _mm256_madd_epi16(pairs(second, bottom), _mm256_unpackhi_epi16(w[1], w[3])));
    } else {
      sum = _mm256_madd_epi16(pairs(second, third), _mm256_unpackhi_epi16(w[1], w[2]));
    }
    store_codes(out + i, _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1 << 19)), 20));
  }
  for (; i < count; i++, x += dx, y += dy) reel_turn_sample(out + i, in, 1, x, y, filter);
}

void reel_turn_gray8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count) {
  switch (filter) {
    case REEL_FILTER_NEAREST: return turn_gray(out, in, x, y, dx, dy, REEL_FILTER_NEAREST, count);
    case REEL_FILTER_BILINEAR: return turn_gray(out, in, x, y, dx, dy, REEL_FILTER_BILINEAR, count);
    case REEL_FILTER_BICUBIC: return turn_gray(out, in, x, y, dx, dy, REEL_FILTER_BICUBIC, count);
  }
}

/// Weights of eight places as they are needed one place at a time.
typedef struct turn_pixels {
  int32_t x01[8], x23[8], y02[8], y13[8];
} turn_pixels;

/// Two rows of four pixels, weighed: four channels of the upper one, four of the lower one.
static inline __m256i turn_two(const uint8_t *upper, const uint8_t *lower, __m256i weights01, __m256i weights23) {
  const __m256i neighbours = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15));
  __m256i eight = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)upper)), _mm_loadu_si128((const __m128i *)lower), 1);
  eight = _mm256_shuffle_epi8(eight, neighbours);
  __m256i sum = _mm256_add_epi32(
      _mm256_madd_epi16(_mm256_unpacklo_epi8(eight, _mm256_setzero_si256()), weights01),
      _mm256_madd_epi16(_mm256_unpackhi_epi8(eight, _mm256_setzero_si256()), weights23));
  return _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(128)), 8);
}

void reel_turn_rgba8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count) {
  const __m256i dx0145 = _mm256_setr_epi64x(0, dx, 4 * dx, 5 * dx), dx2367 = _mm256_setr_epi64x(2 * dx, 3 * dx, 6 * dx, 7 * dx);
  const __m256i dy0145 = _mm256_setr_epi64x(0, dy, 4 * dy, 5 * dy), dy2367 = _mm256_setr_epi64x(2 * dy, 3 * dy, 6 * dy, 7 * dy);
  const ptrdiff_t stride = in.plane.stride;
  size_t i = 0;
  for (; i + 8 <= count; i += 8, x += 8 * dx, y += 8 * dy) {
    if (!inside(in, x, y) || !inside(in, x + 7 * dx, y + 7 * dy)) {
      for (int64_t k = 0; k < 8; k++) reel_turn_sample(out + 4 * (i + (size_t)k), in, 4, x + k * dx, y + k * dy, filter);
      continue;
    }
    eight across = places(x, dx0145, dx2367), down = places(y, dy0145, dy2367);
    if (filter == REEL_FILTER_NEAREST) {
      __m256i row = _mm256_add_epi32(down.whole, _mm256_srli_epi32(down.rest, 31));
      __m256i column = _mm256_add_epi32(across.whole, _mm256_srli_epi32(across.rest, 31));
      __m256i offset = _mm256_add_epi32(_mm256_mullo_epi32(row, _mm256_set1_epi32((int32_t)stride)), _mm256_slli_epi32(column, 2));
      _mm256_storeu_si256((__m256i *)(out + 4 * i), _mm256_i32gather_epi32((const int *)(const void *)in.plane.base, offset, 1));
      continue;
    }
    __m256i w[4];
    turn_weights(w, across.rest, down.rest, filter);
    turn_pixels weights;
    _mm256_storeu_si256((__m256i *)weights.x01, _mm256_unpacklo_epi16(w[0], w[1]));
    _mm256_storeu_si256((__m256i *)weights.x23, _mm256_unpacklo_epi16(w[2], w[3]));
    _mm256_storeu_si256((__m256i *)weights.y02, _mm256_unpackhi_epi16(w[0], w[2]));
    _mm256_storeu_si256((__m256i *)weights.y13, _mm256_unpackhi_epi16(w[1], w[3]));
    for (int64_t k = 0; k < 8; k++) {
      const uint8_t *p = in.plane.base + (((y + k * dy) >> 32) - 1) * stride + 4 * (((x + k * dx) >> 32) - 1);
      const __m256i x01 = _mm256_set1_epi32(weights.x01[k]), x23 = _mm256_set1_epi32(weights.x23[k]);
      __m256i upper = turn_two(p, p + stride, x01, x23), lower = turn_two(p + 2 * stride, p + 3 * stride, x01, x23);
      // Rows 0 and 2 in one half, 1 and 3 in the other.
      __m256i sums = _mm256_madd_epi16(
          pairs(upper, lower), _mm256_blend_epi32(_mm256_set1_epi32(weights.y02[k]), _mm256_set1_epi32(weights.y13[k]), 0xF0));
      __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
      sum = _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(1 << 19)), 20);
      sum = _mm_packs_epi32(sum, sum);
      int32_t pixel = _mm_cvtsi128_si32(_mm_packus_epi16(sum, sum));
      __builtin_memcpy(out + 4 * (i + (size_t)k), &pixel, 4);
    }
  }
  for (; i < count; i++, x += dx, y += dy) reel_turn_sample(out + 4 * i, in, 4, x, y, filter);
}

#pragma clang attribute pop

#else
typedef int reel_resample_avx2_is_for_x86_64;
#endif
