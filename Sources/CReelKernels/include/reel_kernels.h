// The kernels of ReelPixels: 8-bit planes in, 8-bit planes out, no allocation, no state. Every level gives the same bytes.
// Sizes are in samples and rows; strides are in bytes and may be negative. Kernels read and write inside the rows only.
#ifndef REEL_KERNELS_H
#define REEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef enum reel_level {
  REEL_LEVEL_SCALAR = 0,
  REEL_LEVEL_AVX2 = 1,
  REEL_LEVEL_NEON = 2,
} reel_level;

/// How a place between samples is filled: by the nearest sample, by four in a straight line each way, or by sixteen and Keys' cubic
/// with a = -1/2.
typedef enum reel_filter {
  REEL_FILTER_NEAREST = 0,
  REEL_FILTER_BILINEAR = 1,
  REEL_FILTER_BICUBIC = 2,
} reel_filter;

typedef struct reel_plane {
  const uint8_t *base;
  ptrdiff_t stride;
} reel_plane;

typedef struct reel_target {
  uint8_t *base;
  ptrdiff_t stride;
} reel_target;

/// Of no samples: minimum 255, maximum 0, sum 0.
typedef struct reel_statistics {
  uint8_t minimum;
  uint8_t maximum;
  uint64_t sum;
} reel_statistics;

/// A row of premultiplied Y'CbCr being built at full resolution, in 1/256 of a code: `y` with its offset of 16, `cb` and `cr`
/// without theirs of 128 (so that grey is exactly 0), `a` from 0 to 255 * 256.
typedef struct reel_sums {
  uint16_t *y;
  int16_t *cb;
  int16_t *cr;
  uint16_t *a;
} reel_sums;

/// Where two rows of sums go: two rows of luma and alpha, and one of each at half size.
typedef struct reel_layer_rows {
  uint8_t *y[2];
  uint8_t *a[2];
  uint8_t *cb;
  uint8_t *cr;
  uint8_t *half_a;
} reel_layer_rows;

/// A row of chroma of three Y'CbCr pictures, with luma averaged where chroma sits. The others' other plane is not needed.
typedef struct reel_channels {
  const uint8_t *red_y, *red_cr;
  const uint8_t *green_y, *green_cb, *green_cr;
  const uint8_t *blue_y, *blue_cb;
} reel_channels;
/// Entries of a channel's curve: 4096 steps, their end, and one to read beside it.
#define REEL_COLOR_CURVE 4098

/// A change of colours: Y'CbCr to places on three axes (an affine map, then a curve each), and from there to Y'CbCr again, by a lattice
/// or by another affine map.
typedef struct reel_color_table {
  /// Places = (factors * (Y', Cb, Cr) + offset) >> shift, from 0 to limit. Chroma is in eighths of a code without its 128; luma in codes
  /// for `from_y` and in eighths for `from_y8`.
  int16_t from_y[3];
  int16_t from_y8[3];
  int16_t from_cb[3];
  int16_t from_cr[3];
  int32_t offset[3];
  int32_t shift;
  int32_t limit;
  /// Null where there are none; else three of them, in units of 128 places, less 32768. They are interpolated linearly: limit is
  /// 4096 * 128.
  const int16_t *curves;

  /// 14 or more: a cell of an axis is 1 << cell_bits. `last` is the last place of all, within the last cell.
  int32_t cell_bits;
  int32_t last;

  /// Points along an axis, or 0 where there is no lattice. Red changes fastest.
  size_t size;
  /// Values of all vertices, and one to read beside them, in units of which the sum of weights of 14 bits is shifted by `mix`:
  /// Y', Cb - 128, Cr - 128 in codes or, if `wide`, R', G', B' that are cut to 0...16383 after it.
  const int16_t *lattice[3];
  int32_t mix;
  int32_t wide;

  /// From R', G', B' of 14 bits (a wide lattice's, or places without a lattice) to Y', Cb - 128, Cr - 128:
  /// (weights * R'G'B' + constant) >> settle.
  int16_t weights[3][3];
  int32_t constant[3];
  int32_t settle;
} reel_color_table;
/// A part of a plane, its first and last columns and rows: what lies outside is taken from its edge.
typedef struct reel_window {
  reel_plane plane;
  size_t left;
  size_t right;
  size_t top;
  size_t bottom;
} reel_window;
/// A colour to be made transparent. Distances are in 1/128 of a code of Cb and Cr in full range.
typedef struct reel_key {
  /// R', G', B'.
  int32_t color[3];
  /// In sixteenths of a code.
  int32_t cb;
  int32_t cr;
  /// Transparent up to `near`, opaque from `near + width` on; `slope` is 2^24 / width.
  int32_t near;
  int32_t width;
  int32_t slope;
  /// The direction of its hue, 4096 long.
  int32_t toward_cb;
  int32_t toward_cr;
  /// 65536 over its chroma in sixteenths of a code; at most 512.
  int32_t inverse;
  /// 0...256
  int32_t spill;
} reel_key;

/// A row of R', G', B', each 0...65535.
typedef struct reel_rgb16 {
  uint16_t *r;
  uint16_t *g;
  uint16_t *b;
} reel_rgb16;

/// A row of what chroma is filtered from: premultiplied Cb - 128 and Cr - 128 in 1/256 of a code, and alpha, 0...65535.
typedef struct reel_differences {
  const int16_t *cb;
  const int16_t *cr;
  const uint16_t *alpha;
} reel_differences;

/// How sums along lines become codes: (near * near_weight + far * far_weight + 2^20) >> 21, both sums shifted by `shift` before.
/// Shifted, a sum is less than 2^15, and so is the sum of the weights.
typedef struct reel_mean {
  uint32_t shift;
  int16_t near_weight;
  int16_t far_weight;
} reel_mean;

/// One equation of a matrix: (a * f0 + b * f1 + c * f2 + constant) >> (15 + shift), clamped to a code. Factors have 30 bits and a sign, and
/// stand in two parts: high * 2^15 + low, low without a sign. So does the constant.
typedef struct reel_equation {
  int16_t high[3];
  int16_t low[3];
  int32_t constant_high;
  int32_t constant_low;
  int32_t shift;
} reel_equation;

/// The same for inputs of more than 16 bits, in 64 bits.
typedef struct reel_deep_equation {
  int64_t factors[3];
  int64_t constant;
  int32_t shift;
} reel_deep_equation;

/// A code of another range: floor(n / divisor) of n = code * factor + addend, which has 16 bits, as (n * reciprocal) >> (16 + shift).
typedef struct reel_range {
  uint16_t factor;
  uint16_t addend;
  uint16_t reciprocal;
  uint16_t shift;
} reel_range;

/// A row of R', G', B'.
typedef struct reel_rgb_s16 {
  int16_t *r;
  int16_t *g;
  int16_t *b;
} reel_rgb_s16;

/// A row of R', G', B' of 16 bits.
typedef struct reel_deep_rgb {
  const uint16_t *r;
  const uint16_t *g;
  const uint16_t *b;
} reel_deep_rgb;

/// An ellipse about `center`, whose coverage falls from 1 to 0 over 1 / `slope` samples.
typedef struct reel_ellipse {
  double center;
  /// Of the half axes across and down, and the shorter of the two.
  double inverse_a;
  double inverse_b;
  double shorter;
  double slope;
  /// The share of smoothstep in the ramp, 0...1; the rest is straight.
  double softness;
  int32_t inverts;
} reel_ellipse;

typedef struct reel_kernels {
  reel_level level;

  /// (a * (256 - weight) + b * weight + 128) >> 8, weight 0...256. `out` may be `a` or `b`.
  void (*dissolve_plane8)(reel_target out, reel_plane a, reel_plane b, size_t width, size_t rows, uint32_t weight);

  /// out = round(color * o + out * (1 - alpha / 255 * o)), o = opacity / 256, opacity 0...256; `color` is premultiplied.
  /// A sum above 255 (color > alpha: not a premultiplied picture) is 255.
  void (*over_plane8)(reel_target out, reel_plane color, reel_plane alpha, size_t width, size_t rows, uint32_t opacity);

  reel_statistics (*statistics_plane8)(reel_plane in, size_t width, size_t rows);

  /// The sum of absolute differences.
  uint64_t (*difference_plane8)(reel_plane a, reel_plane b, size_t width, size_t rows);

  /// Every row from its end to its beginning. `out` must not overlap `in`.
  void (*mirror_gray8)(reel_target out, reel_plane in, size_t width, size_t rows);
  void (*mirror_rgba8)(reel_target out, reel_plane in, size_t width, size_t rows);

  /// Rows become columns: out(x, y) = in(y, x). `width` and `rows` are those of `in`. `out` must not overlap `in`.
  void (*transpose_gray8)(reel_target out, reel_plane in, size_t width, size_t rows);
  void (*transpose_rgba8)(reel_target out, reel_plane in, size_t width, size_t rows);

  /// Straight to premultiplied alpha, round(c * a / 255). `out` may be `in`. `width` is in pixels.
  void (*premultiply_rgba8)(reel_target out, reel_plane in, size_t width, size_t rows);

  /// R'G'B'A to sums by BT.709, limited range. Luma comes out in whole codes, correctly rounded.
  void (*gather_rgba8)(reel_sums out, const uint8_t *in, size_t count, int premultiplied);

  /// One colour (in the units of `reel_sums`, opaque) over the sums, by coverage * opacity / 255, opacity 0...255.
  void (*cover_gray8)(reel_sums out, const uint8_t *coverage, size_t count, uint32_t opacity, uint16_t y, int16_t cb, int16_t cr);

  /// Two rows of sums, `pairs` * 2 long, to the planes of a layer. Chroma is left-sited: (1 2 1) / 4 across, from index -1 on,
  /// and (1 1) / 2 down.
  void (*settle_sums)(reel_layer_rows out, reel_sums upper, reel_sums lower, size_t pairs);

  /// Per sample (a * (256 - w) + b * w + 128) >> 8, w = mask + (mask >> 7): `a` at 0 and `b` at 255, exactly. `out` may be `a` or
  /// `b`. A stride of 0 repeats a row.
  void (*mix_plane8)(reel_target out, reel_plane a, reel_plane b, reel_plane mask, size_t width, size_t rows);

  /// A full-size plane at the places of left-sited chroma: (1 2 1) / 4 about the even columns, (1 1) / 2 down, edges repeated,
  /// rounded once. `width` and `rows` are those of `in`; `out` has half of each, rounded up. `out` must not overlap `in`.
  void (*halve_gray8)(reel_target out, reel_plane in, size_t width, size_t rows);

  /// Noise that depends on `key` and its index alone: -510...510, mean 0, standard deviation 147.8, near to normal.
  void (*noise_s16)(int16_t *out, size_t count, uint32_t key);

  /// Three points to each place: (points[f] * s0 + points[f + 1] * s1 + points[f + 2] * s2 + 128) >> 8 with f = first[x].
  /// `shares` holds s0 for all places, then s1, then s2; the three of a place sum up to 256.
  void (*spread_s16)(int16_t *out, const int16_t *points, const int32_t *first, const int16_t *shares, size_t count);

  /// Three rows to one by shares that sum up to 256, rounded alike.
  void (*blend_s16)(
      int16_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int16_t shares[3], size_t count);

  /// Adds noise * strength / 32768 to luma, fully in the middle tones and a quarter of it in black and white. strength 0...32767,
  /// and |noise| * strength less than 2^31. `out` may be `in`.
  void (*grain_gray8)(uint8_t *out, const uint8_t *in, const int16_t *noise, size_t width, uint32_t strength);

  /// Light over a picture: zero + (a - zero) * (1 - s * l) + s * (b - zero), s = strength / 256, strength 0...256, with l = 0...1 the
  /// luma `light` of `b` at the places of the plane. `zero` is the code of black, 16 for luma and 128 for chroma.
  void (*screen_plane8)(
      reel_target out, reel_plane a, reel_plane b, reel_plane light, size_t width, size_t rows, uint32_t zero, uint32_t strength);

  /// R' of one picture, G' of a second and B' of a third, by BT.709 in limited range: a row of chroma, and what its change adds to
  /// luma, in sixteenths of a code. Exact to a code; where the three are equal nothing changes. No output may be an input.
  void (*channels_chroma)(uint8_t *out_cb, uint8_t *out_cr, int16_t *shifts, reel_channels in, size_t width);

  /// A row of their luma. `near` and `far` are shifts of the rows of chroma before and behind it, 3 to 1; each has
  /// width / 2 + 1 of them. `out` may be `green`.
  void (*channels_luma)(
      uint8_t *out, const uint8_t *red, const uint8_t *green, const uint8_t *blue, const int16_t *near, const int16_t *far,
      size_t width);

  /// Chroma at the places of a row of luma, in eighths without its 128, from the nearer row of chroma and the one beyond.
  void (*spread_chroma8)(int16_t *out, const uint8_t *near, const uint8_t *far, size_t width);

  /// Luma at the places of a row of chroma, (width + 1) / 2 of them, in eighths: (1 2 1) / 4 across and (1 1) / 2 down.
  void (*site_luma8)(int16_t *out, const uint8_t *upper, const uint8_t *lower, size_t width);

  /// A row of luma through a table, with the chroma of `spread_chroma8`. `out` may be `y`.
  void (*color_luma8)(const reel_color_table *t, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count);

  /// A row of chroma through a table, with the luma of `site_luma8`. `out_cb` may be `cb`, and `out_cr` may be `cr`.
  void (*color_chroma8)(
      const reel_color_table *t, uint8_t *out_cb, uint8_t *out_cr, const int16_t *y8, const uint8_t *cb, const uint8_t *cr,
      size_t count);
  /// Rows weighed and summed: (sum of rows[k][x] * weights[k] + 128) >> 8. Weights have 14 bits of fraction, their absolutes a sum below
  /// 2; `taps` is even. The result is the sample times 64.
  void (*weigh_rows8)(int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t taps, size_t count);

  /// Samples of a row of such results: (sum of in[starts[x] + k] * weights[taps * x + k] + 2^19) >> 20, clamped. `taps` is a multiple
  /// of 4, and up to 3 samples behind the last are read with a weight of 0.
  void (*weigh_columns_gray8)(
      uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);
  /// The same for four interleaved channels; starts and counts are in pixels.
  void (*weigh_columns_rgba8)(
      uint8_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);

  /// Samples along a line through a picture, from (x, y) on in steps of (dx, dy), all in 1/2^32 of a sample, whose centres are whole
  /// numbers. A place between samples counts in 1/2^15. No plane is larger than 2^31 bytes.
  void (*turn_gray8)(
      uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);
  void (*turn_rgba8)(
      uint8_t *out, reel_window in, int64_t x, int64_t y, int64_t dx, int64_t dy, reel_filter filter, size_t count);

  /// Rows of such results weighed and summed again: (sum of rows[k][x] * weights[k] + 2^13) >> 14, clamped; `taps` is even.
  void (*weigh_rows_s16)(int16_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);

  /// The same to codes: (sum of rows[k][x] * weights[k] + 2^19) >> 20, clamped.
  void (*settle_rows_gray8)(uint8_t *out, const int16_t *const *rows, const int16_t *weights, size_t taps, size_t count);

  /// As weigh_columns_gray8, but still 64 times the sample: (sum + 2^13) >> 14, clamped.
  void (*weigh_columns_s16)(
      int16_t *out, const int16_t *in, const int32_t *starts, const int16_t *weights, size_t taps, size_t count);

  /// sums[i] += samples[i] * weights[0] + samples[i + 1] * weights[1], of weights whose absolutes have a sum of at most 64.
  void (*add_line_s32)(int32_t *sums, const uint8_t *samples, const int8_t weights[2], size_t count);

  /// Means of two rows of such sums, none of which is negative.
  void (*mean_lines_gray8)(uint8_t *out, const int32_t *near, const int32_t *far, reel_mean mean, size_t count);

  /// Y'CbCr of BT.709, limited range, to R'G'B' clipped to its range. `cb` and `cr` are four times the codes on the even columns,
  /// one for each two of `count` and one more behind them; odd columns take the mean of two.
  void (*open_yuv8)(reel_rgb16 out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count);

  /// round(color * alpha / 65535).
  void (*premultiply_rgb16)(reel_rgb16 color, const uint16_t *alpha, size_t count);

  /// Premultiplied R'G'B' over a row of luma, in one rounding, and its colour differences for `close_chroma8`.
  void (*close_yuv8)(uint8_t *y, int16_t *cb, int16_t *cr, reel_rgb16 color, const uint16_t *alpha, size_t count);

  /// Two rows of differences, 2 * `count` long, over a row of chroma, in one rounding: (1 2 1) / 4 across, from index -1 on, and
  /// (1 1) / 2 down. Where alpha is 0 all around, chroma stays.
  void (*close_chroma8)(uint8_t *cb, uint8_t *cr, reel_differences upper, reel_differences lower, size_t count);

  /// Premultiplied to straight alpha, round(255 c / a), at most 255; transparent pixels become 0. `out` may be `in`. `width` is in
  /// pixels.
  void (*unpremultiply_rgba8)(reel_target out, reel_plane in, size_t width, size_t rows);

  /// Straight alpha times smoothstep of the distance from a colour, which is taken out of what stays. `out` may be
  /// `in`. `width` is in pixels.
  void (*key_rgba8)(reel_target out, reel_plane in, const reel_key *key, size_t width, size_t rows);

  /// A row of luma by an equation of 8 times its codes and of chroma from `spread_chroma8`. `out` may be `y`.
  void (*convert_luma8)(
      const reel_equation *e, uint8_t *out, const uint8_t *y, const int16_t *cb, const int16_t *cr, size_t count);
  /// A row of one chroma plane by an equation whose first input is 0, the others 8 times the codes less 128.
  void (*convert_chroma8)(const reel_equation *e, uint8_t *out, const uint8_t *cb, const uint8_t *cr, size_t count);
  /// A row by an equation.
  void (*convert_s16)(
      const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, size_t count);
  /// A row by an equation whose constant has no half in it, rounded by a pattern: thresholds[x mod 16], from 0 on and below 2^shift, are
  /// what is added before the shift. Where all inputs are 0 in the bits of `mask` it is the half, 2^(shift - 1).
  void (*convert_dithered_s16)(
      const reel_equation *e, uint8_t *out, const int16_t *a, const int16_t *b, const int16_t *c, const int32_t thresholds[16],
      int32_t mask, size_t count);
  /// 8 * (in - zero) of samples of up to 12 bits.
  void (*eighths_u16)(int16_t *out, const uint16_t *in, uint16_t zero, size_t count);
  /// `spread_chroma8` of samples of up to 12 bits, without their `zero`, in eighths.
  void (*spread_chroma16)(int16_t *out, const uint16_t *near, const uint16_t *far, uint16_t zero, size_t width);

  /// A row of luma of R'G'B'.
  void (*convert_deep_luma8)(const reel_deep_equation *e, uint8_t *out, reel_deep_rgb in, size_t width);
  /// A row of Cb and Cr of two rows of R'G'B', which are filtered as by `site_s16` first.
  void (*convert_deep_chroma8)(
      const reel_deep_equation e[2], uint8_t *out_cb, uint8_t *out_cr, reel_deep_rgb upper, reel_deep_rgb lower, size_t width);

  /// A row in another range. `out` may be `in`.
  void (*range_row8)(uint8_t *out, const uint8_t *in, reel_range range, size_t count);

  /// A row of more bits to 8: (in * factor + thresholds[x mod 16]) >> 23, at most 255.
  void (*reduce_u16)(uint8_t *out, const uint16_t *in, const uint32_t thresholds[16], uint32_t factor, size_t count);

  /// R', G', B' of packed pixels.
  void (*split_rgba8)(reel_rgb_s16 out, const uint8_t *in, size_t count);

  /// What chroma on the even columns is made of, (width + 1) / 2 of them, times 8: (1 2 1) / 4 across and (1 1) / 2 down.
  void (*site_s16)(int16_t *out, const int16_t *upper, const int16_t *lower, size_t width);

  /// Formulas of W3C blend modes on R', G' or B' of 0...65535 underneath and a straight source of 0...255.
  void (*color_dodge16)(uint16_t *backdrop, const uint8_t *source, size_t count);
  void (*color_burn16)(uint16_t *backdrop, const uint8_t *source, size_t count);
  void (*soft_light16)(uint16_t *backdrop, const uint8_t *source, size_t count);

  /// The coverage of an ellipse, 0...255, at samples from `first` on of a row that is `y` below its centre: with
  /// k = |(x / a, y / b)|, by the distance k (k - 1) / |(x / a^2, y / b^2)|.
  void (*ellipse_gray8)(uint8_t *out, const reel_ellipse *ellipse, double y, size_t first, size_t count);
} reel_kernels;

/// The best level this processor runs.
reel_level reel_kernels_available(void);

/// The table of `limit`, or the scalar one where this processor does not run `limit`. Static and constant: safe from any thread.
const reel_kernels *reel_kernels_get(reel_level limit);

#endif
