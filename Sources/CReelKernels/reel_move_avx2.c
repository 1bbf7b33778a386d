// The kernels that only move bytes.
#if defined(__x86_64__)

#include <immintrin.h>

#include "reel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

static inline __m256i load(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
static inline void store(uint8_t *p, __m256i v) { _mm256_storeu_si256((__m256i *)p, v); }
static inline __m256i load_two(const uint8_t *low, const uint8_t *high) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)), _mm_loadu_si128((const __m128i *)high), 1);
}

void reel_mirror_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
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

/// Read forwards and written backwards: what is read has to be there, what is written can wait.
void reel_mirror_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  const __m256i backwards = _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0);
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    const uint8_t *from = in.base;
    size_t left = width;
    // Four at a time, read before they are written: reads and writes run towards each other, and in turns they get into each other's way.
    for (; left >= 32; left -= 32, from += 4 * 32) {
      __m256i pixels[4];
      for (size_t i = 0; i < 4; i++) pixels[i] = load(from + 32 * i);
      for (size_t i = 0; i < 4; i++) store(out.base + 4 * (left - 8 * (i + 1)), _mm256_permutevar8x32_epi32(pixels[i], backwards));
    }
    for (; left >= 8; left -= 8, from += 4 * 8)
      store(out.base + 4 * (left - 8), _mm256_permutevar8x32_epi32(load(from), backwards));
    for (; left > 0; left--, from += 4) __builtin_memcpy(out.base + 4 * (left - 1), from, 4);
  }
}

/// Interleaving the first half with the second, four times, turns 16 rows into 16 columns; both halves of a register at once.
__attribute__((always_inline)) static inline void interleave16(__m256i out[16], const __m256i in[16]) {
  for (int i = 0; i < 8; i++) {
    out[2 * i] = _mm256_unpacklo_epi8(in[i], in[i + 8]);
    out[2 * i + 1] = _mm256_unpackhi_epi8(in[i], in[i + 8]);
  }
}

/// 16 columns of 32 rows.
__attribute__((always_inline)) static inline void transpose_16x32(
    uint8_t *out, ptrdiff_t out_stride, const uint8_t *in, ptrdiff_t in_stride) {
  __m256i a[16], b[16];
  // Told so, the compiler does not keep 32 multiples of the stride at hand, for which there are no registers.
  __asm__("" : "+r"(in_stride), "+r"(out_stride));
  const uint8_t *far = in + 16 * in_stride;
  for (int i = 0; i < 16; i++, in += in_stride, far += in_stride) a[i] = load_two(in, far);
  interleave16(b, a);
  interleave16(a, b);
  interleave16(b, a);
  interleave16(a, b);
  for (int i = 0; i < 16; i++, out += out_stride) store(out, a[i]);
}

/// 8 pixels of 8 rows. Rows come in as halves of four pixels, so that what is interleaved has its place already.
__attribute__((always_inline)) static inline void transpose_rgba_8x8(
    uint8_t *out, ptrdiff_t out_stride, const uint8_t *in, ptrdiff_t in_stride) {
  for (int half = 0; half < 2; half++, in += 16, out += 4 * out_stride) {
    __m256i row[4];
    for (int i = 0; i < 4; i++) row[i] = load_two(in + i * in_stride, in + (i + 4) * in_stride);
    __m256i a = _mm256_unpacklo_epi32(row[0], row[1]), b = _mm256_unpacklo_epi32(row[2], row[3]);
    __m256i c = _mm256_unpackhi_epi32(row[0], row[1]), d = _mm256_unpackhi_epi32(row[2], row[3]);
    store(out, _mm256_unpacklo_epi64(a, b));
    store(out + out_stride, _mm256_unpackhi_epi64(a, b));
    store(out + 2 * out_stride, _mm256_unpacklo_epi64(c, d));
    store(out + 3 * out_stride, _mm256_unpackhi_epi64(c, d));
  }
}

/// Where a block of `side` begins that would begin at `at`: the last one goes back over what another has done.
static inline ptrdiff_t block(size_t at, size_t side, size_t length) { return (ptrdiff_t)(at + side <= length ? at : length - side); }

/// In tiles of a cache line of the rows of both planes.
void reel_transpose_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  enum { columns = 16, lines = 32, tile = 64 };
  if (width < columns || rows < lines) return reel_transpose_gray8_scalar(out, in, width, rows);
  for (size_t top = 0; top < rows; top += tile)
    for (size_t left = 0; left < width; left += tile)
      for (size_t x = left; x < width && x < left + tile; x += columns)
        for (size_t y = top; y < rows && y < top + tile; y += lines) {
          ptrdiff_t column = block(x, columns, width), row = block(y, lines, rows);
          transpose_16x32(out.base + column * out.stride + row, out.stride, in.base + row * in.stride + column, in.stride);
        }
}

/// The same, twice as high as wide, so that what is written is left in longer stretches. Pixels fill the cache four times as fast, so what
/// is read next is sent for.
void reel_transpose_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows) {
  enum { side = 8, wide = 16, high = 32 };
  if (width < side || rows < side) return reel_transpose_rgba8_scalar(out, in, width, rows);
  for (size_t top = 0; top < rows; top += high)
    for (size_t left = 0; left < width; left += wide) {
      // Two tiles ahead, which a processor does not find out by itself.
      for (size_t i = 0; i < high && top + i < rows; i++)
        __builtin_prefetch(in.base + (ptrdiff_t)(top + i) * in.stride + 4 * (ptrdiff_t)(left + 2 * wide));
      for (size_t x = left; x < width && x < left + wide; x += side)
        for (size_t y = top; y < rows && y < top + high; y += side) {
          ptrdiff_t column = block(x, side, width), row = block(y, side, rows);
          transpose_rgba_8x8(
              out.base + column * out.stride + 4 * row, out.stride, in.base + row * in.stride + 4 * column, in.stride);
        }
    }
}

#pragma clang attribute pop

#else
typedef int reel_move_avx2_is_for_x86_64;
#endif
