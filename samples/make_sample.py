#!/usr/bin/env python3
"""Draws and sounds the sample episode and the gallery: everything in this folder that is not YAML or a program.

usage: make_sample.py [--only PART]        PART: clips, still, lantern, rain, crest, music, voices, subtitles, gallery

Needs python3-cairo, ffmpeg with libx264, and espeak-ng (Debian: apt install python3-cairo ffmpeg espeak-ng).
The same programs give the same files. What it writes is committed, so that the demo needs none of them.
"""
import argparse
import math
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "generator"))

import cairo  # noqa: E402

import gallery  # noqa: E402
import props  # noqa: E402
import ending  # noqa: E402
import opening  # noqa: E402
import sound  # noqa: E402
from paper import H, W, canvas, disc, noise, rgb  # noqa: E402

FPS = 30
SECONDS = 21.0

# Each clip with the sound that is recorded with it: filtered noise that swells like the sea, rain, or a harbour.
AMBIENCE = {
    "harbour": "anoisesrc=c=brown:seed=11:r=48000:a=0.5,lowpass=f=700,tremolo=f=0.22:d=0.7,volume=0.9",
    "storm": "anoisesrc=c=pink:seed=12:r=48000:a=0.5,highpass=f=300,lowpass=f=6500,tremolo=f=0.35:d=0.35,volume=0.7",
    "town": "anoisesrc=c=brown:seed=13:r=48000:a=0.4,lowpass=f=500,tremolo=f=0.3:d=0.5,volume=0.5",
    "home": "anoisesrc=c=brown:seed=14:r=48000:a=0.5,lowpass=f=900,tremolo=f=0.26:d=0.75,volume=0.9",
}

# Start and end of each line, and the line in four languages.
LINES = [
    (0.7, 3.9, {"en": "Every night, the lighthouse watched over us.", "es": "Cada noche, el faro velaba por nosotros.",
                "zh-Hans": "每个夜晚，灯塔都守护着我们。", "ar": "كل ليلة، كانت المنارة تحرسنا."}),
    (4.6, 7.0, {"en": "Until the storm put it out.", "es": "Hasta que la tormenta lo apagó.",
                "zh-Hans": "直到暴风雨把它熄灭。", "ar": "إلى أن أطفأتها العاصفة."}),
    (7.7, 10.1, {"en": "And Grandpa was still at sea.", "es": "Y el abuelo seguía en el mar.",
                 "zh-Hans": "而爷爷还在海上。", "ar": "وكان جدي لا يزال في البحر."}),
    (10.5, 12.5, {"en": "So I lit a lantern.", "es": "Así que encendí un farol.",
                  "zh-Hans": "于是我点亮了一盏灯。", "ar": "فأشعلتُ فانوسًا."}),
    (12.9, 15.7, {"en": "Then the whole town lit theirs.", "es": "Y todo el pueblo encendió los suyos.",
                  "zh-Hans": "接着，全镇的灯都亮了。", "ar": "ثم أضاءت المدينة كلها فوانيسها."}),
    (16.8, 20.0, {"en": "And he found his way home.", "es": "Y él encontró el camino a casa.",
                  "zh-Hans": "他就这样找到了回家的路。", "ar": "فوجد طريقه إلى البيت."}),
]
VOICES = {"en": ("en-gb+f2", 148, 52), "es": ("es+f2", 150, 50)}


def dither():
    """A fixed, faint grain that keeps the gradients from showing steps."""
    surface, c = canvas(form=cairo.FORMAT_ARGB32)
    for tone, seed in ((1, 1), (0, 2)):
        c.set_source_rgba(tone, tone, tone, 0.028)
        c.mask_surface(noise(W, H, seed))
    return surface


def save(surface, path):
    """A PNG without prediction, which suits flat colours best."""
    surface.write_to_png(str(path))
    packed = path.with_suffix(".packed.png")
    sound.ffmpeg("-i", path, "-pred", "none", "-compression_level", "9", packed)
    packed.replace(path)


def clips(grain):
    for scene in (opening.Harbour, opening.Storm, ending.Town, ending.Home):
        name = scene.__name__.lower()
        out = HERE / "shots" / f"{name}.mp4"
        encoder = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "bgra", "-s", f"{W}x{H}", "-r", str(FPS), "-i", "-",
             "-f", "lavfi", "-i", AMBIENCE[name] + f",aformat=channel_layouts=stereo,atrim=duration={scene.seconds}", "-shortest",
             "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,format=yuv420p",
             "-c:v", "libx264", "-preset", "medium", "-tune", "animation", "-crf", "25.5", "-g", "60",
             "-x264-params", "threads=2:cpu-independent=1:aq-mode=3",
             "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
             "-c:a", "aac", "-b:a", "64k", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", str(out)],
            stdin=subprocess.PIPE)
        drawn = scene()
        for n in range(round(scene.seconds * FPS)):
            surface, c = canvas(form=cairo.FORMAT_RGB24)
            drawn.frame(c, n / FPS)
            c.identity_matrix()
            c.set_source_surface(grain)
            c.paint()
            surface.flush()
            encoder.stdin.write(surface.get_data())
        encoder.stdin.close()
        if encoder.wait() != 0:
            sys.exit(f"ffmpeg could not write {out}")


def still(grain):
    surface, c = canvas(form=cairo.FORMAT_RGB24)
    opening.Balcony().frame(c, 0)
    c.set_source_surface(grain)
    c.paint()
    png = HERE / "shots" / "balcony.png"
    surface.write_to_png(str(png))
    sound.ffmpeg("-i", png, "-q:v", "3", "-pix_fmt", "yuvj444p", HERE / "shots" / "balcony.jpg")
    png.unlink()


def lantern():
    scene, folder = ending.Lantern(), HERE / "shots" / "lantern"
    folder.mkdir(exist_ok=True)
    for n in range(round(scene.seconds * scene.rate)):
        surface, c = canvas(W * 3 // 4, H * 3 // 4)
        c.scale(0.75, 0.75)
        c.set_antialias(cairo.ANTIALIAS_FAST)  # fewer shades at the edges: half the bytes
        scene.frame(c, n / scene.rate)
        save(surface, folder / f"{n + 1:04d}.png")


def rain():
    """Fifteen pictures that repeat without a seam: every drop falls a whole number of picture heights."""
    folder, frames, width, height = HERE / "overlays" / "rain", 15, W // 2, H // 2
    folder.mkdir(exist_ok=True)
    for n in range(frames):
        surface, c = canvas(width, height)
        source = random.Random(21)
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        for _ in range(150):
            x, start, near = source.uniform(0, width * 1.2), source.random(), source.random()
            y = ((start + n / frames) % 1) * (height + 160) - 80
            long, lean = 26 + 44 * near, -0.16
            c.set_line_width(0.9 + 1.2 * near)
            c.set_source_rgba(*rgb("#dfeaff")[:3], 0.22 + 0.30 * near)
            px = (x + lean * y) % (width + 40) - 20
            c.move_to(px, y)
            c.line_to(px + lean * long, y + long)
            c.stroke()
        save(surface, folder / f"{n + 1:04d}.png")


def crest():
    """The mark of the series: a moon over a wave."""
    surface, c = canvas(160, 160)
    disc(c, 80, 80, 74, rgb("#fff0cf", 0.95))
    disc(c, 80, 80, 66, rgb("#1d2560"))
    c.arc(80, 80, 66, 0, 2 * math.pi)
    c.clip()
    disc(c, 88, 62, 26, rgb("#fdeac2"))
    disc(c, 100, 54, 23, rgb("#1d2560"))
    for i, tone in enumerate(("#6a5596", "#454a98", "#2c347c")):
        c.move_to(0, 96 + 18 * i)
        for k in range(6):
            x = -20 + 40 * k - 20 * (i % 2)
            c.curve_to(x + 12, 112 + 18 * i, x + 28, 112 + 18 * i, x + 40, 96 + 18 * i)
        c.line_to(200, 200)
        c.line_to(0, 200)
        c.close_path()
        c.set_source_rgba(*rgb(tone))
        c.fill_preserve()
        c.set_line_width(3)
        c.set_source_rgba(*props.CREAM[:3], 0.7)
        c.stroke()
    save(surface, HERE / "overlays" / "crest.png")


def music():
    wav = HERE / "music.wav"
    sound.music(wav, SECONDS)
    sound.ffmpeg("-i", wav, "-af", "aecho=0.85:0.8:61|97|149:0.28|0.22|0.15,highpass=f=40", "-t", SECONDS, "-c:a", "libopus", "-b:a", "112k", HERE / "music.opus")
    wav.unlink()


def voices():
    for language, voice in VOICES.items():
        folder = HERE / "dub" / language
        folder.mkdir(parents=True, exist_ok=True)
        for n, (_, _, words) in enumerate(LINES):
            sound.speak(folder / f"{n + 1:02d}.flac", voice[0], words[language], *voice[1:])


def subtitles():
    def stamp(seconds, point):
        return f"00:00:{int(seconds):02d}{point}{round(seconds % 1 * 1000):03d}"

    for language in ("en", "es", "zh-Hans"):
        cues = [f"{n}\n{stamp(a, ',')} --> {stamp(b, ',')}\n{words[language]}\n" for n, (a, b, words) in enumerate(LINES, 1)]
        (HERE / "subs" / f"{language}.srt").write_text("\n".join(cues), encoding="utf-8")
    cues = [f"{stamp(a, '.')} --> {stamp(b, '.')}\n{words['ar']}\n" for a, b, words in LINES]
    (HERE / "subs" / "ar.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")


def main():
    parts = {"clips": lambda: clips(dither()), "still": lambda: still(dither()), "lantern": lantern, "rain": rain, "crest": crest,
             "music": music, "voices": voices, "subtitles": subtitles, "gallery": lambda: gallery.write(HERE)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=parts)
    only = parser.parse_args().only
    for folder in ("shots", "overlays", "subs", "dub"):
        (HERE / folder).mkdir(exist_ok=True)
    for name, make in parts.items():
        if only in (None, name):
            make()


if __name__ == "__main__":
    main()
