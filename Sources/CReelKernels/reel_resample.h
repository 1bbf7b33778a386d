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

static inline size_t reel_clamp_index(int64_t i, size_t low, size_t high) {
  return i < (int64_t)low ? low : i > (int64_t)high ? high : (size_t)i;
}

/// One sample of a picture of `channels` interleaved channels at a position in 1/2^32, from 4 x 4 neighbours. Weights for 256 phases.
static inline void reel_turn_sample(uint8_t *out, reel_window in, size_t channels, int64_t x, int64_t y, const int16_t *phases) {
  int64_t left = (x >> 32) - 1, top = (y >> 32) - 1;
  const int16_t *wx = phases + 4 * ((x >> 24) & 255), *wy = phases + 4 * ((y >> 24) & 255);
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
