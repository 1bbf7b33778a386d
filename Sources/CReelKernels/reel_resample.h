// What one sample becomes when pictures are scaled and turned. The scalar kernels are loops over these, and the ends of rows in others.
#ifndef REEL_RESAMPLE_H
#define REEL_RESAMPLE_H

#include "reel_kernels.h"

/// Weights have 14 bits of fraction; what is between the passes has 6.
static inline int16_t reel_weigh_rows_sample(
    const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t x) {
  int32_t sum = 128;
  for (size_t k = 0; k < taps; k++) sum += rows[k][x] * weights[k];
  return (int16_t)(sum >> 8);
}

static inline uint8_t reel_clamp_code(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

static inline uint8_t reel_weigh_columns_sample(const int16_t *in, const int16_t *weights, size_t taps, size_t step) {
  int32_t sum = 1 << 19;
  for (size_t k = 0; k < taps; k++) sum += in[k * step] * weights[k];
  return reel_clamp_code(sum >> 20);
}

static inline int16_t reel_clamp_word(int32_t value) {
  return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static inline int32_t reel_weigh_words(const int16_t *const *rows, const int16_t *weights, size_t taps, size_t x, int32_t round) {
  int32_t sum = round;
  for (size_t k = 0; k < taps; k++) sum += rows[k][x] * weights[k];
  return sum;
}

static inline int16_t reel_weigh_columns_word(const int16_t *in, const int16_t *weights, size_t taps) {
  int32_t sum = 1 << 13;
  for (size_t k = 0; k < taps; k++) sum += in[k] * weights[k];
  return reel_clamp_word(sum >> 14);
}

static inline uint8_t reel_mean_sample(int32_t near, int32_t far, reel_mean mean) {
  return reel_clamp_code(((near >> mean.shift) * mean.near_weight + (far >> mean.shift) * mean.far_weight + (1 << 20)) >> 21);
}

static inline size_t reel_clamp_index(int64_t i, size_t low, size_t high) {
  return i < (int64_t)low ? low : i > (int64_t)high ? high : (size_t)i;
}

/// (a * b + 2^14) >> 15: the product of two numbers of 15 bits of fraction.
static inline int32_t reel_multiply15(int32_t a, int32_t b) { return (a * b + (1 << 14)) >> 15; }

/// Weights of four neighbours, 14 bits of fraction, for a place t (15 bits) between the middle two: Keys' cubic with a = -1/2,
///   w0 = -t (1 - t)^2 / 2, w2 = t / 2 + t (1 - t) (3 t - 1) / 2, w3 = -t^2 (1 - t) / 2, w1 = 1 - w0 - w2 - w3,
/// or a straight line.
static inline void reel_turn_weights(int32_t w[4], int32_t t, reel_filter filter) {
  w[0] = w[3] = 0;
  w[2] = (t + 1) >> 1;
  if (filter == REEL_FILTER_BICUBIC) {
    int32_t t2 = reel_multiply15(t, t), t3 = reel_multiply15(t2, t);
    w[0] = (2 * t2 - t - t3 + 2) >> 2;
    w[2] += (4 * t2 - 3 * t3 - t + 2) >> 2;
    w[3] = (t3 - t2 + 2) >> 2;
  }
  w[1] = (1 << 14) - w[0] - w[2] - w[3];
}

static inline void reel_turn_nearest(uint8_t *out, reel_window in, size_t channels, int64_t x, int64_t y) {
  const int64_t half = (int64_t)1 << 31;
  size_t column = reel_clamp_index((x + half) >> 32, in.left, in.right), row = reel_clamp_index((y + half) >> 32, in.top, in.bottom);
  const uint8_t *from = in.plane.base + (ptrdiff_t)row * in.plane.stride + (ptrdiff_t)(column * channels);
  for (size_t c = 0; c < channels; c++) out[c] = from[c];
}

/// One sample of a picture of `channels` interleaved channels at a position in 1/2^32, from 4 x 4 neighbours.
static inline void reel_turn_sample(uint8_t *out, reel_window in, size_t channels, int64_t x, int64_t y, reel_filter filter) {
  if (filter == REEL_FILTER_NEAREST) return reel_turn_nearest(out, in, channels, x, y);
  int64_t left = (x >> 32) - 1, top = (y >> 32) - 1;
  int32_t wx[4], wy[4];
  reel_turn_weights(wx, (x >> 17) & 32767, filter);
  reel_turn_weights(wy, (y >> 17) & 32767, filter);
  size_t columns[4];
  for (int k = 0; k < 4; k++) columns[k] = reel_clamp_index(left + k, in.left, in.right) * channels;
  int32_t rows[4][4];
  for (int r = 0; r < 4; r++) {
    const uint8_t *row = in.plane.base + (ptrdiff_t)reel_clamp_index(top + r, in.top, in.bottom) * in.plane.stride;
    for (size_t c = 0; c < channels; c++) {
      int32_t sum = 128;
      for (int k = 0; k < 4; k++) sum += row[columns[k] + c] * wx[k];
      rows[r][c] = sum >> 8;
    }
  }
  for (size_t c = 0; c < channels; c++) {
    int32_t sum = 1 << 19;
    for (int r = 0; r < 4; r++) sum += rows[r][c] * wy[r];
    out[c] = reel_clamp_code(sum >> 20);
  }
}

#endif
