#include "reel_stretch.h"

#include <SoundTouch.h>
#include <new>

static_assert(sizeof(soundtouch::SAMPLETYPE) == sizeof(float), "SoundTouch must be built for float samples");

struct reel_stretcher {
  soundtouch::SoundTouch touch;
};

reel_stretcher *reel_stretcher_make(
    int rate, int channels, double pace, int piece_ms, int search_ms, int overlap_ms) {
  try {
    auto *made = new reel_stretcher;
    made->touch.setSampleRate(static_cast<unsigned>(rate));
    made->touch.setChannels(static_cast<unsigned>(channels));
    // The filter against aliasing belongs to changes of pitch; its coefficients come from the C library's sine, which differs by processor.
    made->touch.setSetting(SETTING_USE_AA_FILTER, 0);
    made->touch.setSetting(SETTING_SEQUENCE_MS, piece_ms);
    made->touch.setSetting(SETTING_SEEKWINDOW_MS, search_ms);
    made->touch.setSetting(SETTING_OVERLAP_MS, overlap_ms);
    made->touch.setTempo(pace);
    return made;
  } catch (...) {
    return nullptr;
  }
}

int reel_stretcher_put(reel_stretcher *stretcher, const float *samples, unsigned frames) {
  try {
    stretcher->touch.putSamples(samples, frames);
    return 0;
  } catch (...) {
    return -1;
  }
}

int reel_stretcher_end(reel_stretcher *stretcher) {
  try {
    stretcher->touch.flush();
    return 0;
  } catch (...) {
    return -1;
  }
}

unsigned reel_stretcher_take(reel_stretcher *stretcher, float *samples, unsigned frames) {
  return stretcher->touch.receiveSamples(samples, frames);
}

void reel_stretcher_free(reel_stretcher *stretcher) { delete stretcher; }
