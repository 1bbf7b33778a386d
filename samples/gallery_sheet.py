#!/usr/bin/env python3
"""A frame of every entry of the gallery on one sheet: samples/gallery.jpg.

usage: gallery_sheet.py [reelfx]        reelfx: the command; by default .build/release/reelfx, then what is on PATH

Renders gallery.yaml and takes from it the frame in the middle of each entry, or the middle of its transition, as gallery.srt names them.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FPS, WIDTH, COLUMNS = 30, 178, 9
# Seconds into an entry: transitions last 0.9.
INTO = 0.5


def main():
    built = HERE.parent / ".build/release/reelfx"
    reelfx = sys.argv[1] if len(sys.argv) > 1 else str(built) if built.exists() else shutil.which("reelfx")
    times = re.findall(r"(\d+):(\d+):(\d+),(\d+) -->", (HERE / "subs/gallery.srt").read_text(encoding="utf-8"))
    starts = [int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in times]
    frames = "+".join(f"eq(n,{round((start + INTO) * FPS)})" for start in starts)
    rows = -(-len(starts) // COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([reelfx, "render", HERE / "gallery.yaml", "-o", folder, "--store", folder + "/store", "-q"], check=True, stdout=subprocess.DEVNULL)
        video = next(pathlib.Path(folder, "gallery").glob("*.mp4"))
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", video, "-vf", f"select='{frames}',scale={WIDTH}:-2,tile={COLUMNS}x{rows}",
                        "-frames:v", "1", "-q:v", "4", HERE / "gallery.jpg"], check=True)


if __name__ == "__main__":
    main()
