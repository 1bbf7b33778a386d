#!/usr/bin/env bash
# Changed and damaged subtitles of every format: no crash, no hang, no unbounded memory. The seed is printed; the same seed repeats a run.
# usage: fuzz.sh [SECONDS [SEED]]        ten minutes by default
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
seed=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

echo "soak: fuzzing subtitles for $seconds s, seed $seed"
export REELFX_FUZZ_SECONDS=$seconds REELFX_FUZZ_SEED=$seed
# shellcheck disable=SC2086  # the flags are words
timeout $((seconds + 120)) swift test -c release --skip-build --filter 'ReelTextTests.SubtitleFuzzTests' ${SWIFT_BUILD_FLAGS:-}
echo "soak: no crash, hang or unbounded memory in $seconds s of changed subtitles, seed $seed"
