#!/usr/bin/env python3
"""Times what somebody who looks at a preview waits for, in a real browser that runs already.

usage: preview.py --reelfx BINARY [--runs 5] [--work FOLDER]

A three-minute episode of 36 shots, key frames two seconds apart, with a logo, captions, lines and music; nothing is in the store. From the
start of the process: the first moving picture, and the first sound. Then jumps to places that are not rendered, the first of them while the
mix is still encoded: the exact picture, and until it moves. Then a caption is edited: until the picture on screen is another. Takes Chromium
and its driver. Footage as in bench.py. Prints a table.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

from bench import REAL
from episode import FPS, GENERATED, Episode

SHOTS = 36
JUMPS = (2705, 1511, 4222)
MOST = {"moving": 1.5, "exact": 0.7, "moves": 1.5, "edited": 1.5}
PORT = 9597
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required"]

FIRST = """
while (!globalThis.preview?.player?.clock) await new Promise((r) => setTimeout(r, 2));
const { player } = preview, out = {}, end = performance.now() + 20000, pause = () => new Promise((r) => setTimeout(r, 2));
preview.run(1);
while (performance.now() < end && !(player.shown >= 2)) await pause();
out.moving = Date.now();
while (performance.now() < end && !player.hasSound) await pause();
out.sound = Date.now();
preview.run(0);
return out;
"""
JUMP = """
const frame = arguments[0], { player } = preview, out = {}, begin = performance.now();
preview.run(0);
preview.seek(frame);
while (performance.now() - begin < 20000 && out.moves === undefined) {
  await new Promise((r) => setTimeout(r, 2));
  const isExact = player.shown === frame, now = performance.now() - begin;
  if (out.exact === undefined && (isExact || !player.still.hidden && player.still.complete)) out.exact = now;
  if (isExact && !out.isPlayed) { out.isPlayed = true; preview.run(1); }
  if (out.isPlayed && player.shown > frame + 1) out.moves = now;
}
preview.run(0);
return out;
"""
WATCH = """
const { video } = preview.player, canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
const context = canvas.getContext("2d", { willReadFrequently: true });
const look = () => {
  context.drawImage(video, 0, 0);
  return context.getImageData(0, canvas.height >> 1, canvas.width, canvas.height >> 1).data;
};
const before = look();
globalThis.changed = null;
const timer = setInterval(() => {
  const now = look();
  let sum = 0;
  for (let i = 0; i < now.length; i += 16) sum += Math.abs(now[i] - before[i]);
  if (sum / (now.length / 16) < 0.4) return;
  globalThis.changed = Date.now();
  clearInterval(timer);
}, 10);
"""


class Browser:
    def __init__(self):
        self.driver = subprocess.Popen(["chromedriver", f"--port={PORT}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not self._answers():
            if time.monotonic() > end:
                sys.exit("preview.py: chromedriver does not answer")
            time.sleep(0.1)
        wanted = {"pageLoadStrategy": "none", "goog:chromeOptions": {"args": ARGUMENTS}}
        session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        self.session = f"/session/{session}"
        self._call("POST", f"{self.session}/timeouts", {"script": 60000})

    def _answers(self):
        try:
            return self._call("GET", "/status")["ready"]
        except OSError:
            return False

    def _call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{PORT}{path}", method=method, data=json.dumps(body or {}).encode() if method != "GET" else None,
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)["value"]

    def open(self, address):
        self._call("POST", f"{self.session}/url", {"url": address})

    def run(self, script, *arguments):
        return self._call("POST", f"{self.session}/execute/sync", {"script": script, "args": arguments})

    def close(self):
        self._call("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait()


def measure(reelfx, document, captions, store, browser):
    shutil.rmtree(store, ignore_errors=True)
    began = time.time()
    server = subprocess.Popen(
        [reelfx, "preview", document, "--store", store, "--port", "0", "-q"], stdout=subprocess.PIPE, text=True)
    try:
        browser.open(server.stdout.readline().strip())
        while not browser.run("return location.protocol === 'http:' && document.readyState !== 'loading'"):
            pass
        first = browser.run(FIRST)
        seen = {"moving": [first["moving"] / 1000 - began], "sound": [first["sound"] / 1000 - began], "exact": [], "moves": []}
        for frame in JUMPS:
            jump = browser.run(JUMP, frame)
            for name in ("exact", "moves"):
                seen[name].append(jump.get(name, float("inf")) / 1000)
        seen["edited"] = [edit(captions, browser)]
    finally:
        browser.open("about:blank")
        server.send_signal(signal.SIGINT)
        server.wait()
    return seen


def edit(captions, browser):
    browser.run(f"preview.seek({FPS})")
    while browser.run("return preview.player.shown") != FPS:
        time.sleep(0.05)
    # Until what the jumps asked for has come; the rest is still being rendered.
    time.sleep(3)
    browser.run(WATCH)
    text, part = captions.read_text(), captions.with_suffix(".part")
    lines = text.split("\n")
    lines[2] = "And then everything changed"
    part.write_text("\n".join(lines))
    began = time.time()
    os.replace(part, captions)
    while not (changed := browser.run("return globalThis.changed")):
        if time.time() - began > 20:
            return float("inf")
        time.sleep(0.02)
    captions.write_text(text)
    return changed / 1000 - began


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--reelfx", required=True, type=lambda path: str(pathlib.Path(path).resolve(strict=True)))
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--work", type=pathlib.Path, default=pathlib.Path("work-preview"))
    chosen = arguments.parse_args()
    folder = chosen.work.resolve()
    real = [pathlib.Path(os.environ["REELFX_MEDIA"], name) for name in REAL] if "REELFX_MEDIA" in os.environ else []
    Episode(folder, SHOTS, real or GENERATED).build()
    captions = folder / "en.srt"
    browser = Browser()
    browser.open("about:blank")
    # A browser that runs already has nothing of its own to do any more.
    time.sleep(10)
    runs = []
    try:
        for _ in range(chosen.runs):
            runs.append(measure(chosen.reelfx, folder / "episode.yaml", captions, folder / "store", browser))
    finally:
        browser.close()
    print(f"{'s':8} {'median':>7} {'most':>7} {'asked':>7}")
    for name in runs[0]:
        every = [value for run in runs for value in run[name]]
        print(f"{name:8} {statistics.median(every):7.2f} {max(every):7.2f} {MOST.get(name, ''):>7}  of {len(every)}")


if __name__ == "__main__":
    main()
