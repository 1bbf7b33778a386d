#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_samples.h"
#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define REEL_NAME(op) reel_##op##_avx2
#include "reel_color_impl.h"
#include "reel_convert_impl.h"
#include "reel_sums_impl.h"
#include "reel_effects_impl.h"
#include "reel_blend_impl.h"
#include "reel_key_impl.h"
#include "reel_mask_impl.h"

static inline __m256i load(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
static inline void store(uint8_t *p, __m256i v) { _mm256_storeu_si256((__m256i *)p, v); }

/// x * 256 + (y - x) * weight + 128 fits 16 bits without a sign, so the product may wrap on the way. `x256` is x * 256.
static inline __m256i dissolve(__m256i x256, __m256i x, __m256i y, __m256i weight) {
  __m256i step = _mm256_mullo_epi16(_mm256_sub_epi16(y, x), weight);
  return _mm256_srli_epi16(_mm256_add_epi16(_mm256_add_epi16(x256, step), _mm256_set1_epi16(128)), 8);
}

static void reel_dissolve_plane8_avx2(
    reel_target out, reel_plane a, reel_plane b, size_t width, size_t rows, uint32_t weight) {
  const __m256i zero = _mm256_setzero_si256(), w = _mm256_set1_epi16((int16_t)weight);
  for (; rows > 0; rows--, out.base += out.stride, a.base += a.stride, b.base += b.stride) {
    size_t x = 0;
    for (; x + 32 <= width; x += 32) {
      __m256i va = load(a.base + x), vb = load(b.base + x);
      __m256i low = dissolve(
          _mm256_unpacklo_epi8(zero, va), _mm256_unpacklo_epi8(va, zero), _mm256_unpacklo_epi8(vb, zero), w);
      __m256i high = dissolve(
          _mm256_unpackhi_epi8(zero, va), _mm256_unpackhi_epi8(va, zero), _mm256_unpackhi_epi8(vb, zero), w);
      store(out.base + x, _mm256_packus_epi16(low, high));
    }
    for (; x < width; x++) out.base[x] = reel_dissolve_sample(a.base[x], b.base[x], weight);
  }
}

/// round(a * b / 255) of 16-bit lanes that hold bytes.
static inline __m256i multiply255(__m256i a, __m256i b) {
  __m256i t = _mm256_add_epi16(_mm256_mullo_epi16(a, b), _mm256_set1_epi16(128));
  return _mm256_srli_epi16(_mm256_add_epi16(t, _mm256_srli_epi16(t, 8)), 8);
}

/// Opacity 256, where `color` needs no factor.
static inline __m256i over_opaque(__m256i out, __m256i color, __m256i alpha) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i rest = _mm256_xor_si256(alpha, _mm256_set1_epi8(-1));
  __m256i low = multiply255(_mm256_unpacklo_epi8(out, zero), _mm256_unpacklo_epi8(rest, zero));
  __m256i high = multiply255(_mm256_unpackhi_epi8(out, zero), _mm256_unpackhi_epi8(rest, zero));
  return _mm256_adds_epu8(color, _mm256_packus_epi16(low, high));
}

/// The sample formula with its terms in another order: opacity * (255 * color - alpha * out) + 65280 * out + 32640.
/// `pairs` holds color and out in 16 bits each, `factors` 255 and -alpha.
static inline __m256i over_faded4(__m256i pairs, __m256i factors, __m256i opacity) {
  __m256i step = _mm256_mullo_epi32(_mm256_madd_epi16(pairs, factors), opacity);
  __m256i out = _mm256_madd_epi16(pairs, _mm256_set1_epi32(32640 << 16));
  __m256i n = _mm256_add_epi32(_mm256_add_epi32(step, _mm256_set1_epi32(32640)), _mm256_slli_epi32(out, 1));
  __m256i x = _mm256_srli_epi32(n, 8);
  return _mm256_srli_epi32(
      _mm256_add_epi32(_mm256_add_epi32(x, _mm256_set1_epi32(1)), _mm256_srli_epi32(x, 8)), 8);
}

static inline __m256i over_faded8(__m256i out, __m256i color, __m256i alpha, __m256i opacity) {
  const __m256i full = _mm256_set1_epi16(255);
  __m256i minus = _mm256_sub_epi16(_mm256_setzero_si256(), alpha);
  return _mm256_packus_epi32(
      over_faded4(_mm256_unpacklo_epi16(color, out), _mm256_unpacklo_epi16(full, minus), opacity),
      over_faded4(_mm256_unpackhi_epi16(color, out), _mm256_unpackhi_epi16(full, minus), opacity));
}

static inline __m256i over_faded(__m256i out, __m256i color, __m256i alpha, __m256i opacity) {
  const __m256i zero = _mm256_setzero_si256();
  return _mm256_packus_epi16(
      over_faded8(
          _mm256_unpacklo_epi8(out, zero), _mm256_unpacklo_epi8(color, zero), _mm256_unpacklo_epi8(alpha, zero), opacity),
      over_faded8(
          _mm256_unpackhi_epi8(out, zero), _mm256_unpackhi_epi8(color, zero), _mm256_unpackhi_epi8(alpha, zero), opacity));
}

static void reel_over_plane8_avx2(
    reel_target out, reel_plane color, reel_plane alpha, size_t width, size_t rows, uint32_t opacity) {
  const __m256i o = _mm256_set1_epi32((int32_t)opacity);
  for (; rows > 0; rows--, out.base += out.stride, color.base += color.stride, alpha.base += alpha.stride) {
    size_t x = 0;
    for (; x + 32 <= width; x += 32) {
      __m256i c = load(color.base + x), a = load(alpha.base + x), both = _mm256_or_si256(c, a);
      // Most of a layer of text is empty.
      if (_mm256_testz_si256(both, both)) continue;
      __m256i v = load(out.base + x);
      store(out.base + x, opacity == 256 ? over_opaque(v, c, a) : over_faded(v, c, a, o));
    }
    for (; x < width; x++) out.base[x] = reel_over_sample(out.base[x], color.base[x], alpha.base[x], opacity);
  }
}

static inline uint64_t sum4(__m256i v) {
  __m128i s = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  return (uint64_t)_mm_cvtsi128_si64(s) + (uint64_t)_mm_extract_epi64(s, 1);
}

static reel_statistics reel_statistics_plane8_avx2(reel_plane in, size_t width, size_t rows) {
  __m256i minimum = _mm256_set1_epi8(-1), maximum = _mm256_setzero_si256(), sum = maximum;
  reel_statistics s = {255, 0, 0};
  for (; rows > 0; rows--, in.base += in.stride) {
    size_t x = 0;
    for (; x + 32 <= width; x += 32) {
      __m256i v = load(in.base + x);
      minimum = _mm256_min_epu8(minimum, v);
      maximum = _mm256_max_epu8(maximum, v);
      sum = _mm256_add_epi64(sum, _mm256_sad_epu8(v, _mm256_setzero_si256()));
    }
    for (; x < width; x++) reel_add_sample(&s, in.base[x]);
  }
  uint8_t lowest[32], highest[32];
  store(lowest, minimum);
  store(highest, maximum);
  for (size_t i = 0; i < 32; i++) {
    s.minimum = lowest[i] < s.minimum ? lowest[i] : s.minimum;
    s.maximum = highest[i] > s.maximum ? highest[i] : s.maximum;
  }
  s.sum += sum4(sum);
  return s;
}

static uint64_t reel_difference_plane8_avx2(reel_plane a, reel_plane b, size_t width, size_t rows) {
  __m256i sums = _mm256_setzero_si256();
  uint64_t sum = 0;
  for (; rows > 0; rows--, a.base += a.stride, b.base += b.stride) {
    size_t x = 0;
    for (; x + 32 <= width; x += 32) sums = _mm256_add_epi64(sums, _mm256_sad_epu8(load(a.base + x), load(b.base + x)));
    for (; x < width; x++) sum += reel_distance(a.base[x], b.base[x]);
  }
  return sum + sum4(sums);
}

/// Four pixels at a time: 16-bit lanes times their pixel's alpha; alpha itself times 255.
static inline __m256i premultiply(__m256i pixels) {
  const __m256i alphas = _mm256_broadcastsi128_si256(_mm_setr_epi8(6, 7, 6, 7, 6, 7, -1, -1, 14, 15, 14, 15, 14, 15, -1, -1));
  const __m256i full = _mm256_set1_epi64x(255LL << 48);
  return multiply255(pixels, _mm256_or_si256(_mm256_shuffle_epi8(pixels, alphas), full));
}

static void reel_premultiply_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  const __m256i zero = _mm256_setzero_si256();
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    size_t x = 0;
    for (; x + 8 <= width; x += 8) {
      __m256i v = load(in.base + 4 * x);
      __m256i low = premultiply(_mm256_unpacklo_epi8(v, zero)), high = premultiply(_mm256_unpackhi_epi8(v, zero));
      store(out.base + 4 * x, _mm256_packus_epi16(low, high));
    }
    for (; x < width; x++) reel_premultiply_pixel(out.base + 4 * x, in.base + 4 * x);
  }
}

#pragma clang attribute pop

const reel_kernels reel_kernels_avx2 = {
    .level = REEL_LEVEL_AVX2,
    .dissolve_plane8 = reel_dissolve_plane8_avx2,
    .over_plane8 = reel_over_plane8_avx2,
    .statistics_plane8 = reel_statistics_plane8_avx2,
    .difference_plane8 = reel_difference_plane8_avx2,
    .mirror_gray8 = reel_mirror_gray8_avx2,
    .mirror_rgba8 = reel_mirror_rgba8_avx2,
    .transpose_gray8 = reel_transpose_gray8_avx2,
    .transpose_rgba8 = reel_transpose_rgba8_avx2,
    .premultiply_rgba8 = reel_premultiply_rgba8_avx2,
    .gather_rgba8 = reel_gather_rgba8_avx2,
    .cover_gray8 = reel_cover_gray8_avx2,
    .settle_sums = reel_settle_sums_avx2,
    .mix_plane8 = reel_mix_plane8_avx2,
    .halve_gray8 = reel_halve_gray8_avx2,
    .noise_s16 = reel_noise_s16_avx2,
    .spread_s16 = reel_spread_s16_avx2,
    .blend_s16 = reel_blend_s16_avx2,
    .grain_gray8 = reel_grain_gray8_avx2,
    .screen_plane8 = reel_screen_plane8_avx2,
    .channels_chroma = reel_channels_chroma_avx2,
    .channels_luma = reel_channels_luma_avx2,
    .spread_chroma8 = reel_spread_chroma8_avx2,
    .site_luma8 = reel_site_luma8_avx2,
    .color_luma8 = reel_color_luma8_avx2,
    .color_chroma8 = reel_color_chroma8_avx2,
    .weigh_rows8 = reel_weigh_rows8_avx2,
    .weigh_columns_gray8 = reel_weigh_columns_gray8_avx2,
    .weigh_columns_rgba8 = reel_weigh_columns_rgba8_avx2,
    .weigh_rows_s16 = reel_weigh_rows_s16_avx2,
    .settle_rows_gray8 = reel_settle_rows_gray8_avx2,
    .weigh_columns_s16 = reel_weigh_columns_s16_avx2,
    .add_line_s32 = reel_add_line_s32_avx2,
    .mean_lines_gray8 = reel_mean_lines_gray8_avx2,
    .turn_gray8 = reel_turn_gray8_avx2,
    .turn_rgba8 = reel_turn_rgba8_avx2,
    .open_yuv8 = reel_open_yuv8_avx2,
    .premultiply_rgb16 = reel_premultiply_rgb16_avx2,
    .close_yuv8 = reel_close_yuv8_avx2,
    .close_chroma8 = reel_close_chroma8_avx2,
    .unpremultiply_rgba8 = reel_unpremultiply_rgba8_avx2,
    .key_rgba8 = reel_key_rgba8_avx2,
    .convert_luma8 = reel_convert_luma8_avx2,
    .convert_chroma8 = reel_convert_chroma8_avx2,
    .convert_s16 = reel_convert_s16_avx2,
    .convert_deep_luma8 = reel_convert_deep_luma8_scalar,
    .convert_deep_chroma8 = reel_convert_deep_chroma8_scalar,
    .convert_dithered_s16 = reel_convert_dithered_s16_avx2,
    .eighths_u16 = reel_eighths_u16_avx2,
    .spread_chroma16 = reel_spread_chroma16_avx2,
    .range_row8 = reel_range_row8_avx2,
    .reduce_u16 = reel_reduce_u16_avx2,
    .split_rgba8 = reel_split_rgba8_avx2,
    .site_s16 = reel_site_s16_avx2,
    .color_dodge16 = reel_color_dodge16_avx2,
    .color_burn16 = reel_color_burn16_avx2,
    .soft_light16 = reel_soft_light16_avx2,
    .ellipse_gray8 = reel_ellipse_gray8_avx2,
};

#else
typedef int reel_avx2_is_for_x86_64;
#endif
