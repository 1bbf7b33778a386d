// The kernels of masks and grain. Included by every level's file, where the compiler vectorises them for that level:
// integers alone, so equal at every level. REEL_NAME(op) appends the level.

/// Masks of wipes are one value almost everywhere, so samples come in blocks that are copied where nothing mixes.
static void REEL_NAME(mix_plane8)(reel_target out, reel_plane a, reel_plane b, reel_plane mask, size_t width, size_t rows) {
  enum { block = 32 };
  for (; rows > 0; rows--, out.base += out.stride, a.base += a.stride, b.base += b.stride, mask.base += mask.stride) {
    size_t x = 0;
    for (; x + block <= width; x += block) {
      uint64_t m[block / 8];
      __builtin_memcpy(m, mask.base + x, block);
      if ((m[0] | m[1] | m[2] | m[3]) == 0) {
        __builtin_memmove(out.base + x, a.base + x, block);
      } else if ((m[0] & m[1] & m[2] & m[3]) == UINT64_MAX) {
        __builtin_memmove(out.base + x, b.base + x, block);
      } else {
        uint8_t mixed[block];
        for (size_t i = 0; i < block; i++) mixed[i] = reel_mix_sample(a.base[x + i], b.base[x + i], mask.base[x + i]);
        __builtin_memcpy(out.base + x, mixed, block);
      }
    }
    for (; x < width; x++) out.base[x] = reel_mix_sample(a.base[x], b.base[x], mask.base[x]);
  }
}

static inline uint8_t REEL_NAME(halved)(const uint8_t *upper, const uint8_t *lower, size_t left, size_t x, size_t right) {
  uint32_t sum = upper[left] + 2u * upper[x] + upper[right] + lower[left] + 2u * lower[x] + lower[right];
  return (uint8_t)((sum + 4) >> 3);
}

static void REEL_NAME(halve_gray8)(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (size_t y = 0; y < rows; y += 2, out.base += out.stride) {
    const uint8_t *upper = in.base + (ptrdiff_t)y * in.stride, *lower = y + 1 < rows ? upper + in.stride : upper;
    uint8_t *to = out.base;
    to[0] = REEL_NAME(halved)(upper, lower, 0, 0, width > 1 ? 1 : 0);
    for (size_t i = 1; i < width / 2; i++) to[i] = REEL_NAME(halved)(upper, lower, 2 * i - 1, 2 * i, 2 * i + 1);
    if (width % 2 == 1 && width > 1) to[width / 2] = REEL_NAME(halved)(upper, lower, width - 2, width - 1, width - 1);
  }
}

/// lowbias32 (Chris Wellons, "Prospecting for Hash Functions"): each bit of the counter flips each bit of the result with a
/// probability near one half.
static inline uint32_t REEL_NAME(hash)(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

/// The sum of four uniform bytes without their mean: the Irwin-Hall distribution, whose bell is close to the normal one.
static void REEL_NAME(noise_s16)(int16_t *out, size_t count, uint32_t key) {
  for (size_t x = 0; x < count; x++) {
    uint32_t h = REEL_NAME(hash)(key + (uint32_t)x * 0x9e3779b1u);
    uint32_t pairs = (h & 0xff00ffu) + ((h >> 8) & 0xff00ffu);
    out[x] = (int16_t)((int32_t)((pairs & 0xffffu) + (pairs >> 16)) - 510);
  }
}

static void REEL_NAME(spread_s16)(int16_t *out, const int16_t *points, const int32_t *first, const int16_t *shares, size_t count) {
  const int16_t *before = shares, *at = shares + count, *after = shares + 2 * count;
  for (size_t x = 0; x < count; x++) {
    const int16_t *p = points + first[x];
    out[x] = (int16_t)((p[0] * before[x] + p[1] * at[x] + p[2] * after[x] + 128) >> 8);
  }
}

static void REEL_NAME(blend_s16)(
    int16_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int16_t shares[3], size_t count) {
  const int32_t first = shares[0], second = shares[1], third = shares[2];
  for (size_t x = 0; x < count; x++) out[x] = (int16_t)((a[x] * first + b[x] * second + c[x] * third + 128) >> 8);
}

static void REEL_NAME(grain_gray8)(uint8_t *out, const uint8_t *in, const int16_t *noise, size_t width, uint32_t strength) {
  for (size_t x = 0; x < width; x++) out[x] = reel_grain_sample(in[x], noise[x], (int32_t)strength);
}

static void REEL_NAME(screen_plane8)(
    reel_target out, reel_plane a, reel_plane b, reel_plane light, size_t width, size_t rows, uint32_t zero, uint32_t strength) {
  for (; rows > 0; rows--, out.base += out.stride, a.base += a.stride, b.base += b.stride, light.base += light.stride)
    for (size_t x = 0; x < width; x++)
      out.base[x] = reel_screen_sample(a.base[x], b.base[x], light.base[x], (int32_t)zero, (int32_t)strength);
}

// Constants times 4096: Kr, Kb of BT.709, and its chroma in codes of luma: A = 1.5748 * 219 / 224, B = 1.8556 * 219 / 224.
enum { REEL_NAME(kr) = 871, REEL_NAME(kb) = 296, REEL_NAME(kr_a) = 1341, REEL_NAME(kb_b) = 537 };
enum { REEL_NAME(per_a) = 2660, REEL_NAME(per_b) = 2258 };

static inline uint8_t REEL_NAME(code)(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

static void REEL_NAME(channels_chroma)(
    uint8_t *restrict out_cb, uint8_t *restrict out_cr, int16_t *restrict shifts, reel_channels in, size_t width) {
  for (size_t x = 0; x < width; x++) {
    int32_t shift = REEL_NAME(kr_a) * (in.red_cr[x] - in.green_cr[x]) + REEL_NAME(kb_b) * (in.blue_cb[x] - in.green_cb[x]);
    int32_t red = in.red_y[x], green = in.green_y[x], blue = in.blue_y[x];
    int32_t luma = green * 4096 + REEL_NAME(kr) * (red - green) + REEL_NAME(kb) * (blue - green) + shift;
    // Eight bits of fraction are left, so that the product fits.
    int32_t cr = (((red * 4096 - luma) >> 4) * REEL_NAME(per_a) + (1 << 19)) >> 20;
    int32_t cb = (((blue * 4096 - luma) >> 4) * REEL_NAME(per_b) + (1 << 19)) >> 20;
    shifts[x] = (int16_t)((shift + 128) >> 8);
    out_cr[x] = REEL_NAME(code)(in.red_cr[x] + cr);
    out_cb[x] = REEL_NAME(code)(in.blue_cb[x] + cb);
  }
}

/// `shift` is in sixteenths of eighths: seven bits of fraction.
static inline uint8_t REEL_NAME(channels_sample)(int32_t red, int32_t green, int32_t blue, int32_t shift) {
  int32_t step = REEL_NAME(kr) * (red - green) + REEL_NAME(kb) * (blue - green) + shift * 32;
  return REEL_NAME(code)(green + ((step + 2048) >> 12));
}

static void REEL_NAME(channels_luma)(
    uint8_t *out, const uint8_t *red, const uint8_t *green, const uint8_t *blue, const int16_t *near, const int16_t *far,
    size_t width) {
  for (size_t i = 0; i < width / 2; i++) {
    size_t x = 2 * i;
    int32_t here = 3 * near[i] + far[i], next = 3 * near[i + 1] + far[i + 1];
    out[x] = REEL_NAME(channels_sample)(red[x], green[x], blue[x], 2 * here);
    out[x + 1] = REEL_NAME(channels_sample)(red[x + 1], green[x + 1], blue[x + 1], here + next);
  }
  if (width % 2 == 1) {
    size_t x = width - 1, i = x / 2;
    out[x] = REEL_NAME(channels_sample)(red[x], green[x], blue[x], 2 * (3 * near[i] + far[i]));
  }
}
