#!/usr/bin/env python3
"""Times reelfx against the best single ffmpeg graph for the same episode, run alternately.

usage: bench.py --reelfx BINARY [--runs 3] [--shots 12] [--more-shots 24] [--skip-quality] [--skip-heavy] [--work FOLDER]

Needs ffmpeg and espeak-ng. The footage is that of the sample; where the environment's REELFX_MEDIA names a folder with real
clips, the episode is built from those too, and the heavy one (heavy.py) from those alone. Every run of reelfx starts with an
empty store. Writes result.json and result.md to the work folder and prints the latter. The machine should have nothing else to do.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

from episode import FPS, GENERATED, GOP, HEIGHT, REFERENCE_CRF, WIDTH, Episode
from heavy import HeavyEpisode

REAL = ("clips/bbb/bigbuckbunny.mp4", "clips/torchcodec/nasa_13013.mp4")
TARGETS = {"wall": 0.72, "cpu": 0.72, "memory": 0.65, "bytes": 1.03}
HEAVY_TARGETS = {"wall": 0.5}
HEAVY_SHOTS = 12
# What two pictures of the same work reach; a wrong matrix, order or place falls below.
LEAST_LIKENESS = 0.9


def measure(command, folder, log):
    """Runs to the end and gives wall and CPU seconds and the peak memory, of the process and all it waited for."""
    begin = time.monotonic()
    with open(log, "wb") as errors:
        child = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=errors, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        tail = pathlib.Path(log).read_text(errors="replace")[-2000:]
        sys.exit(f"{command[0]} ended with {child.returncode}:\n{tail}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return {"wall": time.monotonic() - begin, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss * unit}


class Trial:
    """One episode, with what the two tools make of it."""

    def __init__(self, reelfx, episode):
        self.reelfx_binary, self.episode, self.folder = reelfx, episode, episode.folder
        self.store, self.out, self.log = self.folder / "store", self.folder / "out", self.folder / "log"

    def reelfx(self, name="episode"):
        for folder in (self.store, self.out / name):
            shutil.rmtree(folder, ignore_errors=True)
        return self.again(name)

    def again(self, name="episode"):
        """The same render once more, with what is in the store."""
        result = measure([self.reelfx_binary, "render", f"{name}.yaml", "-o", self.out / name, "--store", self.store], self.folder, self.log)
        return result | {"bytes": self.reelfx_file(name).stat().st_size}

    def reelfx_file(self, name="episode"):
        files = sorted((self.out / name).glob("one/*.mp4"))
        if len(files) != 1:
            sys.exit(f"expected one file in {self.out / name}/one, found {len(files)}")
        return files[0]

    def ffmpeg(self, crf=21):
        out = self.ffmpeg_file(crf)
        return measure(self.episode.ffmpeg_command(out, crf), self.folder, self.log) | {"bytes": out.stat().st_size}

    def ffmpeg_file(self, crf=21):
        return self.folder / f"ffmpeg-{crf}.mp4"

    def alternate(self, runs):
        """Runs of both in turn; which of them begins changes every time."""
        results = {"reelfx": [], "ffmpeg": []}
        for n in range(runs):
            for tool in ("reelfx", "ffmpeg")[::1 if n % 2 == 0 else -1]:
                results[tool].append(getattr(self, tool)())
                print(f"  {tool}, run {n + 1} of {runs}: {describe(results[tool][-1])}", file=sys.stderr)
        return results

    def quality(self):
        """SSIM and PSNR of each tool's file against an all but lossless render (crf 1) by the same tool."""
        self.reelfx("reference")
        self.ffmpeg(crf=REFERENCE_CRF)
        pairs = {"reelfx": (self.reelfx_file(), self.reelfx_file("reference")), "ffmpeg": (self.ffmpeg_file(), self.ffmpeg_file(REFERENCE_CRF))}
        return {tool: compare(*pair) for tool, pair in pairs.items()}

    def likeness(self):
        """SSIM of what the two tools show, of the document without that which ffmpeg cannot do."""
        self.reelfx("plain")
        likeness = compare(self.ffmpeg_file(), self.reelfx_file("plain"))["ssim"]
        if likeness < LEAST_LIKENESS:
            sys.exit(f"the graph does not show what the document says: SSIM {likeness:.4f}, expected {LEAST_LIKENESS} or more")
        return likeness

    def above_floors(self, runs):
        """CPU of whole renders over the sum of the two floors, with text and sound and without.

        The encoder's floor takes the very pictures that reelfx encodes, from its all but lossless render: what an encoder made
        once is softer, and cheaper to encode again.
        """
        return {name: self._above_floors(name, reference, runs) for name, reference in (("episode", "reference"), ("bare", "bare-reference"))}

    def _above_floors(self, name, reference, runs):
        """Decoding alone and encoding alone: one process each, one thread, no pipe; in turn with whole renders."""
        listing, raw = self.folder / "shots.txt", self.folder / "final.yuv"
        listing.write_text("".join(f"file '{self.episode.source(n).name}'\n" for n in range(self.episode.shots)))
        base = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        self.reelfx(reference)
        subprocess.run(base + ["-i", self.reelfx_file(reference), "-an", "-f", "rawvideo", "-pix_fmt", "yuv420p", raw], check=True)
        decode = base + ["-threads", "1", "-f", "concat", "-i", listing, "-f", "null", "-"]
        # With the key frames of a segment for each GOP; where shots are cut otherwise does not change the cost.
        encode = base + ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", FPS, "-i", raw, "-c:v", "libx264", "-preset", "veryfast",
                         "-crf", "21", "-threads", "1", "-x264-params", f"keyint={GOP}:scenecut=0:open-gop=0", "-f", "null", "-"]
        results = []
        for _ in range(runs):
            floors = {kind: measure(command, self.folder, self.log)["cpu"] for kind, command in (("decode", decode), ("encode", encode))}
            results.append(floors | {"reelfx": self.reelfx(name)["cpu"]})
        raw.unlink()
        return {"runs": results, "ratio": statistics.median(run["reelfx"] / (run["decode"] + run["encode"]) for run in results)}


def compare(file, reference):
    graph = "[0:v]split[a][b];[1:v]split[c][d];[a][c]ssim;[b][d]psnr"
    run = subprocess.run(["ffmpeg", "-nostdin", "-i", str(file), "-i", str(reference), "-lavfi", graph, "-an", "-f", "null", "-"],
                         capture_output=True, text=True, check=True)
    return {"ssim": float(re.search(r"SSIM .*All:([\d.]+)", run.stderr)[1]), "psnr": float(re.search(r"PSNR .*average:([\d.]+|inf)", run.stderr)[1])}


def describe(run):
    return f"{run['wall']:.1f} s wall, {run['cpu']:.1f} s CPU, {run['memory'] / 2**20:.0f} MiB"


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def table(title, result, targets):
    """The result of one episode in Markdown."""
    reelfx, ffmpeg = medians(result["runs"]["reelfx"]), medians(result["runs"]["ffmpeg"])
    lines = [f"### {title}", "", "| | reelfx | ffmpeg | ratio | target |", "|---|---|---|---|---|"]
    for key, label, unit, divisor in (("wall", "wall", "s", 1), ("cpu", "CPU", "s", 1), ("memory", "peak memory", "MiB", 2**20), ("bytes", "size", "MB", 1e6)):
        ratio = reelfx[key] / ffmpeg[key]
        lines.append(f"| {label} | {reelfx[key] / divisor:.1f} {unit} | {ffmpeg[key] / divisor:.1f} {unit} | {ratio:.3f} | {f'at most {targets[key]}' if key in targets else ''} |")
    if "quality" in result:
        a, b = result["quality"]["reelfx"], result["quality"]["ffmpeg"]
        lines.append(f"| SSIM | {a['ssim']:.5f} | {b['ssim']:.5f} | {a['ssim'] - b['ssim']:+.5f} | at least -0.002 |")
        lines.append(f"| PSNR | {a['psnr']:.2f} dB | {b['psnr']:.2f} dB | {a['psnr'] - b['psnr']:+.2f} dB | |")
    if "likeness" in result:
        lines += ["", f"SSIM of the two outputs, shots unmatched: {result['likeness']:.4f}. reelfx measures and matches the shots, ffmpeg does not."]
    for name, what, most in (("episode", "with text and sound", 1.10), ("bare", "without", 1.05)) if "floors" in result else ():
        floors = result["floors"][name]
        decode, encode, whole = (statistics.median(run[kind] for run in floors["runs"]) for kind in ("decode", "encode", "reelfx"))
        lines += ["", f"Floors, CPU of one process with one thread: {decode:.1f} s to decode every shot, {encode:.1f} s to encode the final pictures;"
                  f" reelfx {what} takes {whole:.1f} s, {floors['ratio']:.3f} x their sum, at most {most}."]
    if "unchanged" in result:
        lines += ["", f"Rendered again with nothing changed: {result['unchanged']['wall']:.2f} s."]
    return "\n".join(lines) + "\n"


def machine(reelfx):
    def first(*command):
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[:1]

    return {"system": platform.platform(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "load": os.getloadavg()[0], "ffmpeg": first("ffmpeg", "-version"), "reelfx": first(str(reelfx), "--version")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reelfx", type=lambda p: pathlib.Path(p).resolve(), required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--shots", type=int, default=12)
    parser.add_argument("--more-shots", type=int, default=24, help="for the growth of peak memory; 0 leaves it out")
    parser.add_argument("--skip-quality", action="store_true")
    parser.add_argument("--skip-heavy", action="store_true", help="leaves out the episode with work on every pixel")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "work")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)

    sources = {"generated": GENERATED}
    media = os.environ.get("REELFX_MEDIA")
    real = [path for name in REAL if media and (path := pathlib.Path(media, name).resolve()).exists()]
    if real:
        sources["real"] = real

    report, text = {"machine": machine(options.reelfx), "results": {}}, []

    def say(part):
        """What is measured is printed and kept at once: a run that is stopped has not been for nothing."""
        text.append(part)
        print(part, flush=True)
        (work / "result.json").write_text(json.dumps(report, indent=2) + "\n")
        (work / "result.md").write_text("\n".join(text))

    for name, clips in sources.items():
        print(f"{name} footage: {options.shots} shots", file=sys.stderr)
        episode = Episode(work / f"{name}-{options.shots}", options.shots, clips)
        episode.build()
        trial = Trial(options.reelfx, episode)
        result = {"shots": options.shots, "frames": episode.frames, "runs": trial.alternate(options.runs)}
        trial.reelfx()
        result["unchanged"] = trial.again()
        if not options.skip_quality:
            result["quality"], result["floors"] = trial.quality(), trial.above_floors(options.runs)
        report["results"][name] = result
        say(table(f"{options.shots} shots, {name} footage", result, TARGETS))
        if options.more_shots and name == list(sources)[-1]:
            more = Episode(work / f"{name}-{options.more_shots}", options.more_shots, clips)
            more.build()
            peak = Trial(options.reelfx, more).reelfx()["memory"]
            before = medians(result["runs"]["reelfx"])["memory"]
            report["growth"] = {"shots": options.more_shots, "memory": peak, "ratio": peak / before}
            say(f"Peak memory with {options.more_shots} shots: {peak / 2**20:.0f} MiB, {peak / before:.3f} x that with {options.shots}; at most 1.10.\n")
    if not options.skip_heavy:
        name, clips = list(sources.items())[-1]
        print(f"{name} footage: the heavy episode", file=sys.stderr)
        heavy = HeavyEpisode(work / f"heavy-{name}", HEAVY_SHOTS, clips)
        heavy.build()
        trial = Trial(options.reelfx, heavy)
        result = {"shots": heavy.shots, "frames": heavy.frames, "runs": trial.alternate(options.runs), "likeness": trial.likeness()}
        report["heavy"] = result
        say(table(f"Heavy: {heavy.shots} shots, {name} footage", result, HEAVY_TARGETS))


if __name__ == "__main__":
    main()
