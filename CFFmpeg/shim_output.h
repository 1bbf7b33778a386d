/* What the encoders, the sound reader and the fixed CPU path need besides shim.h. Constants only. */
#pragma once
#include <libavutil/cpu.h>
#include <libavutil/opt.h>

static const int reel_flag_global_header = AV_CODEC_FLAG_GLOBAL_HEADER;
static const int reel_flag_closed_gop = AV_CODEC_FLAG_CLOSED_GOP;
static const int reel_flag_bitexact = AV_CODEC_FLAG_BITEXACT;
static const int reel_flag_qscale = AV_CODEC_FLAG_QSCALE;
static const enum AVPixelFormat reel_pix_fmt_rgb32 = AV_PIX_FMT_RGB32;
static const int reel_input_padding = AV_INPUT_BUFFER_PADDING_SIZE;

/* What every x86-64 processor has; elsewhere the baseline is what av_get_cpu_flags says. */
static const int reel_cpu_baseline = AV_CPU_FLAG_MMX | AV_CPU_FLAG_MMXEXT | AV_CPU_FLAG_SSE | AV_CPU_FLAG_SSE2;

#if LIBAVCODEC_VERSION_MAJOR >= 61
static const int reel_profile_aac_low = AV_PROFILE_AAC_LOW;
#else
static const int reel_profile_aac_low = FF_PROFILE_AAC_LOW;
#endif
