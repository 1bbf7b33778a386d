// The tables, one per level; the dispatcher and the levels' own files see this, nobody else.
#ifndef REEL_TABLES_H
#define REEL_TABLES_H

#include "reel_kernels.h"

extern const reel_kernels reel_kernels_scalar;
#if defined(__x86_64__)
extern const reel_kernels reel_kernels_avx2;
#endif
#if defined(__aarch64__)
extern const reel_kernels reel_kernels_neon;
#endif

// What other levels share, or leave over at the ends of rows and columns.
void reel_mirror_gray8_scalar(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_mirror_rgba8_scalar(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_transpose_gray8_scalar(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_transpose_rgba8_scalar(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_weigh_rows8_scalar(
    int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_gray8_scalar(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_rgba8_scalar(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_rows_s16_scalar(int16_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_settle_rows_gray8_scalar(uint8_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_s16_scalar(
    int16_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_add_line_s32_scalar(int32_t *sums, const uint8_t *samples, const int8_t weights[2], size_t count);
void reel_mean_lines_gray8_scalar(uint8_t *out, const int32_t *near, const int32_t *far, reel_mean mean, size_t count);
void reel_turn_gray8_scalar(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);
void reel_turn_rgba8_scalar(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);

#if defined(__x86_64__)
void reel_mirror_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_mirror_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_transpose_gray8_avx2(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_transpose_rgba8_avx2(reel_target out, reel_plane in, size_t width, size_t rows);
void reel_weigh_rows8_avx2(
    int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_gray8_avx2(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_rgba8_avx2(
    uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_rows_s16_avx2(int16_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_settle_rows_gray8_avx2(uint8_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);
void reel_weigh_columns_s16_avx2(
    int16_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
void reel_add_line_s32_avx2(int32_t *sums, const uint8_t *samples, const int8_t weights[2], size_t count);
void reel_mean_lines_gray8_avx2(uint8_t *out, const int32_t *near, const int32_t *far, reel_mean mean, size_t count);
void reel_turn_gray8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);
void reel_turn_rgba8_avx2(
    uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);
#endif

// Colour tables have files of their own.
#define REEL_COLOR_KERNELS(level) \
  void reel_color_luma8_##level( \
      const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count); \
  void reel_color_chroma8_##level( \
      const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr, \
      size_t count);
REEL_COLOR_KERNELS(scalar)
REEL_COLOR_KERNELS(avx2)
#undef REEL_COLOR_KERNELS

// So have conversions.
#define REEL_CONVERT_KERNELS(level) \
  void reel_convert_luma8_##level( \
      const reel_equation *e, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count); \
  void reel_convert_chroma8_##level( \
      const reel_equation *e, uint8_t *out, const uint8_t *cb, const uint8_t *cr, size_t count); \
  void reel_convert_s16_##level( \
      const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, size_t count); \
  void reel_convert_dithered_s16_##level( \
      const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int32_t thresholds[16], \
      int32_t mask, size_t count); \
  void reel_range_row8_##level(uint8_t *out, const uint8_t *in, reel_range range, size_t count);
REEL_CONVERT_KERNELS(scalar)
REEL_CONVERT_KERNELS(avx2)
#undef REEL_CONVERT_KERNELS
void reel_convert_deep_luma8_scalar(const reel_deep_equation *e, uint8_t *out, reel_deep_rgb in, size_t width);
void reel_convert_deep_chroma8_scalar(
    const reel_deep_equation e[2], uint8_t *out_cb, uint8_t *out_cr, reel_deep_rgb upper, reel_deep_rgb lower, size_t width);

#endif
