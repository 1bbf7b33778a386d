// The kernels in plain C: what every other level must equal, and what runs where there is none.
#include "reel_resample.h"
#include "reel_samples.h"
#include "reel_tables.h"

#define REEL_NAME(op) reel_##op##_scalar
#include "reel_color_impl.h"
#include "reel_convert_impl.h"
#include "reel_sums_impl.h"
#include "reel_effects_impl.h"
#include "reel_blend_impl.h"
#include "reel_key_impl.h"
#include "reel_mask_impl.h"

static void reel_dissolve_plane8_scalar(
    reel_target out, reel_plane a, reel_plane b, size_t width, size_t rows, uint32_t weight) {
  for (; rows > 0; rows--, out.base += out.stride, a.base += a.stride, b.base += b.stride)
    for (size_t x = 0; x < width; x++) out.base[x] = reel_dissolve_sample(a.base[x], b.base[x], weight);
}

static void reel_over_plane8_scalar(
    reel_target out, reel_plane color, reel_plane alpha, size_t width, size_t rows, uint32_t opacity) {
  for (; rows > 0; rows--, out.base += out.stride, color.base += color.stride, alpha.base += alpha.stride)
    for (size_t x = 0; x < width; x++)
      out.base[x] = reel_over_sample(out.base[x], color.base[x], alpha.base[x], opacity);
}

static reel_statistics reel_statistics_plane8_scalar(reel_plane in, size_t width, size_t rows) {
  reel_statistics s = {255, 0, 0};
  for (; rows > 0; rows--, in.base += in.stride)
    for (size_t x = 0; x < width; x++) reel_add_sample(&s, in.base[x]);
  return s;
}

static uint64_t reel_difference_plane8_scalar(reel_plane a, reel_plane b, size_t width, size_t rows) {
  uint64_t sum = 0;
  for (; rows > 0; rows--, a.base += a.stride, b.base += b.stride) {
    uint32_t row = 0;
    for (size_t x = 0; x < width; x++) row += reel_distance(a.base[x], b.base[x]);
    sum += row;
  }
  return sum;
}

void reel_mirror_gray8_scalar(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride)
    for (size_t x = 0; x < width; x++) out.base[x] = in.base[width - 1 - x];
}

static inline void reel_copy_pixel(uint8_t *out, const uint8_t *in) { __builtin_memcpy(out, in, 4); }

void reel_mirror_rgba8_scalar(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride)
    for (size_t x = 0; x < width; x++) reel_copy_pixel(out.base + 4 * x, in.base + 4 * (width - 1 - x));
}

void reel_transpose_gray8_scalar(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (size_t x = 0; x < width; x++)
    for (size_t y = 0; y < rows; y++)
      out.base[(ptrdiff_t)x * out.stride + (ptrdiff_t)y] = in.base[(ptrdiff_t)y * in.stride + (ptrdiff_t)x];
}

/// Tiles of a cache line of the rows of both.
void reel_transpose_rgba8_scalar(reel_target out, reel_plane in, size_t width, size_t rows) {
  const size_t tile = 16;
  for (size_t left = 0; left < width; left += tile)
    for (size_t top = 0; top < rows; top += tile)
      for (size_t x = left; x < width && x < left + tile; x++)
        for (size_t y = top; y < rows && y < top + tile; y++)
          reel_copy_pixel(out.base + (ptrdiff_t)x * out.stride + 4 * y, in.base + (ptrdiff_t)y * in.stride + 4 * x);
}

static void reel_premultiply_rgba8_scalar(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride)
    for (size_t x = 0; x < width; x++) reel_premultiply_pixel(out.base + 4 * x, in.base + 4 * x);
}

void reel_weigh_rows8_scalar(
    int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_weigh_rows_sample(rows, weights, taps, x);
}

void reel_weigh_columns_gray8_scalar(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_weigh_columns_sample(in + starts[x], weights + taps * x, taps, 1);
}

void reel_weigh_columns_rgba8_scalar(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++)
    for (size_t c = 0; c < 4; c++)
      out[4 * x + c] = reel_weigh_columns_sample(in + 4 * starts[x] + c, weights + taps * x, taps, 4);
}

void reel_weigh_rows_s16_scalar(int16_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_clamp_word(reel_weigh_words(rows, weights, taps, x, 1 << 13) >> 14);
}

void reel_settle_rows_gray8_scalar(uint8_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_clamp_code(reel_weigh_words(rows, weights, taps, x, 1 << 19) >> 20);
}

void reel_weigh_columns_s16_scalar(
    int16_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count) {
  for (size_t x = 0; x < count; x++) out[x] = reel_weigh_columns_word(in + starts[x], weights + taps * x, taps);
}

void reel_add_line_s32_scalar(int32_t *sums, const uint8_t *samples, const int8_t weights[2], size_t count) {
  const int32_t here = weights[0], next = weights[1];
  for (size_t i = 0; i < count; i++) sums[i] += samples[i] * here + samples[i + 1] * next;
}

void reel_mean_lines_gray8_scalar(uint8_t *out, const int32_t *near, const int32_t *far, reel_mean mean, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = reel_mean_sample(near[i], far[i], mean);
}

void reel_turn_gray8_scalar(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count) {
  for (size_t i = 0; i < count; i++, x += dx, y += dy) reel_turn_sample(out + i, in, 1, x, y, filter);
}

void reel_turn_rgba8_scalar(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count) {
  for (size_t i = 0; i < count; i++, x += dx, y += dy) reel_turn_sample(out + 4 * i, in, 4, x, y, filter);
}

const reel_kernels reel_kernels_scalar = {
    .level = REEL_LEVEL_SCALAR,
    .dissolve_plane8 = reel_dissolve_plane8_scalar,
    .over_plane8 = reel_over_plane8_scalar,
    .statistics_plane8 = reel_statistics_plane8_scalar,
    .difference_plane8 = reel_difference_plane8_scalar,
    .mirror_gray8 = reel_mirror_gray8_scalar,
    .mirror_rgba8 = reel_mirror_rgba8_scalar,
    .transpose_gray8 = reel_transpose_gray8_scalar,
    .transpose_rgba8 = reel_transpose_rgba8_scalar,
    .premultiply_rgba8 = reel_premultiply_rgba8_scalar,
    .gather_rgba8 = reel_gather_rgba8_scalar,
    .cover_gray8 = reel_cover_gray8_scalar,
    .settle_sums = reel_settle_sums_scalar,
    .mix_plane8 = reel_mix_plane8_scalar,
    .halve_gray8 = reel_halve_gray8_scalar,
    .noise_s16 = reel_noise_s16_scalar,
    .spread_s16 = reel_spread_s16_scalar,
    .blend_s16 = reel_blend_s16_scalar,
    .grain_gray8 = reel_grain_gray8_scalar,
    .screen_plane8 = reel_screen_plane8_scalar,
    .channels_chroma = reel_channels_chroma_scalar,
    .channels_luma = reel_channels_luma_scalar,
    .spread_chroma8 = reel_spread_chroma8_scalar,
    .site_luma8 = reel_site_luma8_scalar,
    .color_luma8 = reel_color_luma8_scalar,
    .color_chroma8 = reel_color_chroma8_scalar,
    .weigh_rows8 = reel_weigh_rows8_scalar,
    .weigh_columns_gray8 = reel_weigh_columns_gray8_scalar,
    .weigh_columns_rgba8 = reel_weigh_columns_rgba8_scalar,
    .weigh_rows_s16 = reel_weigh_rows_s16_scalar,
    .settle_rows_gray8 = reel_settle_rows_gray8_scalar,
    .weigh_columns_s16 = reel_weigh_columns_s16_scalar,
    .add_line_s32 = reel_add_line_s32_scalar,
    .mean_lines_gray8 = reel_mean_lines_gray8_scalar,
    .turn_gray8 = reel_turn_gray8_scalar,
    .turn_rgba8 = reel_turn_rgba8_scalar,
    .open_yuv8 = reel_open_yuv8_scalar,
    .premultiply_rgb16 = reel_premultiply_rgb16_scalar,
    .close_yuv8 = reel_close_yuv8_scalar,
    .close_chroma8 = reel_close_chroma8_scalar,
    .unpremultiply_rgba8 = reel_unpremultiply_rgba8_scalar,
    .key_rgba8 = reel_key_rgba8_scalar,
    .convert_luma8 = reel_convert_luma8_scalar,
    .convert_chroma8 = reel_convert_chroma8_scalar,
    .convert_s16 = reel_convert_s16_scalar,
    .convert_deep_luma8 = reel_convert_deep_luma8_scalar,
    .convert_deep_chroma8 = reel_convert_deep_chroma8_scalar,
    .convert_dithered_s16 = reel_convert_dithered_s16_scalar,
    .eighths_u16 = reel_eighths_u16_scalar,
    .spread_chroma16 = reel_spread_chroma16_scalar,
    .range_row8 = reel_range_row8_scalar,
    .reduce_u16 = reel_reduce_u16_scalar,
    .split_rgba8 = reel_split_rgba8_scalar,
    .site_s16 = reel_site_s16_scalar,
    .color_dodge16 = reel_color_dodge16_scalar,
    .color_burn16 = reel_color_burn16_scalar,
    .soft_light16 = reel_soft_light16_scalar,
    .ellipse_gray8 = reel_ellipse_gray8_scalar,
};
