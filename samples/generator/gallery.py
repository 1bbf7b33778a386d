"""The gallery: every transition, effect and blend mode, grades, motion, masks and a key, each for about a second with its name on screen.

One table below writes the document and the subtitles that name what is shown, so they cannot tell different stories.
"""
import colorsys
import math
import random

import cairo

import sound
from paper import canvas, clamp, disc, smooth

SHOTS = "shots"
CROSSING = 0.9  # seconds of a transition
HEAD = """\
# Every transition, effect and blend mode, grades, motion, masks and a key, each for about a second with its name on screen.
# Written by `make_sample.py --only gallery`; gallery_sheet.py draws a frame of each.
#
#   reelfx check  samples/gallery.yaml
#   reelfx render samples/gallery.yaml -o demo
reelfx: 1
id: gallery
canvas: { width: 540, height: 960, fps: 30 }
"""
TAIL = """
audio:
  shots: { gain: off }
  music: [ { source: music.opus, gain: -6, loop: true, fade_out: 1.5 } ]

languages:
  en: { subtitles: subs/gallery.srt }

captions: { font: Noto Sans, weight: bold, size: 34, y: 0.9, look: boxed }

deliver:
  - { name: gallery, languages: [en], subtitles: burn, encoder: { preset: veryfast, crf: 21 } }
"""

# Label, source, its start, and the transition into it.
TRANSITIONS = [
    ("dissolve", "storm.mp4", 0, "type: dissolve"),
    ("fade", "home.mp4", 0, "type: fade"),
    ("wipe", "harbour.mp4", 1, "type: wipe, angle: 30, feather: 60"),
    ("slide", "storm.mp4", 1, "type: slide, direction: up"),
    ("push", "town.mp4", 1, "type: push, direction: left"),
    ("zoom", "home.mp4", 2, "type: zoom"),
    ("whip", "harbour.mp4", 2, "type: whip, direction: left"),
    ("iris", "town.mp4", 2, "type: iris, x: 0.5, y: 0.6, feather: 20"),
    ("luma", "balcony.jpg", None, "type: luma, image: overlays/matte.png"),
    ("glitch", "storm.mp4", 1.5, "type: glitch, amount: 0.7"),
]

# Label, source, its start, and the shot's other fields.
SHOWN = [
    ("blur", "harbour.mp4", 0, ["effects: [ { type: blur, sigma: [ { at: 0, value: 16 }, { at: 1, value: 0, ease: in-out } ] } ]"]),
    ("directional-blur", "town.mp4", 1, ["effects: [ { type: directional-blur, length: 60, angle: 20 } ]"]),
    ("glow", "harbour.mp4", 1, ["effects: [ { type: glow, threshold: 0.5, radius: 18, strength: 1 } ]"]),
    ("grain", "balcony.jpg", None, ["effects: [ { type: grain, amount: 12 } ]"]),
    ("vignette", "home.mp4", 1, ["effects: [ { type: vignette, amount: 0.7 } ]"]),
    ("letterbox", "home.mp4", 1.5,
     ["effects: [ { type: letterbox, aspect: 0.8, amount: [ { at: 0, value: 0 }, { at: 0.6, value: 1, ease: out } ] } ]"]),
    ("flash", "storm.mp4", 0, ["effects: [ { type: flash, start: 0.2, decay: 0.7 } ]"]),
    ("shake", "storm.mp4", 1, ["effects: [ { type: shake, amplitude: 10, frequency: 5 } ]"]),
    ("punch-in", "harbour.mp4", 2, ["effects: [ { type: punch-in, scale: 1.6, x: 0.8, y: 0.28, start: 0.3, attack: 0.3 } ]"]),
    ("chromatic-aberration", "town.mp4", 2, ["effects: [ { type: chromatic-aberration, amount: 8 } ]"]),
    ("exposure", "storm.mp4", 1, ["grade: { exposure: 1.2 }"]),
    ("temperature, tint", "home.mp4", 1, ["grade: { temperature: 70, tint: 10 }"]),
    ("lift, gamma, gain", "storm.mp4", 1, ["grade: { lift: [0.03, 0, 0.02], gamma: [1.15, 1, 1.05], gain: [1.2, 1.05, 0.9] }"]),
    ("contrast", "harbour.mp4", 1, ["grade: { contrast: 1.5 }"]),
    ("saturation 0", "balcony.jpg", None, ["grade: { saturation: 0 }"]),
    ("a look-up table", "town.mp4", 1, ["grade: { lut: looks/amber.cube, strength: 0.9 }"]),
    ("a scene's target", "home.mp4", 2, ["scene: sea", "match: target"]),
    ("a matched shot", "storm.mp4", 1, ["scene: sea"]),
    ("fit: blur", "postcard.jpg", None, ["fit: blur"]),
    ("fit: contain", "postcard.jpg", None, ["fit: contain"]),
    ("a still that moves", "balcony.jpg", None,
     ["transform:", "  scale: [ { at: 0, value: 1 }, { at: 1.2, value: 1.35, ease: in-out } ]", "  anchor_x: 0.45", "  anchor_y: 0.75"]),
    ("turned and smaller", "home.mp4", 1,
     ["transform: { scale: 0.7, rotate: [ { at: 0, value: -12 }, { at: 1.2, value: 12, ease: in-out } ] }"]),
    ("cropped", "harbour.mp4", 1, ["transform: { crop: { left: 0.4, bottom: 0.4 } }"]),
    ("a speed ramp", "home.mp4", 0,
     ["retime: blend", "speed: [ { at: 0, value: 4 }, { at: 0.8, value: 0.3, ease: in-out }, { at: 1.2, value: 0.3 } ]"]),
    ("reverse", "storm.mp4", 1, ["reverse: true"]),
]
LENGTH = 1.2

# Label, source, its start, and the overlay without its times.
LAID_OVER = [
    ("picture in picture", "storm.mp4", 1, [
        "source: shots/home.mp4", "width: 220", "x: [ { at: 0, value: -220 }, { at: 0.5, value: 40, ease: out } ]", "y: 80",
        "rotate: [ { at: 0, value: -20 }, { at: 0.5, value: -4, ease: out } ]"]),
    ("mask: a soft ellipse", "town.mp4", 1, [
        "source: shots/home.mp4", "width: 320", "x: 110", "y: 90", "mask: { shape: ellipse, width: 0.9, height: 0.9, x: 0.05, y: 0.05, feather: 60 }"]),
    ("mask: a matte that moves", "storm.mp4", 1, [
        "source: shots/home.mp4", "fps: 30", "loop: true", "width: 540", 'mask: { source: "overlays/veil/%02d.png" }']),
    ("key: a green screen", "harbour.mp4", 2, [
        "source: overlays/screen.png", "x: [ { at: 0, value: 540 }, { at: 0.5, value: 60, ease: out } ]", "y: 300", 'key: { color: "#22b14c" }']),
]
BLENDS = ["normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
          "difference", "exclusion", "add"]
BLEND_LENGTH = 1.0


def seconds(value):
    return f"{round(value, 3):g}"


def shot(source, begin, length, fields):
    lines = [f"source: {SHOTS}/{source}"] + ([f"in: {seconds(begin)}"] if begin else []) + [f"duration: {seconds(length)}"] + fields
    return "\n  - " + "\n    ".join(lines) + "\n"


def document():
    """The text of the document, and (start, end, label) of all it shows."""
    shots, overlays, names = [], [], []
    clock = 0.0

    def add(label, source, begin, length, fields, crossing=0.0):
        """A shot that is on the timeline for `length` without the time it shares with the next one."""
        nonlocal clock
        names.append((clock, clock + length, label))
        shots.append(shot(source, begin, length + crossing, fields))
        clock += length

    add("Transitions", "harbour.mp4", 0, 0.9, [], CROSSING)
    for n, (label, source, begin, fields) in enumerate(TRANSITIONS):
        rest = CROSSING if n + 1 < len(TRANSITIONS) else 0
        add(label, source, begin, LENGTH, [f"transition: {{ {fields}, duration: {CROSSING} }}"], rest)
    for label, source, begin, fields in SHOWN:
        add(label, source, begin, LENGTH, fields)

    def over(label, source, begin, length, fields):
        times = [f"start: {seconds(clock)}", f"end: {seconds(clock + length)}"]
        overlays.append("\n  - " + "\n    ".join(fields[:1] + times + fields[1:]) + "\n")
        add(label, source, begin, length, [])

    for label, source, begin, fields in LAID_OVER:
        over(label, source, begin, LENGTH, fields)
    for n, blend in enumerate(BLENDS):
        source = ("harbour.mp4", "home.mp4")[n % 2]
        over(f"blend: {blend}", source, 1 + n % 3, BLEND_LENGTH, ["source: overlays/swatch.png", "x: 90", "y: 240", f"blend: {blend}"])
    text = HEAD + "\nshots:" + "".join(shots) + "\noverlays:" + "".join(overlays) + TAIL
    return text, names


def subtitles(names):
    def stamp(time):
        whole = round(time * 1000)
        return f"{whole // 3600000:02d}:{whole // 60000 % 60:02d}:{whole // 1000 % 60:02d},{whole % 1000:03d}"

    return "\n".join(f"{n}\n{stamp(a)} --> {stamp(b)}\n{label}\n" for n, (a, b, label) in enumerate(names, 1))


def matte(path):
    """For the luma wipe: bubbles that grow from many places, the first ones at the bottom."""
    width, height, source = 270, 480, random.Random(5)
    seeds = [(source.uniform(0, width), source.uniform(0, height)) for _ in range(26)]
    rows = bytearray()
    for y in range(height):
        for x in range(width):
            near = min(math.hypot(x - sx, y - sy) / 70 + 0.9 * (1 - sy / height) for sx, sy in seeds)
            rows.append(round(255 * clamp(near / 1.6)))
    raw = path.with_suffix(".gray")
    raw.write_bytes(rows)
    sound.ffmpeg("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-i", raw, "-pred", "mixed", "-compression_level", "9", path)
    raw.unlink()


def swatch(path):
    """What blend modes are seen by: a wheel of colours around white, and grey steps from black to white."""
    size, sectors, rings, step = 360, 24, 5, 40
    surface, c = canvas(size, size + step + 20)
    middle = size / 2
    for ring in reversed(range(rings)):
        for sector in range(sectors):
            a, b = (2 * math.pi * (sector + k) / sectors for k in (0, 1.01))
            c.move_to(middle, middle)
            c.arc(middle, middle, middle * (ring + 1) / rings, a, b)
            c.close_path()
            c.set_source_rgba(*colorsys.hsv_to_rgb(sector / sectors, ring / (rings - 1), 1))
            c.fill()
    for n in range(9):
        c.rectangle(n * step, size + 20, step, step)
        c.set_source_rgba(n / 8, n / 8, n / 8)
        c.fill()
    surface.write_to_png(str(path))


def veil(folder):
    """A matte of 36 frames that begins again: a slanted band with soft edges that crosses the picture."""
    width, height, count = 90, 160, 36
    folder.mkdir(exist_ok=True)
    frames = bytearray()
    for n in range(count):
        for y in range(height):
            for x in range(width):
                away = ((x / width + y / height) / 2 - n / count + 0.5) % 1 - 0.5
                frames.append(round(255 * smooth(1.6 - 6 * abs(away))))
    raw = folder / "veil.gray"
    raw.write_bytes(frames)
    sound.ffmpeg("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-i", raw, "-pred", "mixed", "-compression_level", "9",
                 folder / "%02d.png")
    raw.unlink()


def screen(path):
    """Somebody in front of a green screen: thin hair, a glass that is half clear, and edges that have both colours."""
    width, height, source = 420, 560, random.Random(8)
    surface, c = canvas(width, height)
    c.set_source_rgb(0x22 / 255, 0xB1 / 255, 0x4C / 255)
    c.paint()
    c.set_source_rgb(0.16, 0.12, 0.14)
    c.set_line_width(1.6)
    for _ in range(120):
        angle = source.uniform(-math.pi, 0)
        reach = source.uniform(88, 122)
        c.move_to(210 + 60 * math.cos(angle), 190 + 66 * math.sin(angle))
        c.curve_to(210 + reach * math.cos(angle), 190 + reach * math.sin(angle), 210 + (reach + 8) * math.cos(angle + 0.3),
                   200 + reach * math.sin(angle + 0.2), 210 + reach * math.cos(angle + 0.5), 240 + 70 * math.sin(angle + 0.4))
        c.stroke()
    for x, y, wide, high, color in ((210, 320, 26, 60, (0.76, 0.56, 0.45)), (210, 560, 190, 210, (0.62, 0.2, 0.24)), (210, 210, 72, 90, (0.86, 0.66, 0.54)), (210, 150, 80, 52, (0.16, 0.12, 0.14))):
        c.save()
        c.translate(x, y)
        c.scale(wide, high)
        c.arc(0, 0, 1, 0, 2 * math.pi)
        c.restore()
        c.set_source_rgb(*color)
        c.fill()
    c.rectangle(318, 330, 60, 96)
    c.set_source_rgba(0.92, 0.95, 1, 0.45)
    c.fill()
    surface.write_to_png(str(path))


def look(path):
    """A .cube file: shadows towards teal, lights towards amber."""
    size, lines = 9, ['TITLE "amber"', "LUT_3D_SIZE 9"]
    for blue in range(size):
        for green in range(size):
            for red in range(size):
                rgb = [v / (size - 1) for v in (red, green, blue)]
                light = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
                warm = smooth(3 * light) - 0.3
                shift = (0.3 * warm, 0.06 * warm + 0.02, -0.3 * warm)
                # Nothing is added at either end, so black and white keep their places.
                room = 2 * (light * (1 - light)) ** 0.5
                lines.append(" ".join(f"{clamp(v + room * s):.4f}" for v, s in zip(rgb, shift)))
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def postcard(folder):
    """A picture that is wider than the canvas, out of a shot."""
    sound.ffmpeg("-ss", 2, "-i", folder / "home.mp4", "-frames:v", 1, "-vf", "crop=1080:720:0:640,scale=720:480", "-q:v", "3", folder / "postcard.jpg")


def write(here):
    for name in ("looks", "overlays", "subs"):
        (here / name).mkdir(exist_ok=True)
    matte(here / "overlays" / "matte.png")
    swatch(here / "overlays" / "swatch.png")
    veil(here / "overlays" / "veil")
    screen(here / "overlays" / "screen.png")
    look(here / "looks" / "amber.cube")
    postcard(here / SHOTS)
    text, names = document()
    (here / "gallery.yaml").write_text(text, encoding="utf-8")
    (here / "subs" / "gallery.srt").write_text(subtitles(names), encoding="utf-8")
