/* libpng reports errors by longjmp, which must not cross frames of Swift: the calls that may do so stand here, behind setjmp.
   A reader is opened, told to read, and closed, whatever happened in between. */
#pragma once
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reel_png {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t at;
  char error[256];   /* why the last call failed */
  char warning[256]; /* the first warning about picture data */
} reel_png;

static void reel_png_on_error(png_structp png, png_const_charp text) {
  reel_png *reader = (reel_png *)png_get_error_ptr(png);
  snprintf(reader->error, sizeof reader->error, "%s", text);
  png_longjmp(png, 1);
}

static void reel_png_on_warning(png_structp png, png_const_charp text) {
  reel_png *reader = (reel_png *)png_get_error_ptr(png);
  if (!strncmp(text, "IDAT", 4) && !reader->warning[0]) snprintf(reader->warning, sizeof reader->warning, "%s", text);
}

static void reel_png_on_read(png_structp png, png_bytep out, size_t count) {
  reel_png *reader = (reel_png *)png_get_io_ptr(png);
  if (reader->count - reader->at < count) png_error(png, "the file ends too early");
  memcpy(out, reader->bytes + reader->at, count);
  reader->at += count;
}

/* Reads up to the pixels and asks for R, G, B, A of 8 bits; of 16 in the machine's order when the file has 16; or for one index of 8
   bits where it has a palette. Not 0 on failure. */
static inline int reel_png_open(reel_png *reader, const uint8_t *bytes, size_t count) {
  memset(reader, 0, sizeof *reader);
  reader->bytes = bytes;
  reader->count = count;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, reel_png_on_error, reel_png_on_warning);
  reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
  if (!reader->info) {
    snprintf(reader->error, sizeof reader->error, "out of memory");
    return -1;
  }
  if (setjmp(png_jmpbuf(reader->png))) return -1;
  png_set_read_fn(reader->png, reader, reel_png_on_read);
  png_set_user_limits(reader->png, 32767, 32767);
  png_read_info(reader->png, reader->info);
  if (png_get_color_type(reader->png, reader->info) == PNG_COLOR_TYPE_PALETTE) {
    png_set_packing(reader->png);
  } else {
    png_set_expand(reader->png);
    png_set_gray_to_rgb(reader->png);
    png_set_add_alpha(reader->png, png_get_bit_depth(reader->png, reader->info) == 16 ? 0xFFFF : 0xFF, PNG_FILLER_AFTER);
    const uint16_t one = 1;
    if (*(const uint8_t *)&one) png_set_swap(reader->png);
  }
  png_set_interlace_handling(reader->png);
  png_read_update_info(reader->png, reader->info);
  return 0;
}

/* Reads the pixels into `rows` and the rest of the file, so that every checksum has been seen. Not 0 on failure. */
static inline int reel_png_read(reel_png *reader, uint8_t **rows) {
  if (setjmp(png_jmpbuf(reader->png))) return -1;
  png_read_image(reader->png, rows);
  png_read_end(reader->png, NULL);
  return 0;
}

/* Writes the palette as R, G, B, A and returns how many colours it has. */
static inline int reel_png_palette(const reel_png *reader, uint8_t rgba[1024]) {
  png_colorp colors = NULL;
  png_bytep alphas = NULL;
  int count = 0, transparent = 0;
  if (!png_get_PLTE(reader->png, reader->info, &colors, &count)) return 0;
  png_get_tRNS(reader->png, reader->info, &alphas, &transparent, NULL);
  for (int i = 0; i < count && i < 256; i++) {
    rgba[4 * i] = colors[i].red;
    rgba[4 * i + 1] = colors[i].green;
    rgba[4 * i + 2] = colors[i].blue;
    rgba[4 * i + 3] = alphas && i < transparent ? alphas[i] : 255;
  }
  return count;
}

/* Bytes that a picture takes at most as a file. */
static inline size_t reel_png_size_max(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }

static inline void reel_png_close(reel_png *reader) { png_destroy_read_struct(&reader->png, &reader->info, NULL); }
