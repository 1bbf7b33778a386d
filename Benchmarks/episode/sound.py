#!/usr/bin/env python3
"""Times the sound of the reference minute: reelfx's against that of one ffmpeg graph, alternately, in seconds of CPU.

usage: sound.py --sound BINARY [--runs 5] [--languages 10] [--work FOLDER]

BINARY is the product Sound of the package Benchmarks (swift build -c release --package-path Benchmarks --product Sound). Twelve
lines of dialogue, a minute of music that ducks, loudness of -14 LUFS under -1.5 dBTP, AAC at 128 kb/s; then without an encoder on
either side; then as many languages, each with recordings of its own. Every run of reelfx starts with nothing in its store. Writes
sound.json and prints a table. Needs ffmpeg and espeak-ng.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

from bench import measure
from episode import STEP, WORDS, Episode

LINES = 12
TARGETS = {"with AAC": 0.4, "without an encoder": 0.2}
MOST_FOR_ALL = 7
VOICES = ["en", "es", "de", "fr", "it", "pt", "pl", "ru", "tr", "nl", "sv", "fi"]


class Minute(Episode):
    """The sound of the reference episode, with a still for a picture."""

    def __init__(self, folder, languages):
        super().__init__(folder, LINES, [])
        self.languages = VOICES[:languages]

    def build(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self._music()
        for voice in self.languages:
            (self.folder / "dub" / voice).mkdir(parents=True, exist_ok=True)
            for n in range(LINES):
                out = self.line(voice, n)
                if not out.exists():
                    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(out), f"{n + 1}. {WORDS}. {WORDS}."], check=True)
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", str(self.folder / "still.png")], check=True)
        for count in {1, len(self.languages)}:
            (self.folder / f"sound-{count}.yaml").write_text(self.document(count))
        (self.folder / "sound.graph").write_text(self._sound())

    def line(self, voice, n):
        return self.folder / "dub" / voice / f"{n:02d}.wav"

    def document(self, count):
        lines = ["reelfx: 1", "canvas: { width: 64, height: 64, fps: 30 }", f"shots: [ {{ source: still.png, duration: {self.seconds} }} ]",
                 "audio:", "  music: [ { source: music.wav, loop: true, duck: { depth: -12 } } ]", "  loudness: { target: -14, true_peak: -1.5 }", "languages:"]
        for voice in self.languages[:count]:
            lines += [f"  {voice}:", "    dialogue:"]
            lines += [f"      - {{ source: dub/{voice}/{n:02d}.wav, start: {n * STEP + 0.5} }}" for n in range(LINES)]
        return "\n".join(lines) + "\n"

    def _sound(self):
        """The part of the whole episode's graph that is heard."""
        parts = [f"[{1 + i}:a]aresample=48000,adelay={round((i * STEP + 0.5) * 1000)}:all=1[d{i}]" for i in range(LINES)]
        parts.append("".join(f"[d{i}]" for i in range(LINES))
                     + f"amix=inputs={LINES}:normalize=0,apad=whole_dur={self.seconds},aformat=channel_layouts=stereo,asplit[dialogue][key]")
        parts.append("[0:a][key]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=300[bed]")
        parts.append("[bed][dialogue]amix=inputs=2:normalize=0,aformat=channel_layouts=stereo,loudnorm=I=-14:TP=-1.5,aresample=48000,aformat=channel_layouts=stereo[a]")
        return ";\n".join(parts)

    def ffmpeg_sound(self, encoder):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", "music.wav"]
        for n in range(LINES):
            command += ["-i", self.line(self.languages[0], n)]
        command += ["-filter_complex_script", "sound.graph", "-map", "[a]", "-t", str(self.seconds)]
        return command + (["-c:a", "aac", "-b:a", "128k", "ffmpeg.m4a"] if encoder else ["-c:a", "pcm_f32le", "-f", "null", "-"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sound", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--languages", type=int, default=10)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "work")
    options = parser.parse_args()
    minute = Minute(options.work.resolve() / "sound", options.languages)
    minute.build()
    store, log = minute.folder / "store", minute.folder / "log"

    # The folders of a store are made once and for all runs.
    subprocess.run([str(options.sound), "sound-1.yaml", str(store), "--without-encoder"], cwd=minute.folder, check=True, stdout=subprocess.DEVNULL)

    def reelfx(count, *more):
        for file in store.rglob("*"):
            if file.is_file():
                file.unlink()
        return measure([options.sound, f"sound-{count}.yaml", store, *more], minute.folder, log)["cpu"]

    trials = {
        ("with AAC", "reelfx"): lambda: reelfx(1),
        ("with AAC", "ffmpeg"): lambda: measure(minute.ffmpeg_sound(True), minute.folder, log)["cpu"],
        ("without an encoder", "reelfx"): lambda: reelfx(1, "--without-encoder"),
        ("without an encoder", "ffmpeg"): lambda: measure(minute.ffmpeg_sound(False), minute.folder, log)["cpu"],
        ("all languages", "with AAC"): lambda: reelfx(options.languages),
        ("all languages", "without an encoder"): lambda: reelfx(options.languages, "--without-encoder"),
    }
    results = {trial: [] for trial in trials}
    for _ in range(options.runs):
        for trial, run in trials.items():
            results[trial].append(run())
    cpu = {trial: statistics.median(runs) for trial, runs in results.items()}
    print(f"load {os.getloadavg()[0]:.1f}, {options.runs} runs, medians of CPU seconds\n")
    print("| | reelfx | ffmpeg | ratio | at most |\n|---|---|---|---|---|")
    for what, most in TARGETS.items():
        print(f"| {what} | {cpu[what, 'reelfx']:.2f} | {cpu[what, 'ffmpeg']:.2f} | {cpu[what, 'reelfx'] / cpu[what, 'ffmpeg']:.3f} | {most} |")
    for what in TARGETS:
        print(f"| {options.languages} languages over one, {what} | {cpu['all languages', what]:.2f} | | {cpu['all languages', what] / cpu[what, 'reelfx']:.2f} | {MOST_FOR_ALL} |")
    (options.work / "sound.json").write_text(json.dumps({" / ".join(trial): runs for trial, runs in results.items()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
