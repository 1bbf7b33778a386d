#!/usr/bin/env bash
# A disk that fills up ends the render with 73 and leaves nothing unfinished; with room again it completes.
# usage: full-disk.sh REELFX
reelfx=$(realpath "$1")
if [[ $(uname -s) != Linux ]]; then echo "soak: full disk is tried on Linux only"; exit 0; fi
# A small file system of its own takes a mount namespace; ours goes when the script ends.
if [[ -z ${SOAK_MOUNTED:-} ]]; then
  SOAK_MOUNTED=1 exec unshare --map-root-user --mount bash "$0" "$reelfx"
fi
# shellcheck source=scripts/soak/common.sh
source "$(dirname "$0")/common.sh"

"$reelfx" render "$document" "${small[@]}" -o "$work/whole" --store "$work/whole.store" -q
needed=$(du -sk "$work/whole.store" | cut -f1)
for percent in 3 20 50 80; do
  mkdir -p "$work/small"
  mount -t tmpfs -o "size=$((needed * percent / 100))k" reelfx-soak "$work/small"
  status=0
  "$reelfx" render "$document" "${small[@]}" -o "$work/out" --store "$work/small/store" -q 2>"$work/errors" || status=$?
  [[ $status -eq 73 ]] || fail "a store of $percent % of what is needed: exit code $status: $(cat "$work/errors")"
  [[ -z $(find "$work/out" -name '*.mp4' 2>/dev/null) ]] || fail "files of an unfinished render have their final name"
  mount -o remount,size=1g "$work/small"
  "$reelfx" render "$document" "${small[@]}" -o "$work/out" --store "$work/small/store" -q
  same "$work/whole" "$work/out" "continued after a full disk"
  umount "$work/small"
  rm -rf "$work/out"
done
echo "soak: a full disk ends with 73, and the render continues when there is room"
