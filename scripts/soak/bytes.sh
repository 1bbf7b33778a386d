#!/usr/bin/env bash
# Equal inputs give equal bytes: whatever the number of jobs, the CPU's extensions, or the state of the store.
# usage: bytes.sh REELFX
reelfx=$1
# shellcheck source=scripts/soak/common.sh
source "$(dirname "$0")/common.sh"

render() { local out=$1; shift; "$reelfx" render "$document" "${small[@]}" -o "$work/$out" --store "$work/$out.store" -q "$@"; }

render one --jobs 1
for jobs in 2 3 8; do
  render "jobs-$jobs" --jobs "$jobs"
  same "$work/one" "$work/jobs-$jobs" "--jobs $jobs against --jobs 1"
done
REELFX_CPU=scalar render scalar
same "$work/one" "$work/scalar" "REELFX_CPU=scalar"

# Half warm: a third of the artefacts are gone.
cp -r "$work/one.store" "$work/half.store"
find "$work/half.store" -type f -size +1k | sort | awk 'NR % 3 == 0' | xargs -r rm -f
render half
same "$work/one" "$work/half" "a half-warm store"

# Damaged: one byte is flipped in every third artefact; each is a miss, none is delivered.
cp -r "$work/one.store" "$work/damaged.store"
find "$work/damaged.store" -type f -size +1k | sort | awk 'NR % 3 == 0' | while read -r file; do
  printf '\xa5' | dd of="$file" bs=1 seek=600 conv=notrunc status=none
done
render damaged
same "$work/one" "$work/damaged" "a damaged store"
echo "soak: equal bytes with 1, 2, 3 and 8 jobs, without SIMD, and from a half-warm and a damaged store"
