#!/usr/bin/env bash
# Changed and damaged subtitles of every format: no crash, no hang, no unbounded memory. The seed is printed; the same seed repeats a run.
# usage: fuzz.sh [SECONDS [SEED [FORMAT [ROUND]]]]
#   SECONDS are ten minutes by default; all formats share them, or FORMAT has them alone: srt, vtt, ass, ttml, json, or bytes.
#   ROUND is one file: the one that a failure named.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
seed=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

[[ -z ${3:-} ]] || export REELFX_FUZZ_FORMAT=$3
[[ -z ${4:-} ]] || export REELFX_FUZZ_ROUND=$4

echo "soak: fuzzing ${3:-subtitles} for $seconds s, seed $seed"
export REELFX_FUZZ_SECONDS=$seconds REELFX_FUZZ_SEED=$seed
# shellcheck disable=SC2086  # the flags are words
timeout $((seconds + 120)) swift test -c release --skip-build --filter 'ReelTextTests.SubtitleFuzzTests' ${SWIFT_BUILD_FLAGS:-}
echo "soak: no crash, hang or unbounded memory in $seconds s of changed ${3:-subtitles}, seed $seed"
