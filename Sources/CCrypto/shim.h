/* OpenSSL's message digests, the system's own and fastest SHA-256 on Linux. */
#pragma once
#include <openssl/evp.h>
