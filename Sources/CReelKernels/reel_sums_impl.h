// The kernels that make layers. Included by every level's file, where the compiler vectorises them for that level:
// plain C, so equal at every level. REEL_NAME(op) appends the level.

// BT.709 in limited range over the common denominator 5000 (Kr = 1063 / 5000, Kg = 3576 / 5000, Kb = 361 / 5000):
//   Y  = 16 + 219 / 255 * (1063 R + 3576 G + 361 B) / 5000              = 16 + 73 S / 425000
//   Cb - 128 = 112 / 255 * (-1063 R - 3576 G + 4639 B) / 4639
//   Cr - 128 = 112 / 255 * (3937 R - 3576 G - 361 B) / 3937
// Below, r, g, b are R, G, B times alpha (0...255 * 255), so all is divided by another 255. The integers exceed 32 bits, so
// the divisions are done in doubles, which is exact: numerators are whole numbers under 2^53, quotients are at least half a
// unit of the numerator away from where they would change (4e-8 and 2e-9), and doubles err by less than 1e-11.
static void REEL_NAME(gather_rgba8)(reel_sums out, const uint8_t *in, size_t count, int premultiplied) {
  for (size_t i = 0; i < count; i++) {
    int32_t a = in[4 * i + 3], factor = premultiplied ? 255 : a;
    int32_t r = in[4 * i] * factor, g = in[4 * i + 1] * factor, b = in[4 * i + 2] * factor;

    // 256 * Y * a / 255 = 32 (6800000 a + 73 s) / 13546875; the last bit says whether anything was left over.
    double n = 32.0 * (6800000.0 * a + 73.0 * (1063 * r + 3576 * g + 361 * b));
    int32_t y = (int32_t)((n + 0.5) * (1 / 13546875.0));
    out.y[i] = (uint16_t)(y | (n - y * 13546875.0 > 0));

    // 256 * 112 / (255 * 255) = 28672 / 65025. The bias makes the truncation a rounding; halves cannot occur.
    double blue = (-1063 * r - 3576 * g + 4639 * b) * (28672.0 / (4639 * 65025.0));
    double red = (3937 * r - 3576 * g - 361 * b) * (28672.0 / (3937 * 65025.0));
    out.cb[i] = (int16_t)((int32_t)(blue + 28673.5) - 28673);
    out.cr[i] = (int16_t)((int32_t)(red + 28673.5) - 28673);
    out.a[i] = (uint16_t)(a << 8);
  }
}

static void REEL_NAME(cover_gray8)(
    reel_sums out, const uint8_t *coverage, size_t count, uint32_t opacity, uint16_t y, int16_t cb, int16_t cr) {
  for (size_t i = 0; i < count; i++) {
    // Nothing here overflows: a is the largest, 65280 * 65536 + 32768 < 2^32; |cb|, |cr| <= 28672.
    uint32_t k = (coverage[i] * opacity * 65536 + 32512) / 65025, rest = 65536 - k;
    out.y[i] = (uint16_t)((out.y[i] * rest + y * k + 32768) >> 16);
    out.a[i] = (uint16_t)((out.a[i] * rest + 65280 * k + 32768) >> 16);
    out.cb[i] = (int16_t)((out.cb[i] * (int32_t)rest + cb * (int32_t)k + 32768) >> 16);
    out.cr[i] = (int16_t)((out.cr[i] * (int32_t)rest + cr * (int32_t)k + 32768) >> 16);
  }
}

/// round(128 * alpha / 255 + sum / 2048): the offset goes with the alpha that is stored, so grey stays grey exactly.
static inline uint8_t REEL_NAME(settled)(int32_t alpha, int32_t sum) {
  int32_t x = (262144 * alpha + 255 * sum + 261120) >> 11;
  x = x < 0 ? 0 : x > 65279 ? 65279 : x;
  return (uint8_t)((x + 1 + (x >> 8)) >> 8);
}

static void REEL_NAME(settle_sums)(reel_layer_rows out, reel_sums upper, reel_sums lower, size_t pairs) {
  const reel_sums rows[2] = {upper, lower};
  for (size_t row = 0; row < 2; row++) {
    const uint16_t *y = rows[row].y, *a = rows[row].a;
    uint8_t *out_y = out.y[row], *out_a = out.a[row];
    for (size_t x = 0; x < pairs * 2; x++) {
      out_y[x] = (uint8_t)((y[x] + 128) >> 8);
      out_a[x] = (uint8_t)((a[x] + 128) >> 8);
    }
  }
#define REEL_FILTER(p) \
  (upper.p[x - 1] + 2 * upper.p[x] + upper.p[x + 1] + lower.p[x - 1] + 2 * lower.p[x] + lower.p[x + 1])
  for (ptrdiff_t i = 0; i < (ptrdiff_t)pairs; i++) {
    ptrdiff_t x = 2 * i;
    int32_t alpha = (REEL_FILTER(a) + 1024) >> 11;
    out.half_a[i] = (uint8_t)alpha;
    out.cb[i] = REEL_NAME(settled)(alpha, REEL_FILTER(cb));
    out.cr[i] = REEL_NAME(settled)(alpha, REEL_FILTER(cr));
  }
#undef REEL_FILTER
}
