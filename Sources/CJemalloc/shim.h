/* jemalloc: linking it replaces malloc for the process. Only the executable does: which allocator a process has is its owner's choice. */
#pragma once
#include <jemalloc/jemalloc.h>
