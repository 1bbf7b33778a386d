#pragma once

/// The allocator this process runs with, by name and version; NULL for the system's own.
const char *reel_allocator(void);
