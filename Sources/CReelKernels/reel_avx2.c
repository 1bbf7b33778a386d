#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_resample.h"
#include "reel_samples.h"
#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define REEL_NAME(op) reel_##op##_avx2
#include "reel_color_impl.h"
#include "reel_sums_impl.h"
#include "reel_effects_impl.h"
#include "reel_blend_impl.h"
#include "reel_key_impl.h"

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

static void reel_mirror_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  const __m256i backwards = _mm256_broadcastsi128_si256(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    size_t x = 0;
    for (; x + 32 <= width; x += 32) {
      __m256i v = _mm256_shuffle_epi8(load(in.base + width - 32 - x), backwards);
      store(out.base + x, _mm256_permute4x64_epi64(v, 0x4E));
    }
    for (; x < width; x++) out.base[x] = in.base[width - 1 - x];
  }
}

static void reel_mirror_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  const __m256i backwards = _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0);
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    size_t x = 0;
    // Four at a time, read before they are written: reads and writes run towards each other, and in turns they get into each other's way.
    for (; x + 32 <= width; x += 32) {
      __m256i pixels[4];
      for (size_t i = 0; i < 4; i++) pixels[i] = load(in.base + 4 * (width - 8 - x - 8 * i));
      for (size_t i = 0; i < 4; i++) store(out.base + 4 * x + 32 * i, _mm256_permutevar8x32_epi32(pixels[i], backwards));
    }
    for (; x + 8 <= width; x += 8)
      store(out.base + 4 * x, _mm256_permutevar8x32_epi32(load(in.base + 4 * (width - 8 - x)), backwards));
    for (; x < width; x++) __builtin_memcpy(out.base + 4 * x, in.base + 4 * (width - 1 - x), 4);
  }
}

/// Interleaving the first half with the second, four times, turns 16 rows into 16 columns.
static inline void interleave16(__m128i out[16], const __m128i in[16]) {
  for (int i = 0; i < 8; i++) {
    out[2 * i] = _mm_unpacklo_epi8(in[i], in[i + 8]);
    out[2 * i + 1] = _mm_unpackhi_epi8(in[i], in[i + 8]);
  }
}

static inline void transpose16(uint8_t *out, ptrdiff_t out_stride, const uint8_t *in, ptrdiff_t in_stride) {
  __m128i a[16], b[16];
  for (int i = 0; i < 16; i++) a[i] = _mm_loadu_si128((const __m128i *)(in + i * in_stride));
  interleave16(b, a);
  interleave16(a, b);
  interleave16(b, a);
  interleave16(a, b);
  for (int i = 0; i < 16; i++) _mm_storeu_si128((__m128i *)(out + i * out_stride), a[i]);
}

static inline void transpose4(uint8_t *out, ptrdiff_t out_stride, const uint8_t *in, ptrdiff_t in_stride) {
  __m128i row[4];
  for (int i = 0; i < 4; i++) row[i] = _mm_loadu_si128((const __m128i *)(in + i * in_stride));
  __m128i a = _mm_unpacklo_epi32(row[0], row[1]), b = _mm_unpacklo_epi32(row[2], row[3]);
  __m128i c = _mm_unpackhi_epi32(row[0], row[1]), d = _mm_unpackhi_epi32(row[2], row[3]);
  _mm_storeu_si128((__m128i *)out, _mm_unpacklo_epi64(a, b));
  _mm_storeu_si128((__m128i *)(out + out_stride), _mm_unpackhi_epi64(a, b));
  _mm_storeu_si128((__m128i *)(out + 2 * out_stride), _mm_unpacklo_epi64(c, d));
  _mm_storeu_si128((__m128i *)(out + 3 * out_stride), _mm_unpackhi_epi64(c, d));
}

typedef void (*transpose_block)(uint8_t *, ptrdiff_t, const uint8_t *, ptrdiff_t);
typedef void (*transpose_plane)(reel_target, reel_plane, size_t, size_t);

/// Blocks of 16 by 16 bytes, in tiles of a cache line of the rows of both planes; what is left over, by `rest`.
__attribute__((always_inline)) static inline void transpose_tiles(
    reel_target out, reel_plane in, size_t width, size_t rows, size_t bytes, transpose_block block, transpose_plane rest) {
  const size_t side = 16 / bytes, tile = 64 / bytes;
  const size_t whole_width = width / side * side, whole_rows = rows / side * side;
  for (size_t left = 0; left < whole_width; left += tile)
    for (size_t top = 0; top < whole_rows; top += tile)
      for (size_t x = left; x < whole_width && x < left + tile; x += side)
        for (size_t y = top; y < whole_rows && y < top + tile; y += side)
          block(
              out.base + (ptrdiff_t)x * out.stride + y * bytes, out.stride,
              in.base + (ptrdiff_t)y * in.stride + x * bytes, in.stride);
  rest(
      (reel_target){out.base + whole_rows * bytes, out.stride},
      (reel_plane){in.base + (ptrdiff_t)whole_rows * in.stride, in.stride}, whole_width, rows - whole_rows);
  rest(
      (reel_target){out.base + (ptrdiff_t)whole_width * out.stride, out.stride},
      (reel_plane){in.base + whole_width * bytes, in.stride}, width - whole_width, rows);
}

static void reel_transpose_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  transpose_tiles(out, in, width, rows, 1, transpose16, reel_transpose_gray8_scalar);
}

static void reel_transpose_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  transpose_tiles(out, in, width, rows, 4, transpose4, reel_transpose_rgba8_scalar);
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


/// Two rows at a time: their samples side by side, so that one instruction multiplies and adds both.
static void reel_weigh_rows8_avx2(
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
static void reel_weigh_columns_gray8_avx2(
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

static void reel_weigh_columns_rgba8_avx2(
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

static void reel_turn_gray8_avx2(
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

static void reel_turn_rgba8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, const int16_t *phases, size_t count) {
  for (size_t i = 0; i < count; i++, x += dx, y += dy) reel_turn_sample(out + 4 * i, in, 4, x, y, phases);
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
    .box_across_gray8 = reel_box_across_gray8_avx2,
    .box_down_gray8 = reel_box_down_gray8_avx2,
    .spread_chroma8 = reel_spread_chroma8_avx2,
    .site_luma8 = reel_site_luma8_avx2,
    .color_luma8 = reel_color_luma8_avx2,
    .color_chroma8 = reel_color_chroma8_avx2,
    .weigh_rows8 = reel_weigh_rows8_avx2,
    .weigh_columns_gray8 = reel_weigh_columns_gray8_avx2,
    .weigh_columns_rgba8 = reel_weigh_columns_rgba8_avx2,
    .turn_gray8 = reel_turn_gray8_avx2,
    .turn_rgba8 = reel_turn_rgba8_avx2,
    .open_yuv8 = reel_open_yuv8_avx2,
    .premultiply_rgb16 = reel_premultiply_rgb16_avx2,
    .close_yuv8 = reel_close_yuv8_avx2,
    .close_chroma8 = reel_close_chroma8_avx2,
    .unpremultiply_rgba8 = reel_unpremultiply_rgba8_avx2,
    .key_rgba8 = reel_key_rgba8_avx2,
};

#else
typedef int reel_avx2_is_for_x86_64;
#endif
