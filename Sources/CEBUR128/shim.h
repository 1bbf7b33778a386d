/* libebur128: loudness and true peak after ITU-R BS.1770 and EBU R 128. */
#pragma once
#include <ebur128.h>
