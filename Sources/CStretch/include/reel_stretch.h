/* SoundTouch behind five C functions: it has a C++ interface only. Nothing here decides anything; no exception leaves it. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

typedef struct reel_stretcher reel_stretcher;

/* For sound of `channels` interleaved channels at `rate`, to be played `pace` times as fast at the same pitch. Lengths of the pieces it is
   cut into, of the range in which the best place to join is looked for, and of a join, are in milliseconds. NULL without memory. */
reel_stretcher *reel_stretcher_make(
    int rate, int channels, double pace, int piece_ms, int search_ms, int overlap_ms);

/* Takes samples. Negative when memory runs out. */
int reel_stretcher_put(reel_stretcher *stretcher, const float *samples, unsigned frames);

/* Says that there are no more: afterwards all samples of the result can be taken. Negative when memory runs out. */
int reel_stretcher_end(reel_stretcher *stretcher);

/* Gives up to `frames` finished samples, and says how many. */
unsigned reel_stretcher_take(reel_stretcher *stretcher, float *samples, unsigned frames);

void reel_stretcher_free(reel_stretcher *stretcher);

#ifdef __cplusplus
}
#endif
