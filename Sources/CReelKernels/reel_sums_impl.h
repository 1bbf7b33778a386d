// The kernels that make layers. Included by every level's file, where the compiler vectorises them for that level:
// plain C, so equal at every level. REEL_NAME(op) appends the level.

// BT.709 in limited range over the common denominator 5000 (Kr = 1063 / 5000, Kg = 3576 / 5000, Kb = 361 / 5000):
//   Y  = 16 + 219 / 255 * (1063 R + 3576 G + 361 B) / 5000              = 16 + 73 S / 425000
//   Cb - 128 = 112 / 255 * (-1063 R - 3576 G + 4639 B) / 4639
//   Cr - 128 = 112 / 255 * (3937 R - 3576 G - 361 B) / 3937
// Below, r, g, b are R, G, B times alpha (0...255 * 255), so all is divided by another 255.
static void REEL_NAME(gather_rgba8)(reel_sums out, const uint8_t *in, size_t count, int premultiplied) {
  for (size_t i = 0; i < count; i++) {
    int32_t a = in[4 * i + 3], factor = premultiplied ? 255 : a;
    int32_t r = in[4 * i] * factor, g = in[4 * i + 1] * factor, b = in[4 * i + 2] * factor;

    // round(Y * a / 255) = floor((16 * 425000 a + 73 S + 54187500) / (255 * 425000)). The integers exceed 32 bits, so they are
    // doubles: exact, as they stay under 2^53. So is the quotient once truncated: half a unit added keeps it at least
    // 0.5 / 108375000 = 4e-9 away from where it would change, and doubles err by less than 1e-12.
    double n = 6800000.0 * a + 73.0 * (1063 * r + 3576 * g + 361 * b);
    out.y[i] = (uint16_t)((int32_t)((n + 54187500.5) * (1 / 108375000.0)) << 8);

    // 256 * 112 / (4639 * 255 * 255) and its like times 65536; each row of factors sums up to 0, for grey. Within 1/128 of a code.
    out.cb[i] = (int16_t)((-6622 * r - 22276 * g + 28898 * b + 32768) >> 16);
    out.cr[i] = (int16_t)((28898 * r - 26248 * g - 2650 * b + 32768) >> 16);
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
