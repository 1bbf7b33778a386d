#!/usr/bin/env bash
# kill -9 at any moment, then again: the finished files equal those of an undisturbed run, byte for byte.
# usage: kill.sh REELFX [TIMES]
reelfx=$1 times=${2:-12}
# shellcheck source=scripts/soak/common.sh
source "$(dirname "$0")/common.sh"

begin=$(date +%s%N)
"$reelfx" render "$document" "${small[@]}" -o "$work/whole" --store "$work/whole.store" -q
took=$((($(date +%s%N) - begin) / 1000000))

for ((i = 1; i <= times; i++)); do
  out=$work/$i store=$work/$i.store
  # Spread over the run, with the last ones during assembly.
  delay=$((took * i / (times + 1)))
  "$reelfx" render "$document" "${small[@]}" -o "$out" --store "$store" -q &
  sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
  kill -9 $! 2>/dev/null || true
  wait $! 2>/dev/null || true
  "$reelfx" render "$document" "${small[@]}" -o "$out" --store "$store" -q
  same "$work/whole" "$out" "killed after $delay ms"
  no_leftovers "$out"
  "$reelfx" store verify --store "$store" >/dev/null || fail "killed after $delay ms: the store is damaged"
  rm -rf "$out" "$store"
done
echo "soak: killed $times times between 0 and $took ms, and every file is equal"
