#!/usr/bin/env bash
# The tests under a sanitizer, in a build folder of its own.
# usage: sanitize.sh address|thread
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=$1

here=$PWD/scripts/soak scratch=.build-$sanitizer
export LSAN_OPTIONS="suppressions=$here/leaks.supp:print_suppressions=0"
export TSAN_OPTIONS="suppressions=$here/races.supp:halt_on_error=0:exitcode=66"
flags=(-c release --sanitize "$sanitizer" --scratch-path "$scratch")
# shellcheck disable=SC2086  # the flags are words
swift build "${flags[@]}" --build-tests ${SWIFT_BUILD_FLAGS:-}
tests=(swift test "${flags[@]}" --skip-build)
if [[ $sanitizer == thread && $(uname -s) == Linux ]]; then
  # The clang beside this swift; no other compiler need know how Swift calls.
  "$(dirname "$(realpath "$(command -v swift)")")/clang" -O2 -shared -fPIC -o "$scratch/mutex.so" "$here/mutex.c" -ldl
  tests=(env LD_PRELOAD="$PWD/$scratch/mutex.so" "${tests[@]}")
fi
if [[ $sanitizer == thread ]]; then
  # They start the command, and its allocator and the sanitizer's do not live in one process. What it runs is tested in ReelEngineTests.
  tests+=(--skip ReelFXTests)
fi
# shellcheck disable=SC2086
"${tests[@]}" ${SWIFT_BUILD_FLAGS:-}
echo "soak: the tests pass under the $sanitizer sanitizer"
