// The chroma key. Included by every level's file, where the compiler vectorises it for that level: integers, and a root and a
// quotient of floats, which IEEE 754 rounds the same everywhere. REEL_NAME(op) appends the level.

static inline int32_t REEL_NAME(byte)(int32_t v) { return v < 0 ? 0 : v > 255 ? 255 : v; }

/// Cb and Cr of BT.709 in sixteenths of a code of the full range; each row of factors sums up to 0, for grey.
static inline int32_t REEL_NAME(key_cb)(int32_t r, int32_t g, int32_t b) { return (-939 * r - 3157 * g + 4096 * b + 256) >> 9; }
static inline int32_t REEL_NAME(key_cr)(int32_t r, int32_t g, int32_t b) { return (4096 * r - 3720 * g - 376 * b + 256) >> 9; }

static void REEL_NAME(key_rgba8)(reel_target out, reel_plane in, const reel_key *key, size_t width, size_t rows) {
  const reel_key k = *key;
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    const uint8_t *from = in.base;
    uint8_t *to = out.base;
#pragma clang loop vectorize(assume_safety)
    for (size_t i = 0; i < width; i++) {
      int32_t r = from[4 * i], g = from[4 * i + 1], b = from[4 * i + 2], a = from[4 * i + 3];

      // The distance in 1/128 of a code, which is far above what a float rounds away.
      int32_t x = REEL_NAME(key_cb)(r, g, b) - k.cb, y = REEL_NAME(key_cr)(r, g, b) - k.cr;
      int32_t distance = (int32_t)(__builtin_sqrtf((float)(x * x + y * y)) * 8) - k.near;
      distance = distance < 0 ? 0 : distance > k.width ? k.width : distance;
      int32_t t = (distance * k.slope) >> 9;
      t = t > 32768 ? 32768 : t;
      int32_t smooth = (((t * t) >> 15) * (98304 - 2 * t)) >> 15;
      int32_t alpha = (smooth * 255 + 16384) >> 15;

      // What the key lent, in 1/256 of the difference from it.
      int32_t rest = (int32_t)((float)((255 - alpha) * 256) / (float)(alpha > 32 ? alpha : 32));
      rest = (rest * k.spill) >> 8;
      r = REEL_NAME(byte)(r + (((r - k.color[0]) * rest + 128) >> 8));
      g = REEL_NAME(byte)(g + (((g - k.color[1]) * rest + 128) >> 8));
      b = REEL_NAME(byte)(b + (((b - k.color[2]) * rest + 128) >> 8));

      // What still has the key's hue: as much of the key is taken away, in 1/65536.
      int32_t cb = REEL_NAME(key_cb)(r, g, b), cr = REEL_NAME(key_cr)(r, g, b);
      int32_t toward = (cb * k.toward_cb + cr * k.toward_cr) >> 12, aside = (cb * k.toward_cr - cr * k.toward_cb) >> 12;
      int32_t excess = toward - ((aside < 0 ? -aside : aside) >> 2);
      excess = (excess < 0 ? 0 : (excess * k.spill) >> 8) * k.inverse;
      to[4 * i] = (uint8_t)REEL_NAME(byte)(r - ((k.color[0] * excess + 32768) >> 16));
      to[4 * i + 1] = (uint8_t)REEL_NAME(byte)(g - ((k.color[1] * excess + 32768) >> 16));
      to[4 * i + 2] = (uint8_t)REEL_NAME(byte)(b - ((k.color[2] * excess + 32768) >> 16));
      int32_t both = a * alpha + 128;
      to[4 * i + 3] = (uint8_t)((both + (both >> 8)) >> 8);
    }
  }
}
