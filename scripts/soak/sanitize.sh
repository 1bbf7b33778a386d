#!/usr/bin/env bash
# All tests under a sanitizer, in a build folder of its own.
# usage: sanitize.sh address|thread
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=$1

here=$PWD/scripts/soak
export LSAN_OPTIONS="suppressions=$here/leaks.supp:print_suppressions=0"
export TSAN_OPTIONS="suppressions=$here/races.supp:halt_on_error=0:exitcode=66"
flags=(-c release --sanitize "$sanitizer" --scratch-path ".build-$sanitizer")
# shellcheck disable=SC2086  # the flags are words
swift build "${flags[@]}" --build-tests ${SWIFT_BUILD_FLAGS:-}
# shellcheck disable=SC2086
swift test "${flags[@]}" --skip-build ${SWIFT_BUILD_FLAGS:-}
echo "soak: all tests pass under the $sanitizer sanitizer"
