#!/usr/bin/env python3
"""Times many languages and sizes of one episode against the best single ffmpeg graph, and what a change costs.

usage: variants.py --reelfx BINARY [--runs 1] [--languages 4] [--shots 12] [--skip-changes] [--work FOLDER]

The reference episode in as many languages, burnt in, at 1080p and 720p. ffmpeg decodes and composites once and splits. Every language
has recordings of its own; beyond four, cue times of its own, too. Then, with what the first render left in the store: nothing changed, a
caption in one language, one shot, another dub language with subtitles beside the picture; each as a share of the wall time of the first
render. And the CPU of all languages with subtitles beside the picture over that of one. Footage as in bench.py. Writes variants.json and
prints a table.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from bench import REAL, measure
from episode import FPS, GENERATED, GOP, HEIGHT, STEP, WORDS, Episode

VOICES = {"en": WORDS, "es": "después de todo lo que pasó", "pt": "depois de tudo o que aconteceu", "id": "setelah semua yang terjadi",
          "de": "nach allem, was passiert ist", "fr": "après tout ce qui s'est passé", "it": "dopo tutto quello che è successo",
          "pl": "po tym wszystkim, co się stało", "tr": "olan biten her şeyden sonra", "nl": "na alles wat er gebeurd is",
          "sv": "efter allt som hände"}
SIZES = {"1080p": "", "720p": "scale=720:1280:flags=bicubic"}
MOST = {"wall": 0.58, "memory": 0.5}
MOST_FOR_CHANGE = {"nothing": 0.01, "one caption": 0.03, "one shot": 0.15, "a dub language": 0.04}
MOST_FOR_SIDECAR = 1.1


class Variants(Episode):
    def __init__(self, folder, shots, clips, count):
        super().__init__(folder, shots, clips)
        self.voices = list(VOICES)[:count]

    def build(self):
        for name in ("logo", "subs", "dub"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for n in range(self.shots):
            self._shot(n)
        # What takes the place of a shot: another clip, in another colour.
        other = Episode(self.folder / "other", 1, self.clips[::-1])
        other.folder.mkdir(exist_ok=True)
        other._shot(0)
        self._logo()
        self._music()
        for index, voice in enumerate(list(VOICES)[:len(self.voices) + 1]):
            for n in range(self.shots):
                self._line_of(voice, n)
            (self.folder / "subs" / f"{voice}.srt").write_text(self._cues(voice, index))
        changed = self._cues(self.voices[1], 1).replace(VOICES[self.voices[1]].capitalize(), "Y entonces todo cambió", 1)
        (self.folder / "subs" / "changed.srt").write_text(changed)
        voices, more = self.voices, list(VOICES)[:len(self.voices) + 1]
        documents = {
            "all": self._words(voices), "caption": self._words(voices, changed=True), "shot": self._words(voices, shot=True),
            "sidecar": self._words(voices, mode="sidecar"), "language": self._words(more, mode="sidecar"),
            "silent": self._words(voices, mode="sidecar", sound=False), "silent-one": self._words(voices[:1], mode="sidecar", sound=False),
        }
        for name, text in documents.items():
            (self.folder / f"{name}.yaml").write_text(text)
        (self.folder / "graph").write_text(self._split_graph())

    def _line_of(self, voice, n):
        out = self.folder / "dub" / voice / f"{n:02d}.wav"
        out.parent.mkdir(exist_ok=True)
        if not out.exists():
            subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(out), f"{n + 1}. {VOICES[voice]}. {VOICES[voice]}."], check=True)

    def _cues(self, voice, index):
        """The reference episode's cues; from the fifth language on at times of their own."""
        late = 0 if len(self.voices) <= 4 else index * 0.05
        stamp = lambda t: f"{int(t // 3600):02d}:{int(t // 60 % 60):02d}:{int(t % 60):02d},{round(t % 1 * 1000):03d}"
        cues = []
        for n in range(self.shots):
            at = n * STEP + 0.5 + late
            cues += [(at, at + 1.6, f"{voice} {n + 1}: {VOICES[voice]}"), (at + 1.7, at + 3.2, VOICES[voice].capitalize())]
        return "\n".join(f"{i}\n{stamp(a)} --> {stamp(b)}\n{text}\n" for i, (a, b, text) in enumerate(cues, 1))

    def _words(self, voices, mode="burn", changed=False, shot=False, sound=True):
        lines = ["reelfx: 1", "id: episode", f"canvas: {{ width: 1080, height: {HEIGHT}, fps: {FPS} }}", "shots:"]
        for n in range(self.shots):
            transition = ", transition: { type: dissolve, duration: 0.5 }" if n else ""
            source = "other/shot_00.mp4" if shot and n == 5 else self.source(n).name
            lines.append(f"  - {{ source: {source}, duration: 5.5{transition} }}")
        lines += ["overlays:", f"  - {{ source: logo/%04d.png, fps: {FPS}, loop: true, x: 740, y: 80 }}"]
        if sound:
            lines += ["audio:", "  music: [ { source: music.wav, loop: true, duck: { depth: -12 } } ]", "  loudness: { target: -14, true_peak: -1.5 }"]
        lines.append("languages:")
        for index, voice in enumerate(voices):
            lines += [f"  {voice}:", f"    subtitles: subs/{'changed' if changed and index == 1 else voice}.srt"]
            if sound:
                lines += ["    dialogue:"] + [f"      - {{ source: dub/{voice}/{n:02d}.wav, start: {n * STEP + 0.5} }}" for n in range(self.shots)]
        lines += ["captions: { font: Noto Sans, size: 64, outline: 4, y: 0.78125 }", "deliver:",
                  f"  - {{ name: all, languages: [{', '.join(voices)}], subtitles: {mode}, renditions: [1080p, 720p], "
                  f"encoder: {{ preset: veryfast, crf: 21, gop: {GOP / FPS}, audio_bitrate: 128k }} }}"]
        return "\n".join(lines) + "\n"

    def _split_graph(self):
        n, parts, last, count = self.shots, [], "s0", len(self.voices)
        parts += [f"[{i}:v]settb=1/{FPS},setpts=PTS-STARTPTS,fps={FPS}[s{i}]" for i in range(n)]
        for i in range(1, n):
            parts.append(f"[{last}][s{i}]xfade=transition=fade:duration=0.5:offset={i * STEP}[x{i}]")
            last = f"x{i}"
        parts.append(f"[{last}][{n}:v]overlay=x=740:y=80:shortest=1,split={count}" + "".join(f"[o{k}]" for k in range(count)))
        parts.append(f"[{n + 1}:a]asplit={count}" + "".join(f"[m{k}]" for k in range(count)))
        style = f"FontName=Noto Sans,FontSize={64 * 288 / HEIGHT:g},Outline={4 * 288 / HEIGHT:g},MarginV={(1 - 0.78125) * 288:g}"
        stereo = "aformat=channel_layouts=stereo"
        for k, voice in enumerate(self.voices):
            parts.append(f"[o{k}]subtitles=subs/{voice}.srt:force_style='{style}',format=yuv420p,split=2[v{k}][w{k}]")
            parts.append(f"[w{k}]{SIZES['720p']}[u{k}]")
            first = n + 2 + k * n
            parts += [f"[{first + i}:a]aresample=48000,adelay={round((i * STEP + 0.5) * 1000)}:all=1[d{k}_{i}]" for i in range(n)]
            parts.append("".join(f"[d{k}_{i}]" for i in range(n)) + f"amix=inputs={n}:normalize=0,apad=whole_dur={self.seconds},{stereo},asplit[l{k}][c{k}]")
            parts.append(f"[m{k}][c{k}]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=300[b{k}]")
            parts.append(f"[b{k}][l{k}]amix=inputs=2:normalize=0,{stereo},loudnorm=I=-14:TP=-1.5,aresample=48000,{stereo},asplit[a{k}][e{k}]")
        return ";\n".join(parts)

    def ffmpeg_command(self):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        for n in range(self.shots):
            command += ["-i", self.source(n).name]
        command += ["-stream_loop", "-1", "-framerate", str(FPS), "-i", "logo/%04d.png", "-stream_loop", "-1", "-i", "music.wav"]
        for voice in self.voices:
            for n in range(self.shots):
                command += ["-i", f"dub/{voice}/{n:02d}.wav"]
        command += ["-filter_complex_script", "graph"]
        for k, voice in enumerate(self.voices):
            for size, picture, sound in (("1080p", "v", "a"), ("720p", "u", "e")):
                command += ["-map", f"[{picture}{k}]", "-map", f"[{sound}{k}]", "-t", str(self.seconds), "-c:v", "libx264", "-preset", "veryfast", "-crf", "21",
                            "-g", str(GOP), "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", f"ffmpeg.{voice}.{size}.mp4"]
        return command


class Trial:
    def __init__(self, reelfx, episode):
        self.binary, self.episode, self.folder = reelfx, episode, episode.folder

    def reelfx(self, name, cold=False, over=None):
        """Over one store, into a folder of its own, or into that of the document it is a change of."""
        if cold:
            shutil.rmtree(self.folder / "store", ignore_errors=True)
            shutil.rmtree(self.folder / "out", ignore_errors=True)
        command = [self.binary, "render", f"{name}.yaml", "-o", self.folder / "out" / (over or name), "--overwrite", "--store", self.folder / "store"]
        return self._said(f"reelfx, {name}", measure(command, self.folder, self.folder / "log"))

    def ffmpeg(self):
        return self._said("ffmpeg", measure(self.episode.ffmpeg_command(), self.folder, self.folder / "log"))

    @staticmethod
    def _said(what, run):
        print(f"  {what}: {run['wall']:.2f} s wall, {run['cpu']:.1f} s CPU, {run['memory'] / 2**20:.0f} MiB", file=sys.stderr, flush=True)
        return run

    def changes(self):
        """Wall time of a render after a change, over that of the first one."""
        cold = self.reelfx("all", cold=True)
        result = {"nothing": self.reelfx("all"), "one caption": self.reelfx("caption", over="all"), "one shot": self.reelfx("shot", over="all")}
        self.reelfx("sidecar")
        result["a dub language"] = self.reelfx("language", over="sidecar")
        return cold, {name: run["wall"] / cold["wall"] for name, run in result.items()}

    def sidecar(self):
        one = self.reelfx("silent-one", cold=True)
        return self.reelfx("silent", cold=True)["cpu"] / one["cpu"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reelfx", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--languages", type=int, default=4, choices=range(2, len(VOICES)))
    parser.add_argument("--shots", type=int, default=12)
    parser.add_argument("--skip-changes", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "work")
    options = parser.parse_args()
    media = os.environ.get("REELFX_MEDIA")
    real = [path for name in REAL if media and (path := pathlib.Path(media, name).resolve()).exists()]
    folder = options.work.resolve() / f"variants-{'real' if real else 'generated'}-{options.shots}-{options.languages}"
    folder.mkdir(parents=True, exist_ok=True)
    episode = Variants(folder, options.shots, real or GENERATED, options.languages)
    episode.build()
    trial = Trial(options.reelfx, episode)

    runs = {"reelfx": [], "ffmpeg": []}
    for n in range(options.runs):
        for tool in ("reelfx", "ffmpeg")[::1 if n % 2 == 0 else -1]:
            runs[tool].append(trial.reelfx("all", cold=True) if tool == "reelfx" else trial.ffmpeg())
    lines = [f"### {options.languages} languages x {len(SIZES)} sizes, {options.shots} shots, {'real' if real else 'generated'} footage", "",
             "| | reelfx | ffmpeg | ratio | target |", "|---|---|---|---|---|"]
    for key, label, unit, divisor in (("wall", "wall", "s", 1), ("cpu", "CPU", "s", 1), ("memory", "peak memory", "MiB", 2**20)):
        ours, theirs = (statistics.median(run[key] for run in runs[tool]) for tool in ("reelfx", "ffmpeg"))
        target = f"at most {MOST[key]}" if key in MOST else ""
        lines.append(f"| {label} | {ours / divisor:.1f} {unit} | {theirs / divisor:.1f} {unit} | {ours / theirs:.3f} | {target} |")
    if options.runs > 1:
        pairs = [ours["wall"] / theirs["wall"] for ours, theirs in zip(runs["reelfx"], runs["ffmpeg"])]
        lines += ["", "Wall, pair by pair: " + ", ".join(f"{ratio:.3f}" for ratio in pairs) + "."]
    result = {"runs": runs}
    if not options.skip_changes:
        result["cold"], result["changes"] = trial.changes()
        result["sidecar"] = trial.sidecar()
        lines += ["", f"Over the first render's {result['cold']['wall']:.1f} s: "
                  + "; ".join(f"{name} {share:.3f} (at most {MOST_FOR_CHANGE[name]})" for name, share in result["changes"].items()) + ".",
                  f"Pictures of all languages with subtitles beside them cost {result['sidecar']:.2f} x the CPU of one (at most {MOST_FOR_SIDECAR})."]
    (folder / "variants.json").write_text(json.dumps(result, indent=2) + "\n")
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
