// Every kernel's throughput next to that of memcpy moving the same bytes: `swift run -c release Throughput`.
// Bytes moved are those read and those written; a copy of n bytes moves 2 n. Pictures are 1080x1920; kernels of rows are given row
// after row of one. Each is timed right beside memcpy, and the best of the rounds counts, because others disturb but never help.
#include <reel_kernels.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { W = 1080, H = 1920, N = W * H, TAPS = 4, ROUNDS = 25 };

static const reel_kernels *k;
static uint8_t *bytes[6];       // 4 N bytes each
static int16_t *words[6];       // 2 N words each
static int16_t weights[4 * 4 * W];
static int32_t starts[4 * W];
static int32_t sums[4 * W];
static int16_t lattice[33 * 33 * 33 + 1];
static reel_color_table colors = {
  .from_y = {2056, 2056, 2056}, .from_y8 = {257, 257, 257}, .from_cb = {0, -40, 300}, .from_cr = {250, -90, 0},
  .limit = 32 << 14, .cell_bits = 14, .last = (32 << 14) - 1, .size = 33, .lattice = {lattice, lattice, lattice}, .mix = 14,
};
static volatile uint64_t sink;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static reel_plane in(int i, size_t stride) { return (reel_plane){bytes[i], (ptrdiff_t)stride}; }
static reel_target out(int i, size_t stride) { return (reel_target){bytes[i], (ptrdiff_t)stride}; }
static reel_sums sums_of(size_t at) {
  return (reel_sums){(uint16_t *)words[0] + at, words[1] + at, words[2] + at, (uint16_t *)words[3] + at};
}
static reel_rgb16 rgb(size_t at) {
  return (reel_rgb16){(uint16_t *)words[0] + at, (uint16_t *)words[1] + at, (uint16_t *)words[2] + at};
}
static reel_window window(size_t pixel) {
  return (reel_window){in(1, pixel * W), 0, W - 1, 0, H - 1};
}

#define ROWS for (size_t y = 0, at = 0; y < H; y++, at += W)
#define PAIRS for (size_t y = 0, at = 0; y < H / 2; y++, at += 2 * W)

/// What every row is compared with, as a row: how well the two halves of a measurement agree.
static void copy(void) { memcpy(bytes[0], bytes[1], N); }
static void dissolve(void) { k->dissolve_plane8(out(0, W), in(1, W), in(2, W), W, H, 99); }
static void over(void) { k->over_plane8(out(0, W), in(1, W), in(2, W), W, H, 256); }
static void over_empty(void) { k->over_plane8(out(0, W), in(5, W), in(5, W), W, H, 256); }
static void statistics(void) { sink += k->statistics_plane8(in(1, W), W, H).sum; }
static void difference(void) { sink += k->difference_plane8(in(1, W), in(2, W), W, H); }
static void mirror_gray(void) { k->mirror_gray8(out(0, W), in(1, W), W, H); }
static void mirror_rgba(void) { k->mirror_rgba8(out(0, 4 * W), in(1, 4 * W), W, H); }
static void transpose_gray(void) { k->transpose_gray8(out(0, H), in(1, W), W, H); }
static void transpose_rgba(void) { k->transpose_rgba8(out(0, 4 * H), in(1, 4 * W), W, H); }
static void premultiply(void) { k->premultiply_rgba8(out(0, 4 * W), in(1, 4 * W), W, H); }
static void unpremultiply(void) { k->unpremultiply_rgba8(out(0, 4 * W), in(1, 4 * W), W, H); }
/// Green, as `ChromaKey` has it by default.
static void key(void) {
  const reel_key green = {{0, 255, 0}, -1573, -1853, 7779, 3889, 4314, -2651, -3123, 27, 256};
  k->key_rgba8(out(0, 4 * W), in(1, 4 * W), &green, W, H);
}
static void gather(void) { ROWS k->gather_rgba8(sums_of(at), bytes[1] + 4 * at, W, 0); }
static void cover(void) { ROWS k->cover_gray8(sums_of(at), bytes[1] + at, W, 200, 40000, 900, -900); }
static void settle(void) {
  // Chroma is filtered from index -1 on, so a row begins after a few samples.
  PAIRS {
    reel_layer_rows rows = {{bytes[0] + at, bytes[0] + at + W}, {bytes[1] + at, bytes[1] + at + W},
                            bytes[2] + at / 4, bytes[3] + at / 4, bytes[4] + at / 4};
    k->settle_sums(rows, sums_of(at + 8), sums_of(at + W + 8), W / 2);
  }
}
static void mix(void) { k->mix_plane8(out(0, W), in(1, W), in(2, W), in(3, W), W, H); }
static void halve(void) { k->halve_gray8(out(0, W / 2), in(1, W), W, H); }
static void noise(void) { ROWS k->noise_s16(words[0] + at, W, (uint32_t)y); }
static void spread(void) { ROWS k->spread_s16(words[0] + at, words[1] + at, starts, weights, W); }
static void blend(void) {
  const int16_t shares[3] = {60, 136, 60};
  ROWS k->blend_s16(words[0] + at, words[1] + at, words[2] + at, words[3] + at, shares, W);
}
static void grain(void) { ROWS k->grain_gray8(bytes[0] + at, bytes[1] + at, words[0] + at, W, 3000); }
static void screen(void) { k->screen_plane8(out(0, W), in(1, W), in(2, W), in(3, W), W, H, 16, 200); }
static void channels_luma(void) {
  ROWS k->channels_luma(bytes[0] + at, bytes[1] + at, bytes[2] + at, bytes[3] + at, words[0] + at / 2, words[1] + at / 2, W);
}
static void channels_chroma(void) {
  for (size_t y = 0, at = 0; y < H; y++, at += W / 2) {
    reel_channels from = {bytes[2] + at, bytes[2] + N + at, bytes[3] + at, bytes[3] + N + at, bytes[3] + 2 * N + at,
                          bytes[4] + at, bytes[4] + N + at};
    k->channels_chroma(bytes[0] + at, bytes[1] + at, words[0] + at, from, W / 2);
  }
}
static void spread_chroma(void) { ROWS k->spread_chroma8(words[0] + at, bytes[1] + at / 2, bytes[2] + at / 2, W); }
static void site_luma(void) { PAIRS k->site_luma8(words[0] + at / 4, bytes[1] + at, bytes[1] + at + W, W); }
static void color_luma(void) { ROWS k->color_luma8(&colors, bytes[0] + at, bytes[1] + at, words[0] + at, words[1] + at, W); }
static void color_chroma(void) {
  for (size_t y = 0, at = 0; y < H / 2; y++, at += W / 2)
    k->color_chroma8(&colors, bytes[0] + at, bytes[3] + at, words[0] + at, bytes[1] + at, bytes[2] + at, W / 2);
}
static void weigh_rows(void) {
  ROWS {
    const uint8_t *rows[TAPS] = {bytes[1] + at, bytes[2] + at, bytes[3] + at, bytes[4] + at};
    k->weigh_rows8(words[0] + at, rows, weights, TAPS, W);
  }
}
static void columns_gray(void) { ROWS k->weigh_columns_gray8(bytes[0] + at, words[0] + at, starts, weights, TAPS, W); }
static void columns_rgba(void) {
  for (size_t y = 0, at = 0; y < H / 4; y++, at += 4 * W) k->weigh_columns_rgba8(bytes[0] + at, words[0] + at, starts, weights, TAPS, W);
}
static void turn_gray(void) {
  ROWS k->turn_gray8(bytes[0] + at, window(1), 0, (int64_t)y << 32, 4200000000, 200000000, REEL_FILTER_BICUBIC, W);
}
static void turn_rgba(void) {
  ROWS k->turn_rgba8(bytes[0] + 4 * at, window(4), 0, (int64_t)y << 32, 4200000000, 200000000, REEL_FILTER_BICUBIC, W);
}
static void rows_words(void) {
  ROWS {
    const int16_t *rows[TAPS] = {words[1] + at, words[2] + at, words[3] + at, words[4] + at};
    k->weigh_rows_s16(words[0] + at, rows, weights, TAPS, W);
  }
}
static void settle_rows(void) {
  ROWS {
    const int16_t *rows[TAPS] = {words[1] + at, words[2] + at, words[3] + at, words[4] + at};
    k->settle_rows_gray8(bytes[0] + at, rows, weights, TAPS, W);
  }
}
static void columns_words(void) { ROWS k->weigh_columns_s16(words[1] + at, words[0] + at, starts, weights, TAPS, W); }
static void add_line(void) {
  const int8_t shares[2] = {40, 24};
  ROWS k->add_line_s32(sums, bytes[1] + at, shares, W);
}
static void mean_lines(void) { ROWS k->mean_lines_gray8(bytes[0] + at, sums, sums + W, (reel_mean){9, 9000, 9000}, W); }
static void open_yuv(void) { ROWS k->open_yuv8(rgb(at), bytes[1] + at, words[3] + at / 2, words[4] + at / 2, W); }
static void premultiply16(void) { ROWS k->premultiply_rgb16(rgb(at), (uint16_t *)words[3] + at, W); }
static void close_yuv(void) {
  ROWS k->close_yuv8(bytes[0] + at, words[4] + at, words[5] + at, rgb(at), (uint16_t *)words[3] + at, W);
}
static void close_chroma(void) {
  PAIRS {
    reel_differences upper = {words[0] + at + 8, words[1] + at + 8, (uint16_t *)words[2] + at + 8};
    reel_differences lower = {words[0] + at + W + 8, words[1] + at + W + 8, (uint16_t *)words[2] + at + W + 8};
    k->close_chroma8(bytes[0] + at / 4, bytes[1] + at / 4, upper, lower, W / 2);
  }
}
/// From BT.601 in full range; what is in the factors matters to nothing here.
static const reel_equation equation = {{14071, -208, -374}, {7, 5, 3}, 2097152, 9, 17};
static const reel_deep_equation deep_equation = {{1L << 38, 1L << 39, 1L << 37}, 1L << 50, 50};
static reel_deep_rgb deep(size_t at) {
  return (reel_deep_rgb){(uint16_t *)words[0] + at, (uint16_t *)words[1] + at, (uint16_t *)words[2] + at};
}
static void convert_luma(void) { ROWS k->convert_luma8(&equation, bytes[0] + at, bytes[1] + at, words[0] + at, words[1] + at, W); }
static void convert_chroma(void) {
  for (size_t y = 0, at = 0; y < H / 2; y++, at += W / 2)
    k->convert_chroma8(&equation, bytes[0] + at, bytes[1] + at, bytes[2] + at, W / 2);
}
static void convert_words(void) {
  ROWS k->convert_s16(&equation, bytes[0] + at, words[0] + at, words[1] + at, words[2] + at, W);
}
static void convert_dithered(void) {
  static const int32_t thresholds[16] = {0, 65536, 4096, 70000};
  ROWS k->convert_dithered_s16(&equation, bytes[0] + at, words[0] + at, words[1] + at, words[2] + at, thresholds, 3, W);
}
static void eighths(void) { ROWS k->eighths_u16(words[0] + at, (uint16_t *)words[1] + at, 512, W); }
static void spread_chroma16(void) {
  ROWS k->spread_chroma16(words[0] + at, (uint16_t *)words[1] + at / 2, (uint16_t *)words[2] + at / 2, 512, W);
}
static void convert_deep_luma(void) { ROWS k->convert_deep_luma8(&deep_equation, bytes[0] + at, deep(at), W); }
static void convert_deep_chroma(void) {
  const reel_deep_equation both[2] = {deep_equation, deep_equation};
  PAIRS k->convert_deep_chroma8(both, bytes[0] + at / 4, bytes[1] + at / 4, deep(at), deep(at + W), W);
}
static void range_row(void) { ROWS k->range_row8(bytes[0] + at, bytes[1] + at, (reel_range){73, 1402, 49345, 6}, W); }
static void reduce(void) {
  static const uint32_t thresholds[16];
  ROWS k->reduce_u16(bytes[0] + at, (uint16_t *)words[0] + at, thresholds, 1 << 21, W);
}
static void split(void) {
  ROWS k->split_rgba8((reel_rgb_s16){words[0] + at, words[1] + at, words[2] + at}, bytes[1] + 4 * at, W);
}
static void site_words(void) { PAIRS k->site_s16(words[0] + at / 4, words[1] + at, words[1] + at + W, W); }

static void dodge(void) { ROWS k->color_dodge16((uint16_t *)words[0] + at, bytes[1] + at, W); }
static void burn(void) { ROWS k->color_burn16((uint16_t *)words[0] + at, bytes[1] + at, W); }
static void soft_light(void) { ROWS k->soft_light16((uint16_t *)words[0] + at, bytes[1] + at, W); }
static void ellipse(void) {
  const reel_ellipse edge = {W / 2, 2.0 / W, 2.0 / H, W / 2, 1.0 / W, 1, 0};
  ROWS k->ellipse_gray8(bytes[0] + at, &edge, (double)y - H / 2, 0, W);
}

/// Bytes moved for each pixel of the picture, in quarters. Kernels that move bytes and do little else are held to a target.
static const struct {
  const char *name;
  void (*run)(void);
  int quarters;
  int is_mover;
} kernels[] = {
  {"copy (memcpy itself)", copy, 8, 1}, {"dissolve_plane8", dissolve, 12, 1}, {"over_plane8", over, 16, 0}, {"over_plane8, empty layer", over_empty, 16, 1},
  {"statistics_plane8", statistics, 4, 0}, {"difference_plane8", difference, 8, 0}, {"mirror_gray8", mirror_gray, 8, 1},
  {"mirror_rgba8", mirror_rgba, 32, 1}, {"transpose_gray8", transpose_gray, 8, 1}, {"transpose_rgba8", transpose_rgba, 32, 1},
  {"premultiply_rgba8", premultiply, 32, 1}, {"unpremultiply_rgba8", unpremultiply, 32, 0}, {"gather_rgba8", gather, 48, 0},
  {"cover_gray8", cover, 68, 0}, {"settle_sums", settle, 43, 0}, {"mix_plane8", mix, 16, 0}, {"halve_gray8", halve, 5, 0},
  {"noise_s16", noise, 8, 0}, {"spread_s16", spread, 16, 0}, {"blend_s16", blend, 32, 0}, {"grain_gray8", grain, 16, 0},
  {"screen_plane8", screen, 16, 0}, {"channels_chroma", channels_chroma, 22, 0}, {"channels_luma", channels_luma, 24, 0},
  {"spread_chroma8", spread_chroma, 12, 0}, {"site_luma8", site_luma, 6, 0}, {"color_luma8, 33 points", color_luma, 24, 0},
  {"color_chroma8, 33 points", color_chroma, 6, 0}, {"weigh_rows8, 4 taps", weigh_rows, 24, 0},
  {"weigh_columns_gray8, 4 taps", columns_gray, 12, 0}, {"weigh_columns_rgba8, 4 taps", columns_rgba, 12, 0},
  {"turn_gray8", turn_gray, 8, 0}, {"turn_rgba8", turn_rgba, 32, 0}, {"weigh_rows_s16, 4 taps", rows_words, 40, 0},
  {"settle_rows_gray8, 4 taps", settle_rows, 36, 0}, {"weigh_columns_s16, 4 taps", columns_words, 16, 0},
  {"add_line_s32", add_line, 36, 0}, {"mean_lines_gray8", mean_lines, 36, 0},
  {"open_yuv8", open_yuv, 36, 0}, {"premultiply_rgb16", premultiply16, 56, 0},
  {"close_yuv8", close_yuv, 56, 0}, {"close_chroma8", close_chroma, 26, 0}, {"key_rgba8", key, 32, 0},
  {"convert_luma8", convert_luma, 24, 0}, {"convert_chroma8", convert_chroma, 3, 0}, {"convert_s16", convert_words, 28, 0},
  {"convert_dithered_s16", convert_dithered, 28, 0}, {"eighths_u16", eighths, 16, 0}, {"spread_chroma16", spread_chroma16, 16, 0},
  {"convert_deep_luma8", convert_deep_luma, 28, 0}, {"convert_deep_chroma8", convert_deep_chroma, 26, 0},
  {"range_row8", range_row, 8, 0}, {"reduce_u16", reduce, 12, 0}, {"split_rgba8", split, 40, 0}, {"site_s16", site_words, 10, 0},
  {"color_dodge16", dodge, 20, 0}, {"color_burn16", burn, 20, 0}, {"soft_light16", soft_light, 20, 0}, {"ellipse_gray8", ellipse, 4, 0},
};
// Two rows are no kernel of their own: the copy, and the empty layer.
_Static_assert(
    sizeof kernels / sizeof *kernels - 2 == (sizeof(reel_kernels) - offsetof(reel_kernels, dissolve_plane8)) / sizeof(void (*)(void)),
    "every kernel has a row");

int main(void) {
  for (int i = 0; i < 6; i++) {
    bytes[i] = aligned_alloc(64, 4 * N + 4096);
    words[i] = aligned_alloc(64, 4 * N + 4096);
    if (!bytes[i] || !words[i]) return 1;
    uint64_t state = (uint64_t)i + 1;
    for (size_t x = 0; x < 4 * N + 4096; x++) bytes[i][x] = (uint8_t)((state = state * 6364136223846793005 + 1442695040888963407) >> 56);
    for (size_t x = 0; x < 2 * N + 2048; x++) words[i][x] = (int16_t)((state = state * 6364136223846793005 + 1442695040888963407) >> 53);
  }
  memset(bytes[5], 0, 4 * N);
  for (int x = 0; x < 4 * W; x++) starts[x] = x < W - 8 ? x : W - 8;
  for (int x = 0; x < 4 * 4 * W; x++) weights[x] = x < 3 * W ? 85 : 4096;

  k = reel_kernels_get(reel_kernels_available());
  printf("| kernel | GB/s | memcpy GB/s | ratio | target |\n|---|---|---|---|---|\n");
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    size_t moved = (size_t)kernels[i].quarters * N / 4;
    double best = 1e9, copy = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
      double start = now();
      kernels[i].run();
      double middle = now();
      // In as many pieces as fit the pictures.
      for (size_t left = moved / 2; left > 0;) {
        size_t part = left < 4 * N ? left : 4 * N;
        memcpy(words[5], words[4], part);
        __asm__ volatile("" ::: "memory");
        left -= part;
      }
      double end = now();
      if (middle - start < best) best = middle - start;
      if (end - middle < copy) copy = end - middle;
    }
    printf("| %s | %.2f | %.1f | %.2f | %s |\n", kernels[i].name, 1e-9 * (double)moved / best, 1e-9 * (double)moved / copy, copy / best,
           kernels[i].is_mover ? "at least 0.6" : "");
  }
  return 0;
}
