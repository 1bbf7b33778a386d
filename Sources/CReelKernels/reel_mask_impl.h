// The soft edge of an ellipse. Included by every level's file, where the compiler vectorises it for that level: sums, products,
// quotients and roots of doubles, each of which IEEE 754 rounds the same everywhere. REEL_NAME(op) appends the level.

static void REEL_NAME(ellipse_gray8)(uint8_t *out, const reel_ellipse *ellipse, double y, size_t first, size_t count) {
#pragma STDC FP_CONTRACT OFF
  const reel_ellipse e = *ellipse;
  const double ky = y * e.inverse_b, gy = ky * e.inverse_b, ky2 = ky * ky, gy2 = gy * gy;
  const int32_t origin = (int32_t)first, flip = e.inverts ? 255 : 0;
#pragma clang loop vectorize(assume_safety)
  for (size_t i = 0; i < count; i++) {
    double x = (double)(origin + (int32_t)i) + 0.5 - e.center;
    double kx = x * e.inverse_a, gx = kx * e.inverse_a, g2 = gx * gx + gy2;
    double k2 = kx * kx + ky2;
    // In the very middle there is no slope, and the distance is that to the nearer side.
    double distance = g2 > 1e-30 ? (k2 - __builtin_sqrt(k2)) / __builtin_sqrt(g2 > 1e-30 ? g2 : 1) : -e.shorter;
    double t = 0.5 - distance * e.slope;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double share = t + (t * t * (3 - 2 * t) - t) * e.softness;
    out[i] = (uint8_t)((int32_t)(share * 255 + 0.5) ^ flip);
  }
}
