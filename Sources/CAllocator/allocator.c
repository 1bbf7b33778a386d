#include "allocator.h"

// Linking jemalloc replaces malloc in the process. Chosen by measurement (ARCHITECTURE.md, Dependencies): an encoder at 1080x1920 takes
// and gives back about 200 MB, 36 times in a minute of episode.
#if defined(__linux__)
#include <jemalloc/jemalloc.h>

// Read by jemalloc when the process starts: memory in pages of 2 MiB, and what was given back is kept for a minute before the system gets
// it, because the next encoder takes it again. The environment's MALLOC_CONF goes before it.
const char *malloc_conf = "thp:always,dirty_decay_ms:60000";

const char *reel_allocator(void) {
  const char *version = 0;
  size_t size = sizeof version;
  return mallctl("version", &version, &size, 0, 0) == 0 ? version : 0;
}
#else
const char *reel_allocator(void) { return 0; }
#endif
