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

#endif
