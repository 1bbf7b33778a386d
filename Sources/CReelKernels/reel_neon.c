#if defined(__aarch64__)

#include <arm_neon.h>

#include "reel_samples.h"
#include "reel_tables.h"

#define REEL_NAME(op) reel_##op##_neon
#include "reel_color_impl.h"
#include "reel_convert_impl.h"
#include "reel_sums_impl.h"
#include "reel_effects_impl.h"
#include "reel_blend_impl.h"
#include "reel_key_impl.h"
#include "reel_mask_impl.h"

static inline uint8x16_t dissolve(uint8x16_t a, uint8x16_t b, uint16x8_t weight) {
  // a * 256 + (b - a) * weight + 128 fits 16 bits without a sign, so the product may wrap on the way.
  uint16x8_t low = vmlaq_u16(vshll_n_u8(vget_low_u8(a), 8), vsubl_u8(vget_low_u8(b), vget_low_u8(a)), weight);
  uint16x8_t high = vmlaq_u16(vshll_n_u8(vget_high_u8(a), 8), vsubl_u8(vget_high_u8(b), vget_high_u8(a)), weight);
  return vcombine_u8(
      vshrn_n_u16(vaddq_u16(low, vdupq_n_u16(128)), 8), vshrn_n_u16(vaddq_u16(high, vdupq_n_u16(128)), 8));
}

static void reel_dissolve_plane8_neon(
    reel_target out, reel_plane a, reel_plane b, size_t width, size_t rows, uint32_t weight) {
  const uint16x8_t w = vdupq_n_u16((uint16_t)weight);
  for (; rows > 0; rows--, out.base += out.stride, a.base += a.stride, b.base += b.stride) {
    size_t x = 0;
    for (; x + 16 <= width; x += 16) vst1q_u8(out.base + x, dissolve(vld1q_u8(a.base + x), vld1q_u8(b.base + x), w));
    for (; x < width; x++) out.base[x] = reel_dissolve_sample(a.base[x], b.base[x], weight);
  }
}

/// round(a * b / 255)
static inline uint8x8_t multiply255(uint8x8_t a, uint8x8_t b) {
  uint16x8_t t = vaddq_u16(vmull_u8(a, b), vdupq_n_u16(128));
  return vshrn_n_u16(vsraq_n_u16(t, t, 8), 8);
}

/// Opacity 256, where `color` needs no factor.
static inline uint8x16_t over_opaque(uint8x16_t out, uint8x16_t color, uint8x16_t alpha) {
  uint8x16_t rest = vmvnq_u8(alpha);
  uint8x8_t low = multiply255(vget_low_u8(out), vget_low_u8(rest));
  return vqaddq_u8(color, vcombine_u8(low, multiply255(vget_high_u8(out), vget_high_u8(rest))));
}

/// The sample formula with its terms in another order: opacity * (255 * color - alpha * out) + 65280 * out + 32640.
static inline uint16x4_t over_faded4(uint16x4_t out, uint16x4_t color, uint16x4_t alpha, uint32_t opacity) {
  uint32x4_t step = vmlsl_u16(vmull_n_u16(color, 255), alpha, out);
  uint32x4_t n = vmlaq_n_u32(vmlal_n_u16(vdupq_n_u32(32640), out, 65280), step, opacity);
  uint32x4_t x = vshrq_n_u32(n, 8);
  return vqmovn_u32(vshrq_n_u32(vsraq_n_u32(vaddq_u32(x, vdupq_n_u32(1)), x, 8), 8));
}

static inline uint8x8_t over_faded8(uint8x8_t out, uint8x8_t color, uint8x8_t alpha, uint32_t opacity) {
  uint16x8_t o = vmovl_u8(out), c = vmovl_u8(color), a = vmovl_u8(alpha);
  return vqmovn_u16(vcombine_u16(
      over_faded4(vget_low_u16(o), vget_low_u16(c), vget_low_u16(a), opacity),
      over_faded4(vget_high_u16(o), vget_high_u16(c), vget_high_u16(a), opacity)));
}

static inline uint8x16_t over_faded(uint8x16_t out, uint8x16_t color, uint8x16_t alpha, uint32_t opacity) {
  return vcombine_u8(
      over_faded8(vget_low_u8(out), vget_low_u8(color), vget_low_u8(alpha), opacity),
      over_faded8(vget_high_u8(out), vget_high_u8(color), vget_high_u8(alpha), opacity));
}

static void reel_over_plane8_neon(
    reel_target out, reel_plane color, reel_plane alpha, size_t width, size_t rows, uint32_t opacity) {
  for (; rows > 0; rows--, out.base += out.stride, color.base += color.stride, alpha.base += alpha.stride) {
    size_t x = 0;
    for (; x + 16 <= width; x += 16) {
      uint8x16_t c = vld1q_u8(color.base + x), a = vld1q_u8(alpha.base + x);
      // Most of a layer of text is empty.
      if (vmaxvq_u8(vorrq_u8(c, a)) == 0) continue;
      uint8x16_t v = vld1q_u8(out.base + x);
      vst1q_u8(out.base + x, opacity == 256 ? over_opaque(v, c, a) : over_faded(v, c, a, opacity));
    }
    for (; x < width; x++) out.base[x] = reel_over_sample(out.base[x], color.base[x], alpha.base[x], opacity);
  }
}

static reel_statistics reel_statistics_plane8_neon(reel_plane in, size_t width, size_t rows) {
  uint8x16_t minimum = vdupq_n_u8(255), maximum = vdupq_n_u8(0);
  reel_statistics s = {255, 0, 0};
  for (; rows > 0; rows--, in.base += in.stride) {
    // Rows are shorter than the 2^20 samples that fill a lane of 32 bits.
    uint32x4_t sum = vdupq_n_u32(0);
    size_t x = 0;
    for (; x + 16 <= width; x += 16) {
      uint8x16_t v = vld1q_u8(in.base + x);
      minimum = vminq_u8(minimum, v);
      maximum = vmaxq_u8(maximum, v);
      sum = vpadalq_u16(sum, vpaddlq_u8(v));
    }
    s.sum += vaddlvq_u32(sum);
    for (; x < width; x++) reel_add_sample(&s, in.base[x]);
  }
  uint8_t lowest = vminvq_u8(minimum), highest = vmaxvq_u8(maximum);
  s.minimum = lowest < s.minimum ? lowest : s.minimum;
  s.maximum = highest > s.maximum ? highest : s.maximum;
  return s;
}

static uint64_t reel_difference_plane8_neon(reel_plane a, reel_plane b, size_t width, size_t rows) {
  uint64_t total = 0;
  for (; rows > 0; rows--, a.base += a.stride, b.base += b.stride) {
    uint32x4_t sum = vdupq_n_u32(0);
    size_t x = 0;
    for (; x + 16 <= width; x += 16)
      sum = vpadalq_u16(sum, vpaddlq_u8(vabdq_u8(vld1q_u8(a.base + x), vld1q_u8(b.base + x))));
    total += vaddlvq_u32(sum);
    for (; x < width; x++) total += reel_distance(a.base[x], b.base[x]);
  }
  return total;
}

static void reel_premultiply_rgba8_neon(reel_target out, reel_plane in, size_t width, size_t rows) {
  for (; rows > 0; rows--, out.base += out.stride, in.base += in.stride) {
    size_t x = 0;
    for (; x + 8 <= width; x += 8) {
      uint8x8x4_t v = vld4_u8(in.base + 4 * x);
      for (int c = 0; c < 3; c++) v.val[c] = multiply255(v.val[c], v.val[3]);
      vst4_u8(out.base + 4 * x, v);
    }
    for (; x < width; x++) reel_premultiply_pixel(out.base + 4 * x, in.base + 4 * x);
  }
}

// NEON is part of every aarch64, so the compiler uses it in the scalar kernels too; those that gain nothing by hand are shared.
const reel_kernels reel_kernels_neon = {
    .level = REEL_LEVEL_NEON,
    .dissolve_plane8 = reel_dissolve_plane8_neon,
    .over_plane8 = reel_over_plane8_neon,
    .statistics_plane8 = reel_statistics_plane8_neon,
    .difference_plane8 = reel_difference_plane8_neon,
    .mirror_gray8 = reel_mirror_gray8_scalar,
    .mirror_rgba8 = reel_mirror_rgba8_scalar,
    .transpose_gray8 = reel_transpose_gray8_scalar,
    .transpose_rgba8 = reel_transpose_rgba8_scalar,
    .premultiply_rgba8 = reel_premultiply_rgba8_neon,
    .gather_rgba8 = reel_gather_rgba8_neon,
    .cover_gray8 = reel_cover_gray8_neon,
    .settle_sums = reel_settle_sums_neon,
    .mix_plane8 = reel_mix_plane8_neon,
    .halve_gray8 = reel_halve_gray8_neon,
    .noise_s16 = reel_noise_s16_neon,
    .spread_s16 = reel_spread_s16_neon,
    .blend_s16 = reel_blend_s16_neon,
    .grain_gray8 = reel_grain_gray8_neon,
    .screen_plane8 = reel_screen_plane8_neon,
    .channels_chroma = reel_channels_chroma_neon,
    .channels_luma = reel_channels_luma_neon,
    .spread_chroma8 = reel_spread_chroma8_neon,
    .site_luma8 = reel_site_luma8_neon,
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
    .open_yuv8 = reel_open_yuv8_neon,
    .premultiply_rgb16 = reel_premultiply_rgb16_neon,
    .close_yuv8 = reel_close_yuv8_neon,
    .close_chroma8 = reel_close_chroma8_neon,
    .unpremultiply_rgba8 = reel_unpremultiply_rgba8_neon,
    .key_rgba8 = reel_key_rgba8_neon,
    .convert_luma8 = reel_convert_luma8_scalar,
    .convert_chroma8 = reel_convert_chroma8_scalar,
    .convert_s16 = reel_convert_s16_scalar,
    .convert_deep_luma8 = reel_convert_deep_luma8_scalar,
    .convert_deep_chroma8 = reel_convert_deep_chroma8_scalar,
    .convert_dithered_s16 = reel_convert_dithered_s16_scalar,
    .eighths_u16 = reel_eighths_u16_neon,
    .spread_chroma16 = reel_spread_chroma16_neon,
    .range_row8 = reel_range_row8_scalar,
    .reduce_u16 = reel_reduce_u16_neon,
    .split_rgba8 = reel_split_rgba8_neon,
    .site_s16 = reel_site_s16_neon,
    .color_dodge16 = reel_color_dodge16_neon,
    .color_burn16 = reel_color_burn16_neon,
    .soft_light16 = reel_soft_light16_neon,
    .ellipse_gray8 = reel_ellipse_gray8_neon,
};

#else
typedef int reel_neon_is_for_aarch64;
#endif
