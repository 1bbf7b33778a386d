// The kernels of blend modes and straight alpha. Included by every level's file, where the compiler vectorises them for that
// level: integers, and quotients that are exact once rounded, so equal at every level. REEL_NAME(op) appends the level.
// Rows never overlap but for the same sample, which the compiler is told: it would have to compare too many of them.

/// One R', G', B' from 8 (Y - 16), 8 (Cb - 128), 8 (Cr - 128), with 13 bits of fraction: 8192 * 257 / 8 times 255 / 219,
/// 255 / 224 * 1.5748 and its like. The largest sum is below 2^31.
static inline void REEL_NAME(opened)(reel_rgb16 out, size_t x, int32_t y, int32_t cb, int32_t cr) {
  int32_t luma = 306428 * y + 4096;
  int32_t r = (luma + 471792 * cr) >> 13, g = (luma - 56120 * cb - 140245 * cr) >> 13, b = (luma + 555917 * cb) >> 13;
  out.r[x] = (uint16_t)(r < 0 ? 0 : r > 65535 ? 65535 : r);
  out.g[x] = (uint16_t)(g < 0 ? 0 : g > 65535 ? 65535 : g);
  out.b[x] = (uint16_t)(b < 0 ? 0 : b > 65535 ? 65535 : b);
}

static void REEL_NAME(open_yuv8)(reel_rgb16 out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count) {
  size_t pairs = count / 2;
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < pairs; i++) {
    REEL_NAME(opened)(out, 2 * i, 8 * y[2 * i] - 128, 2 * cb[i] - 1024, 2 * cr[i] - 1024);
    REEL_NAME(opened)(out, 2 * i + 1, 8 * y[2 * i + 1] - 128, cb[i] + cb[i + 1] - 1024, cr[i] + cr[i + 1] - 1024);
  }
  if (count % 2) REEL_NAME(opened)(out, count - 1, 8 * y[count - 1] - 128, 2 * cb[pairs] - 1024, 2 * cr[pairs] - 1024);
}

static inline uint16_t REEL_NAME(product16)(uint32_t a, uint32_t b) {
  uint32_t n = a * b + 32768;
  return (uint16_t)((n + (n >> 16)) >> 16);
}

static void REEL_NAME(premultiply_rgb16)(reel_rgb16 color, const uint16_t *alpha, size_t count) {
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++) {
    color.r[i] = REEL_NAME(product16)(color.r[i], alpha[i]);
    color.g[i] = REEL_NAME(product16)(color.g[i], alpha[i]);
    color.b[i] = REEL_NAME(product16)(color.b[i], alpha[i]);
  }
}

/// Y' = y (1 - alpha) + 16 alpha + 219 (0.2126 R' + 0.7152 G' + 0.0722 B') over the denominator 128 * 65535, whose sum stays
/// below 2^32. The differences are 224 * 256 / 65535 of a colour's, in 16 bits; each row of factors sums up to 0, for grey.
static void REEL_NAME(close_yuv8)(
    uint8_t *y, int16_t *cb, int16_t *cr, reel_rgb16 color, const uint16_t *alpha, size_t count) {
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++) {
    int32_t r = color.r[i], g = color.g[i], b = color.b[i], old = y[i];
    uint32_t mixed = (uint32_t)((old << 16) - old + (16 - old) * alpha[i]) * 128;
    uint32_t n = (mixed + (uint32_t)(5960 * r + 20048 * g + 2024 * b) + 64 * 65535) >> 7;
    uint32_t code = (n + (n >> 16) + 1) >> 16;
    y[i] = (uint8_t)(code > 255 ? 255 : code);
    cb[i] = (int16_t)((-6570 * r - 22102 * g + 28672 * b + 32768) >> 16);
    cr[i] = (int16_t)((28672 * r - 26043 * g - 2629 * b + 32768) >> 16);
  }
}

/// chroma (1 - alpha) + 128 alpha + the differences, over the denominator 8 * 65535.
static inline uint8_t REEL_NAME(chroma)(uint8_t old, int32_t alpha, int32_t difference) {
  int32_t n = old * 524280 + (128 - old) * alpha + difference * 256 - (difference >> 8) + 262140;
  n = n < 0 ? 0 : n >> 3;
  int32_t code = (n + (n >> 16) + 1) >> 16;
  return (uint8_t)(code > 255 ? 255 : code);
}

static void REEL_NAME(close_chroma8)(uint8_t *cb, uint8_t *cr, reel_differences upper, reel_differences lower, size_t count) {
#define REEL_FILTER(p) \
  (upper.p[x - 1] + 2 * upper.p[x] + upper.p[x + 1] + lower.p[x - 1] + 2 * lower.p[x] + lower.p[x + 1])
#pragma clang loop vectorize(assume_safety)
  for (ptrdiff_t i = 0; i < (ptrdiff_t)count; i++) {
    ptrdiff_t x = 2 * i;
    int32_t alpha = REEL_FILTER(alpha);
    cb[i] = REEL_NAME(chroma)(cb[i], alpha, REEL_FILTER(cb));
    cr[i] = REEL_NAME(chroma)(cr[i], alpha, REEL_FILTER(cr));
  }
#undef REEL_FILTER
}

/// round(255 c / a) = floor((510 c + a) / (2 a)). Both are whole and below 2^24; a quotient that is not whole lies at least
/// 1 / 510 below the next whole number, so rounding it to a float does not reach that.
static void REEL_NAME(unpremultiply_rgba8)(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    const uint8_t *from = in.base;
    uint8_t *to = out.base;
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < width; i++) {
      int32_t a = from[4 * i + 3], keep = a > 0 ? 255 : 0;
      float divisor = (float)(2 * (a > 0 ? a : 1));
      int32_t r = (int32_t)((float)(510 * from[4 * i] + a) / divisor);
      int32_t g = (int32_t)((float)(510 * from[4 * i + 1] + a) / divisor);
      int32_t b = (int32_t)((float)(510 * from[4 * i + 2] + a) / divisor);
      to[4 * i] = (uint8_t)((r < 255 ? r : 255) & keep);
      to[4 * i + 1] = (uint8_t)((g < 255 ? g : 255) & keep);
      to[4 * i + 2] = (uint8_t)((b < 255 ? b : 255) & keep);
      to[4 * i + 3] = (uint8_t)a;
    }
  }
}

/// min(1, a / b) of 65535ths. 2^23 leaves a float no place for a fraction, and the whole number in its lower bits.
static inline uint16_t REEL_NAME(fraction16)(float value) {
  float whole = (value < 65535.0f ? value : 65535.0f) + 8388608.0f;
  uint32_t bits;
  __builtin_memcpy(&bits, &whole, sizeof bits);
  return (uint16_t)bits;
}

static inline uint16_t REEL_NAME(quotient16)(int32_t a, int32_t b) {
  return REEL_NAME(fraction16)((float)a * 65535.0f / (float)(b > 1 ? b : 1));
}

static void REEL_NAME(color_dodge16)(uint16_t *restrict backdrop, const uint8_t *restrict source, size_t count) {
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++) backdrop[i] = REEL_NAME(quotient16)(backdrop[i], 65535 - source[i] * 257);
}

static void REEL_NAME(color_burn16)(uint16_t *restrict backdrop, const uint8_t *restrict source, size_t count) {
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++)
    backdrop[i] = (uint16_t)(65535 - REEL_NAME(quotient16)(65535 - backdrop[i], source[i] * 257));
}

/// D(x) = ((16 x - 12) x + 4) x up to x = 1/4 and the root of x above.
static inline uint32_t REEL_NAME(soft16)(uint32_t x) {
  uint32_t small = x < 16383 ? x : 16383, square = REEL_NAME(product16)(small, small);
  uint32_t curve = 4 * small + 16 * REEL_NAME(product16)(square, small) - 12 * square;
  return x > 16383 ? REEL_NAME(fraction16)(__builtin_sqrtf((float)(int32_t)x * 65535.0f)) : curve;
}

static void REEL_NAME(soft_light16)(uint16_t *restrict backdrop, const uint8_t *restrict source, size_t count) {
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++) {
    uint32_t b = backdrop[i], s = source[i];
    uint32_t brighter = b + REEL_NAME(product16)(2 * 257 * s - 65535, REEL_NAME(soft16)(b) - b);
    uint32_t darker = b - REEL_NAME(product16)(65535 - 2 * 257 * s, REEL_NAME(product16)(b, 65535 - b));
    backdrop[i] = (uint16_t)(s > 127 ? brighter : darker);
  }
}
