// Rows on their way to the canvas's colours. Included by every level's file, where the compiler vectorises them for that level: plain C,
// so equal at every level. REEL_NAME(op) appends the level.

static void REEL_NAME(reduce_u16)(
    uint8_t *out, const uint16_t *in, const uint32_t thresholds[16], uint32_t factor, size_t count) {
  size_t x = 0;
  for (; x + 16 <= count; x += 16)
    for (size_t i = 0; i < 16; i++) {
      uint32_t v = (in[x + i] * factor + thresholds[i]) >> 23;
      out[x + i] = (uint8_t)(v < 255 ? v : 255);
    }
  for (; x < count; x++) {
    uint32_t v = (in[x] * factor + thresholds[x & 15]) >> 23;
    out[x] = (uint8_t)(v < 255 ? v : 255);
  }
}

static void REEL_NAME(eighths_u16)(int16_t *out, const uint16_t *in, uint16_t zero, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = (int16_t)(uint16_t)((uint16_t)(in[x] - zero) << 3);
}

static void REEL_NAME(spread_chroma16)(int16_t *out, const uint16_t *near, const uint16_t *far, uint16_t zero, size_t width) {
  size_t last = (width - 1) / 2, whole = (width - 1) / 2;
  for (size_t i = 0; i < whole; i++) {
    int32_t left = 3 * near[i] + far[i], right = 3 * near[i + 1] + far[i + 1];
    out[2 * i] = (int16_t)(2 * left - 8 * zero);
    out[2 * i + 1] = (int16_t)(left + right - 8 * zero);
  }
  int16_t end = (int16_t)(2 * (3 * near[last] + far[last]) - 8 * zero);
  for (size_t x = 2 * whole; x < width; x++) out[x] = end;
}

/// A pixel is read whole: the machines this runs on have its first byte lowest.
static void REEL_NAME(split_rgba8)(reel_rgb_s16 out, const uint8_t *in, size_t count) {
  for (size_t x = 0; x < count; x++) {
    uint32_t pixel;
    __builtin_memcpy(&pixel, in + 4 * x, 4);
    out.r[x] = (int16_t)(pixel & 255);
    out.g[x] = (int16_t)(pixel >> 8 & 255);
    out.b[x] = (int16_t)(pixel >> 16 & 255);
  }
}

static void REEL_NAME(site_s16)(int16_t *out, const int16_t *upper, const int16_t *lower, size_t width) {
  size_t last = width - 1, count = (width + 1) / 2, inner = width / 2;
#define REEL_SITE(left, x, right) \
  (int16_t)(upper[left] + 2 * upper[x] + upper[right] + lower[left] + 2 * lower[x] + lower[right])
  out[0] = REEL_SITE(0, 0, (last > 0 ? 1 : 0));
  for (size_t i = 1; i < inner; i++) out[i] = REEL_SITE(2 * i - 1, 2 * i, 2 * i + 1);
  if (count > inner && count > 1) out[count - 1] = REEL_SITE(last - 1, last, last);
#undef REEL_SITE
}
