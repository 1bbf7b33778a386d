#!/usr/bin/env bash
# A season of many small episodes in three languages, stopped at random moments and gone on with: every file is there once, and equal to an
# undisturbed run's. Then: nothing is made twice, memory does not grow from row to row, two workers are nearly twice as fast as one.
# usage: batch.sh REELFX [EPISODES [TIMES [SEED]]]
reelfx=$(realpath "$1") episodes=${2:-200} times=${3:-10} seed=${4:-1}
# shellcheck source=scripts/soak/common.sh
source "$(dirname "$0")/common.sh"
RANDOM=$seed

season=$work/season
mkdir -p "$season"
for source in "intro testsrc2 440 1" "long mandelbrot 220 $((episodes / 4 + 4))"; do
  read -r name picture tone seconds <<<"$source"
  ffmpeg -nostdin -v error -y -f lavfi -i "$picture=s=216x384:r=12" -f lavfi -i "sine=$tone:r=48000" -t "$seconds" -c:v libx264 \
    -preset ultrafast -g 12 -pix_fmt yuv420p -c:a aac "$season/$name.mp4"
done
for tag in en es fr; do printf '1\n00:00:01,000 --> 00:00:02,500\nHello %s\n' "$tag" >"$season/$tag.srt"; done
cat >"$season/episode.yaml" <<'END'
reelfx: 1
vars: { n: x, from: 0 }
id: e${n}
canvas: { width: 216, height: 384, fps: 12 }
intro: [ { source: intro.mp4 } ]
shots: [ { source: long.mp4, in: "${from}f", duration: 2 } ]
languages: { en: { subtitles: en.srt }, es: { subtitles: es.srt }, fr: { subtitles: fr.srt } }
captions: { size: 24 }
deliver: [ { name: main, encoder: { gop: 1.0 } } ]
END
{
  echo document,n,from
  for ((i = 1; i <= episodes; i++)); do echo "episode.yaml,$i,$((i * 3))"; done
} >"$season/jobs.csv"
find "$season" -type f -exec touch -d '1 minute ago' {} +

# batch OUT ARGUMENTS...: with a store of its own
batch() { "$reelfx" batch "$season/jobs.csv" -o "$work/$1" --store "$work/$1.store" -q "${@:2}"; }
# milliseconds COMMAND...
milliseconds() {
  local begin
  begin=$(date +%s%N)
  "$@" >/dev/null
  echo $((($(date +%s%N) - begin) / 1000000))
}
files() { (cd "$1" && find . -name '*.mp4' | sort | xargs openssl sha256 -r); }

took=$(milliseconds batch whole)
echo "soak: $episodes rows take $took ms"

for ((i = 1; i <= times; i++)); do
  "$reelfx" batch "$season/jobs.csv" -o "$work/out" --store "$work/out.store" -q >/dev/null 2>&1 &
  delay=$((RANDOM * took / times * 3 / 2 / 32768))
  sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
  signal=$((RANDOM % 2 ? 9 : 15))
  kill -$signal $! 2>/dev/null || true
  wait $! 2>/dev/null || true
  echo "soak: signal $signal after $delay ms, $(grep -c '"kind":"output"' "$work/out/batch.jsonl" || true) outputs told"
done
batch out >/dev/null
diff <(files "$work/whole") <(files "$work/out") || fail "seed $seed: other bytes"
no_leftovers "$work/out"
python3 - "$work/out/batch.jsonl" $((episodes * 3)) <<'END'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
paths = [line["path"] for line in lines if line["kind"] == "output"]
assert len(paths) == len(set(paths)) == int(sys.argv[2]), f"{len(paths)} lines for {len(set(paths))} outputs"
END
echo "soak: stopped $times times, and every one of $((episodes * 3)) outputs is there once, and equal"

summary=$("$reelfx" batch "$season/jobs.csv" -o "$work/out" --store "$work/out.store" --progress none 2>&1 >/dev/null)
[[ $summary == *"$episodes unchanged"*"rendered 0 segments"* ]] || fail "nothing had changed: $summary"
echo "soak: again, $(milliseconds batch out) ms, and nothing is rendered"

# Resident memory when so many rows are done.
python3 - "$reelfx" "$season/jobs.csv" "$work/memory" <<'END'
import json, os, subprocess, sys
reelfx, table, out = sys.argv[1:]
process = subprocess.Popen([reelfx, "batch", table, "-o", out, "--store", out + ".store", "--progress", "json"],
                           stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
done, at, page = 0, {}, os.sysconf("SC_PAGE_SIZE")
for line in process.stderr:
    event = json.loads(line) if line.startswith("{") else {}
    if event.get("event") == "row":
        done += 1
        at[done] = int(open(f"/proc/{process.pid}/statm").read().split()[1]) * page >> 20
process.wait()
marks = [n for n in (20, 50, 100, 150, 200, done - 1) if n in at]
print("soak: resident MB by rows done:", ", ".join(f"{n}: {at[n]}" for n in marks))
assert at[marks[-1]] <= at[marks[0]] * 1.15 + 8, "memory grows"
END

rm -rf "$work"/{whole,out,memory}*
one=$(milliseconds batch one --jobs 1)
two=$(milliseconds batch two --jobs 2)
echo "soak: one worker $one ms, two $two ms: $((two * 100 / one)) %"
