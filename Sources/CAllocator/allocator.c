#include "allocator.h"

// Linking jemalloc replaces malloc in the process. An encoder at 1080x1920 takes and gives back 200 MB in large blocks, 40 times a
// minute of episode: glibc returns them to the kernel every time.
#if defined(__linux__)
#include <jemalloc/jemalloc.h>

// Read by jemalloc when the process starts. Pictures are walked through row by row, many at once: in pages of 4 KiB that waits for
// address translation. The environment's MALLOC_CONF goes before it.
const char *malloc_conf = "thp:always";

const char *reel_allocator(void) {
  const char *version = 0;
  size_t size = sizeof version;
  return mallctl("version", &version, &size, 0, 0) == 0 ? version : 0;
}
#else
const char *reel_allocator(void) { return 0; }
#endif
