#!/usr/bin/env bash
# What a batch costs when nothing has changed: very small episodes in three languages, made once, and looked at again.
# usage: overhead.sh REELFX [OUTPUTS]
reelfx=$(realpath "$1") rows=$(((${2:-10000} + 2) / 3))
# shellcheck source=scripts/soak/common.sh
source "$(dirname "$0")/common.sh"

season=$work/season
mkdir -p "$season"
ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=s=64x64:r=12 -t $((rows / 12 + 2)) -c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p \
  "$season/long.mp4"
for tag in en es fr; do printf '1\n00:00:00,000 --> 00:00:00,250\n%s\n' "$tag" >"$season/$tag.srt"; done
cat >"$season/episode.yaml" <<'END'
reelfx: 1
vars: { n: x, from: 0 }
id: e${n}
canvas: { width: 64, height: 64, fps: 12 }
shots: [ { source: long.mp4, in: "${from}f", duration: 4f } ]
languages: { en: { subtitles: en.srt }, es: { subtitles: es.srt }, fr: { subtitles: fr.srt } }
captions: { size: 8 }
deliver: [ { name: main } ]
END
{
  echo document,n,from
  for ((i = 1; i <= rows; i++)); do echo "episode.yaml,$i,$i"; done
} >"$season/jobs.csv"
find "$season" -type f -exec touch -d '1 minute ago' {} +

batch() { "$reelfx" batch "$season/jobs.csv" -o "$work/out" --store "$work/store" --progress none 2>&1; }
batch | grep rows
begin=$(date +%s%N)
summary=$(batch)
took=$((($(date +%s%N) - begin) / 1000000))
[[ $summary == *"$rows unchanged"*"rendered 0 segments"* ]] || fail "nothing had changed: $summary"
echo "soak: $((rows * 3)) unchanged outputs are looked at in $took ms"
