/* FFmpeg's libraries, and in words what Swift cannot import (macros) or what changed its name between FFmpeg 5.1 and 8.
   Constants and one-line accessors only. */
#pragma once
#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/avutil.h>
#include <libavutil/buffer.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/display.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/samplefmt.h>
#include <libavutil/version.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
#include "shim_output.h"

static const int reel_averror_eagain = AVERROR(EAGAIN);
static const int reel_averror_enomem = AVERROR(ENOMEM);
static const int reel_averror_einval = AVERROR(EINVAL);
static const int reel_averror_enoent = AVERROR(ENOENT);
static const int reel_averror_eacces = AVERROR(EACCES);
static const int reel_averror_eisdir = AVERROR(EISDIR);
static const int reel_averror_enospc = AVERROR(ENOSPC);
static const int reel_averror_eio = AVERROR(EIO);
static const int reel_averror_enosys = AVERROR(ENOSYS);
static const int reel_averror_eof = AVERROR_EOF;
static const int reel_averror_invaliddata = AVERROR_INVALIDDATA;
static const int reel_averror_external = AVERROR_EXTERNAL;
static const int reel_averror_patchwelcome = AVERROR_PATCHWELCOME;
static const int reel_averror_decoder_not_found = AVERROR_DECODER_NOT_FOUND;
static const int reel_averror_encoder_not_found = AVERROR_ENCODER_NOT_FOUND;
static const int reel_averror_demuxer_not_found = AVERROR_DEMUXER_NOT_FOUND;
static const int reel_averror_muxer_not_found = AVERROR_MUXER_NOT_FOUND;
static const int reel_averror_option_not_found = AVERROR_OPTION_NOT_FOUND;
static const int reel_averror_bug = AVERROR_BUG;

static const int64_t reel_nopts = AV_NOPTS_VALUE;

static const int reel_libavutil_version = LIBAVUTIL_VERSION_INT;
static const int reel_libavcodec_version = LIBAVCODEC_VERSION_INT;
static const int reel_libavformat_version = LIBAVFORMAT_VERSION_INT;

/* Macros up to FFmpeg 7, an enum from 8. */
static const int reel_sws_point = SWS_POINT;
static const int reel_sws_area = SWS_AREA;
static const int reel_sws_bilinear = SWS_BILINEAR;
static const int reel_sws_bicubic = SWS_BICUBIC;
static const int reel_sws_lanczos = SWS_LANCZOS;
static const int reel_sws_accurate_rnd = SWS_ACCURATE_RND;
static const int reel_sws_bitexact = SWS_BITEXACT;
static const int reel_sws_full_chr_h_int = SWS_FULL_CHR_H_INT;
static const int reel_sws_full_chr_h_inp = SWS_FULL_CHR_H_INP;

#if LIBAVCODEC_VERSION_MAJOR >= 61
static const int reel_profile_h264_high = AV_PROFILE_H264_HIGH;
#else
static const int reel_profile_h264_high = FF_PROFILE_H264_HIGH;
#endif

#if LIBAVFORMAT_VERSION_MAJOR >= 61
/* What a write callback of avio_alloc_context receives: const since FFmpeg 7. */
typedef const uint8_t *reel_avio_bytes;
#else
typedef uint8_t *reel_avio_bytes;
#endif

/* AVFrame.duration since 57.30 (FFmpeg 6.0). */
static inline int64_t reel_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

static inline void reel_frame_set_duration(AVFrame *frame, int64_t duration) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  frame->duration = duration;
#else
  frame->pkt_duration = duration;
#endif
}

/* AV_FRAME_FLAG_KEY since 58.7 (FFmpeg 6.1). */
static inline int reel_frame_is_key(const AVFrame *frame) {
#ifdef AV_FRAME_FLAG_KEY
  return (frame->flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame->key_frame;
#endif
}

static inline void reel_frame_set_key(AVFrame *frame, int key) {
#ifdef AV_FRAME_FLAG_KEY
  frame->flags = key ? frame->flags | AV_FRAME_FLAG_KEY : frame->flags & ~AV_FRAME_FLAG_KEY;
#else
  frame->key_frame = key;
#endif
}

static inline int reel_frame_is_interlaced(const AVFrame *frame) {
#ifdef AV_FRAME_FLAG_INTERLACED
  return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame->interlaced_frame;
#endif
}

/* Side data of a whole stream moved into its codec parameters in FFmpeg 6.1. */
static inline const uint8_t *reel_stream_side_data(const AVStream *stream, enum AVPacketSideDataType type, size_t *size) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData *data =
      av_packet_side_data_get(stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, type);
  *size = data ? data->size : 0;
  return data ? data->data : 0;
#else
  return av_stream_get_side_data(stream, type, size);
#endif
}

/* The class a log message's sender belongs to, or NULL. */
static inline const AVClass *reel_class_of(void *sender) { return sender ? *(const AVClass **)sender : 0; }
