"""What stands in the pictures: moon, clouds, waves, houses, a lighthouse, a boat and a girl with a lantern."""
import math
import random

import cairo

from paper import W, cutout, disc, ellipse, glow, mix, polygon, put, rgb, vertical

WARM = rgb("#ffd27a")
CREAM = rgb("#fff0cf")


def halo(c, x, y, radius, colour, rings=4, step=0.42, alpha=0.09):
    """Rings of thin paper around a light."""
    for i in range(rings, 0, -1):
        disc(c, x, y, radius * (1 + step * i), (*colour[:3], alpha))


def moon(c, x, y, radius):
    halo(c, x, y, radius, CREAM, rings=4, alpha=0.055)
    glow(c, x, y, radius * 3.4, CREAM, 0.35)
    disc(c, x, y, radius, rgb("#fdeac2"))
    for dx, dy, r in ((-0.35, -0.2, 0.22), (0.28, 0.3, 0.3), (0.3, -0.42, 0.13), (-0.22, 0.48, 0.12), (0.02, 0.02, 0.09)):
        disc(c, x + dx * radius, y + dy * radius, r * radius, rgb("#efd3a4", 0.75))


def stars(c, t, seed, count, bottom, alpha=1.0):
    source = random.Random(seed)
    for _ in range(count):
        x, y, size, phase = source.uniform(0, W), source.uniform(0, 1) ** 1.3 * bottom, source.uniform(1.2, 3.4), source.uniform(0, 6.3)
        shine = alpha * (0.55 + 0.45 * math.sin(phase + 2.1 * t)) * (1 - 0.7 * y / bottom)
        if size < 2.9:
            disc(c, x, y, size, (*CREAM[:3], shine))
            continue
        long, short = size * 3.6, size * 0.8
        polygon(c, [(x + (long if i % 2 == 0 else short) * math.cos(i * math.pi / 4), y + (long if i % 2 == 0 else short) * math.sin(i * math.pi / 4))
                    for i in range(8)])
        c.set_source_rgba(*CREAM[:3], shine)
        c.fill()


def cloud(width, height, colour, seed, edge=0.16, shadow=0.35, hanging=False):
    """A bank of cloud with a flat foot and a bright rim; a hanging one is upside down."""
    source = random.Random(seed)
    margin = 60

    def draw(c):
        if hanging:
            c.translate(0, height + 2 * margin)
            c.scale(1, -1)
        foot, puffs, x = margin + height, [], margin + height * 0.35
        while x < margin + width - height * 0.3:
            middle = 1 - abs((x - margin) / width * 2 - 1)
            radius = height * (0.22 + 0.36 * middle * source.uniform(0.7, 1.15))
            puffs.append((x, foot - radius * 0.8, radius))
            x += radius * source.uniform(0.75, 1.05)
        for grow, tone in ((0, mix(colour, CREAM, edge)), (-5, colour)):
            c.save()
            c.rectangle(0, 0, width + 2 * margin, foot)
            c.clip()
            for x, y, r in puffs:
                disc(c, x, y - grow * 0.2, max(1, r + grow), tone)
                c.rectangle(x - 0.6 * r - grow, y, 1.2 * r + 2 * grow, r)
                c.set_source_rgba(*tone)
                c.fill()
            c.rectangle(puffs[0][0], foot - height * 0.2 - grow * 0.4, puffs[-1][0] - puffs[0][0], height * 0.2 + grow)
            c.set_source_rgba(*tone)
            c.fill()
            c.restore()

    return cutout(draw, int(width + 2 * margin), int(height + 2 * margin), shadow=shadow, drop=(0, 12), seed=seed)


def wave(colour, length, height, depth, seed=5, crest=0.35, shadow=0.5):
    """A strip of sea whose crests repeat every `length` pixels; `swell` slides it."""
    width, top = int(W + 2 * length), 50

    def line(lift):
        points = []
        for x in range(-40, width + 41, 6):
            u = (x / length) % 1
            points.append((x, top + lift + height * (1 - (1 - abs(math.sin(math.pi * u))) ** 1.25)))
        return points

    def draw(c):
        for lift, tone in ((0, mix(colour, rgb("#bcd2ff"), crest)), (7, colour)):
            points = line(lift)
            polygon(c, points + [(width + 40, top + depth), (-40, top + depth)])
            if lift:
                c.set_source(vertical([(0, mix(tone, rgb("#8fa8ff"), 0.10)), (1, mix(tone, rgb("#05071f"), 0.35))], top, top + depth))
            else:
                c.set_source_rgba(*tone)
            c.fill()

    return cutout(draw, width, top + depth, shadow=shadow, drop=(0, -10), seed=seed), length, top


def swell(c, strip, y, shift, bob=0.0, alpha=1.0):
    sheet, length, top = strip
    put(c, sheet, shift % length - length, y - top + bob, alpha)


def glitter(c, t, seed, x, spread, y, depth, colour, alpha, count=16):
    """Light that lies on the water in short strips, brightest at x."""
    source = random.Random(seed)
    for _ in range(count):
        away, phase = source.gauss(0, spread), source.uniform(0, 6.3)
        wide, py = source.uniform(16, 58) * (0.75 + 0.25 * math.sin(2 * t + phase)), y + source.uniform(0, depth)
        ellipse(c, x + away, py, wide, 2.8)
        c.set_source_rgba(*colour[:3], alpha * (0.6 + 0.4 * math.sin(1.7 * t + phase * 3)))
        c.fill()


def window(c, x, y, w, h, light, arched=False):
    """A window; `light` from 0 (dark) to 1."""
    c.new_path()
    if arched:
        c.arc(x + w / 2, y + w / 2, w / 2, math.pi, 0)
        c.line_to(x + w, y + h)
        c.line_to(x, y + h)
        c.close_path()
    else:
        c.rectangle(x, y, w, h)
    c.set_source_rgba(*mix(rgb("#121538"), WARM, light))
    c.fill_preserve()
    if light > 0:
        c.set_source(vertical([(0, rgb("#fff3c4", 0.65 * light)), (1, rgb("#ff9c4a", 0.5 * light))], y, y + h))
        c.fill_preserve()
    c.new_path()
    c.set_line_width(max(1.0, w * 0.09))
    c.set_source_rgba(*rgb("#1a1a45", 0.85))
    c.move_to(x + w / 2, y)
    c.line_to(x + w / 2, y + h)
    c.move_to(x, y + h * 0.52)
    c.line_to(x + w, y + h * 0.52)
    c.stroke()


def house(c, x, foot, w, h, wall, roof, kind, side=0.22):
    """A house standing on `foot`; gives back where its windows are, as (x, y, w, h, arched)."""
    rise = w * (0.5, 0.72, 0.34, 0.9)[kind]
    c.rectangle(x, foot - h, w, h + 200)
    c.set_source_rgba(*wall)
    c.fill()
    c.rectangle(x + w * (1 - side), foot - h, w * side, h + 200)
    c.set_source_rgba(*mix(wall, rgb("#050720"), 0.28))
    c.fill()
    cx, cy = x + w * 0.72, foot - h - rise * 0.30
    c.rectangle(cx, cy - rise * 0.42, w * 0.11, rise * 0.5)
    c.set_source_rgba(*mix(roof, rgb("#050720"), 0.2))
    c.fill()
    eave = w * 0.08
    polygon(c, [(x - eave, foot - h), (x + w / 2, foot - h - rise), (x + w + eave, foot - h)])
    c.set_source_rgba(*roof)
    c.fill()
    c.set_line_width(max(1.5, w * 0.02))
    c.move_to(x - eave, foot - h)
    c.line_to(x + w / 2, foot - h - rise)
    c.line_to(x + w + eave, foot - h)
    c.set_source_rgba(*mix(roof, rgb("#cfd4ff"), 0.3))
    c.stroke()
    columns, size = (2 if w < 150 else 3), w * (0.17 if w < 150 else 0.14)
    gap = (w * (1 - side * 0.5) - columns * size) / (columns + 1)
    windows, y = [], foot - h + size * 0.7
    while y + size * 1.4 < foot - size * 0.5:
        windows += [(x + gap + i * (size + gap), y, size, size * 1.35, kind in (1, 3)) for i in range(columns)]
        y += size * 2.3
    if kind != 2:
        windows.append((x + w / 2 - size * 0.4, foot - h - rise * 0.52, size * 0.8, size * 0.95, True))
    return windows


def lighthouse(scale, shade=0.0, lit=True):
    """The tower on a sheet of 400 x 900 units; its lamp is at (200, 150)."""
    red, cream = mix(rgb("#b23a55"), rgb("#141a3c"), shade), mix(rgb("#ead5d3"), rgb("#2a3158"), shade)
    dark = mix(rgb("#3b1f4e"), rgb("#0b1030"), shade)

    def side(y):
        return 52 + (y - 200) / 640 * 46

    def draw(c):
        c.scale(scale, scale)
        for i in range(6):
            top, bottom = 200 + i * 640 / 6, 200 + (i + 1) * 640 / 6
            c.move_to(200 - side(top), top)
            c.curve_to(200 - 20, top + 12, 200 + 20, top + 12, 200 + side(top), top)
            c.line_to(200 + side(bottom), bottom)
            c.curve_to(200 + 20, bottom + 12, 200 - 20, bottom + 12, 200 - side(bottom), bottom)
            c.close_path()
            c.set_source_rgba(*(cream, red)[i % 2])
            c.fill()
        polygon(c, [(200 + side(200) * 0.3, 200), (200 + side(200), 200), (200 + side(840), 845), (200 + side(840) * 0.3, 845)])
        c.set_source_rgba(*dark[:3], 0.34)
        c.fill()
        polygon(c, [(200 - side(200), 200), (200 - side(200) * 0.72, 200), (200 - side(840) * 0.72, 845), (200 - side(840), 845)])
        c.set_source_rgba(1, 0.95, 0.9, 0.16 * (1 - shade))
        c.fill()
        for y in (330, 520, 700):
            window(c, 186, y, 26, 40, 0.9 if lit else 0, True)
        c.rectangle(200 - 74, 184, 148, 22)
        c.set_source_rgba(*dark)
        c.fill()
        c.set_line_width(4)
        for i in range(9):
            c.move_to(132 + i * 17, 186)
            c.line_to(132 + i * 17, 160)
        c.move_to(130, 160)
        c.line_to(270, 160)
        c.stroke()
        c.rectangle(162, 108, 76, 78)
        c.set_source_rgba(*(rgb("#ffe6a3") if lit else mix(rgb("#31406e"), rgb("#10173a"), 0.3)))
        c.fill()
        c.set_source_rgba(*dark)
        for x in (162, 187, 213, 238):
            c.move_to(x, 108)
            c.line_to(x, 186)
        c.stroke()
        c.move_to(148, 112)
        c.curve_to(160, 62, 240, 62, 252, 112)
        c.close_path()
        c.set_source_rgba(*red)
        c.fill()
        disc(c, 200, 66, 9, red)
        c.rectangle(198, 36, 4, 30)
        c.set_source_rgba(*dark)
        c.fill()
        c.rectangle(176, 778, 48, 70)
        c.arc(200, 780, 24, math.pi, 0)
        c.fill()

    return cutout(draw, int(400 * scale), int(900 * scale), shadow=0.45, drop=(8, 10), seed=31)


def beam(c, x, y, turn, strength, reach=1300):
    """The light of the tower, seen from the side while it turns."""
    for half in (0, math.pi):
        facing = math.cos(turn + half)
        if abs(facing) < 0.03:
            continue
        far, spread = x + reach * facing, 150 + 60 * abs(math.sin(turn))
        for wide, alpha in ((1.0, 0.20), (0.55, 0.22)):
            pattern = cairo.LinearGradient(x, 0, far, 0)
            pattern.add_color_stop_rgba(0, *rgb("#fff2c0")[:3], alpha * strength)
            pattern.add_color_stop_rgba(1, *rgb("#fff2c0")[:3], 0)
            polygon(c, [(x, y - 10), (far, y - spread * wide), (far, y + spread * wide * 0.8), (x, y + 10)])
            c.save()
            c.set_operator(cairo.OPERATOR_SCREEN)
            c.set_source(pattern)
            c.fill()
            c.restore()
    flare = strength * (0.55 + 0.45 * abs(math.sin(turn)) ** 3)
    glow(c, x, y, 330, WARM, 0.75 * flare)
    glow(c, x, y, 90, CREAM, 0.9 * flare)


def boat(scale, lamp=1.0):
    """A fishing boat with its master, on a sheet of 520 x 520 units, water line at y = 430; its lamp is at (352, 196)."""

    def draw(c):
        c.scale(scale, scale)
        c.set_line_width(8)
        c.set_source_rgba(*rgb("#3a2348"))
        c.move_to(250, 380)
        c.line_to(250, 60)
        c.stroke()
        c.set_line_width(4)
        c.move_to(250, 120)
        c.line_to(352, 168)
        c.stroke()
        c.move_to(238, 84)
        c.curve_to(120, 150, 96, 260, 74, 338)
        c.curve_to(130, 352, 190, 352, 238, 344)
        c.close_path()
        c.set_source_rgba(*rgb("#e9c9b6"))
        c.fill()
        for y, tone in ((150, "#d9735f"), (232, "#d9735f")):
            c.save()
            c.move_to(238, 84)
            c.curve_to(120, 150, 96, 260, 74, 338)
            c.curve_to(130, 352, 190, 352, 238, 344)
            c.close_path()
            c.clip()
            c.rectangle(40, y, 220, 38)
            c.set_source_rgba(*rgb(tone))
            c.fill()
            c.restore()
        # The master: a coat, a beard, a cap.
        c.move_to(286, 392)
        c.curve_to(286, 300, 312, 268, 334, 268)
        c.curve_to(358, 268, 382, 306, 380, 392)
        c.close_path()
        c.set_source_rgba(*rgb("#3a4a8c"))
        c.fill()
        disc(c, 334, 248, 28, rgb("#e2a98b"))
        c.move_to(308, 250)
        c.curve_to(308, 296, 360, 296, 361, 250)
        c.curve_to(346, 266, 322, 266, 308, 250)
        c.set_source_rgba(*rgb("#efe6dc"))
        c.fill()
        c.move_to(302, 238)
        c.curve_to(306, 206, 362, 206, 364, 236)
        c.line_to(380, 242)
        c.line_to(302, 242)
        c.close_path()
        c.set_source_rgba(*rgb("#b5485a"))
        c.fill()
        # The hull, with its rubbing strake.
        c.move_to(60, 366)
        c.curve_to(150, 396, 370, 396, 476, 350)
        c.curve_to(456, 420, 420, 470, 372, 480)
        c.line_to(160, 480)
        c.curve_to(110, 470, 76, 424, 60, 366)
        c.set_source_rgba(*rgb("#7a2f4d"))
        c.fill()
        c.set_line_width(13)
        c.move_to(60, 368)
        c.curve_to(150, 398, 370, 398, 476, 352)
        c.set_source_rgba(*rgb("#f0d3b4"))
        c.stroke()
        c.rectangle(338, 172, 28, 40)
        c.set_source_rgba(*rgb("#2b1d3d"))
        c.fill()
        c.rectangle(343, 178, 18, 28)
        c.set_source_rgba(*mix(rgb("#2b1d3d"), WARM, lamp))
        c.fill()

    return cutout(draw, int(520 * scale), int(520 * scale), shadow=0.4, drop=(0, 8), seed=41)


def lantern(c, x, y, size, light):
    """A storm lantern hanging from (x, y); `light` from 0 to 1."""
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    metal = rgb("#2a1b3a")
    c.set_line_width(5)
    c.set_source_rgba(*metal)
    c.arc(0, 26, 26, math.pi, 0)
    c.stroke()
    c.move_to(-30, 60)
    c.curve_to(-24, 28, 24, 28, 30, 60)
    c.close_path()
    c.fill()
    c.move_to(-26, 62)
    c.curve_to(-46, 90, -40, 132, -26, 146)
    c.line_to(26, 146)
    c.curve_to(40, 132, 46, 90, 26, 62)
    c.close_path()
    c.set_source_rgba(*mix(rgb("#47406b"), rgb("#ffcf73"), light))
    c.fill()
    if light > 0:
        c.save()
        c.translate(0, 138)
        c.scale(0.6 + 0.4 * light, light)
        for tone, k in (("#ff9a3d", 1.0), ("#ffe9a8", 0.62), ("#ffffff", 0.3)):
            c.move_to(0, -70 * k)
            c.curve_to(24 * k, -34 * k, 22 * k, 0, 0, 0)
            c.curve_to(-22 * k, 0, -24 * k, -34 * k, 0, -70 * k)
            c.set_source_rgba(*rgb(tone))
            c.fill()
        c.restore()
    c.set_line_width(4)
    c.set_source_rgba(*metal)
    for bend in (-1, 1):
        c.move_to(24 * bend, 60)
        c.curve_to(56 * bend, 90, 48 * bend, 134, 28 * bend, 150)
        c.stroke()
    c.rectangle(-34, 144, 68, 18)
    c.fill()
    c.restore()
