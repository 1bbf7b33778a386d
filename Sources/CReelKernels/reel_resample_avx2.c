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

/// Eight outputs at a time, four taps of each in one register.
void reel_weigh_columns_gray8_avx2(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  size_t x = 0;
  for (; x + 8 <= count; x += 8) {
    __m256i first = _mm256_setzero_si256(), second = first;
    for (size_t k = 0; k < taps; k += 4) {
      first = _mm256_add_epi32(first, _mm256_madd_epi16(load4x4(in, starts + x, k), weights4x4(weights + taps * x, taps, k)));
      second = _mm256_add_epi32(
          second, _mm256_madd_epi16(load4x4(in, starts + x + 4, k), weights4x4(weights + taps * (x + 4), taps, k)));
    }
    // Halves of outputs 0 1 | 2 3 and 4 5 | 6 7 become 0 1 4 5 | 2 3 6 7.
    __m256i sums = _mm256_add_epi32(_mm256_hadd_epi32(first, second), _mm256_set1_epi32(1 << 19));
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

static inline int inside(reel_window in, int64_t left, int64_t top) {
  return left >= (int64_t)in.left && left + 3 <= (int64_t)in.right && top >= (int64_t)in.top && top + 3 <= (int64_t)in.bottom;
}

/// The four rows' sums in 32 bits, weighed again and added: sums[r] belongs to row r.
static inline uint8_t turn_finish(__m128i sums, const int16_t *wy) {
  __m128i products = _mm_mullo_epi32(_mm_srai_epi32(_mm_add_epi32(sums, _mm_set1_epi32(128)), 8),
                                     _mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)wy)));
  products = _mm_add_epi32(products, _mm_shuffle_epi32(products, 0x4E));
  products = _mm_add_epi32(products, _mm_shuffle_epi32(products, 0xB1));
  return reel_clamp_code((_mm_cvtsi128_si32(products) + (1 << 19)) >> 20);
}

void reel_turn_gray8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, const int16_t *phases, size_t count) {
  for (size_t i = 0; i < count; i++, x += dx, y += dy) {
    int64_t left = (x >> 32) - 1, top = (y >> 32) - 1;
    if (!inside(in, left, top)) {
      reel_turn_sample(out + i, in, 1, x, y, phases);
      continue;
    }
    const uint8_t *p = in.plane.base + (ptrdiff_t)top * in.plane.stride + left;
    int32_t r[4];
    for (int k = 0; k < 4; k++, p += in.plane.stride) __builtin_memcpy(r + k, p, 4);
    __m256i pixels = _mm256_cvtepu8_epi16(_mm_setr_epi32(r[0], r[1], r[2], r[3]));
    __m256i wx = _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)(phases + 4 * ((x >> 24) & 255))));
    __m256i halves = _mm256_madd_epi16(pixels, wx);
    __m128i sums = _mm_hadd_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    out[i] = turn_finish(sums, phases + 4 * ((y >> 24) & 255));
  }
}

void reel_turn_rgba8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, const int16_t *phases, size_t count) {
  for (size_t i = 0; i < count; i++, x += dx, y += dy) reel_turn_sample(out + 4 * i, in, 4, x, y, phases);
}

#pragma clang attribute pop

#else
typedef int reel_resample_avx2_is_for_x86_64;
#endif
