// Rows on their way to a colour table. Included by every level's file, where the compiler vectorises them for that level: plain C, so
// equal at every level. REEL_NAME(op) appends the level.

/// Three quarters of the nearer row; the even columns of luma are chroma's own, the odd ones lie halfway.
static void REEL_NAME(spread_chroma8)(int16_t *out, const uint8_t *near, const uint8_t *far, size_t width) {
  size_t last = (width - 1) / 2, whole = (width - 1) / 2;
  for (size_t i = 0; i < whole; i++) {
    int32_t left = 3 * near[i] + far[i], right = 3 * near[i + 1] + far[i + 1];
    out[2 * i] = (int16_t)(2 * left - 1024);
    out[2 * i + 1] = (int16_t)(left + right - 1024);
  }
  int16_t end = (int16_t)(2 * (3 * near[last] + far[last]) - 1024);
  for (size_t x = 2 * whole; x < width; x++) out[x] = end;
}

/// (1 2 1) / 4 across, (1 1) / 2 down: eighths.
static void REEL_NAME(site_luma8)(int16_t *out, const uint8_t *upper, const uint8_t *lower, size_t width) {
  size_t last = width - 1, count = (width + 1) / 2, inner = width / 2;
#define REEL_SITE(left, x, right) \
  (int16_t)(upper[left] + 2 * upper[x] + upper[right] + lower[left] + 2 * lower[x] + lower[right])
  out[0] = REEL_SITE(0, 0, (last > 0 ? 1 : 0));
  for (size_t i = 1; i < inner; i++) out[i] = REEL_SITE(2 * i - 1, 2 * i, 2 * i + 1);
  if (count > inner && count > 1) out[count - 1] = REEL_SITE(last - 1, last, last);
#undef REEL_SITE
}
