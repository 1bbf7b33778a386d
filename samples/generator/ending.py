"""The second half of the story: a lantern in the dark, the town that answers, and the way home."""
import math
import random

import cairo

import props
from paper import H, W, clamp, cutout, disc, ellipse, glow, mix, polygon, put, rgb, ridge, smooth, vertical
from opening import DAWN, NIGHT, SEA, Harbour, Hill, cover, sky


class Lantern:
    """A sequence with alpha: the girl lights a lantern; what is around her is for the canvas to decide."""
    seconds = 2.5
    rate = 12

    def frame(self, c, t):
        light = smooth((t - 0.35) / 0.5) * (1 + 0.05 * math.sin(t * 9) + 0.03 * math.sin(t * 23))
        x, y = 700, 1010
        for i in range(7, 0, -1):
            disc(c, x + 30, y + 130, (60 + 112 * i) * (0.25 + 0.75 * clamp(light)) + 6 * math.sin(t * 5 + i), (*rgb("#ff8f45")[:3], 0.072 * clamp(light)))
        self._girl(c, clamp(light), t)
        self._hand(c, x, y, clamp(light))
        props.lantern(c, x + 30, y + 16, 1.25, light)
        self._sparks(c, x + 30, y + 110, t, clamp(light))

    @staticmethod
    def _tone(dark, bright, light):
        return mix(rgb(dark), rgb(bright), light)

    def _girl(self, c, light, t):
        tone, blink = self._tone, light > 0.5
        hair, skin = tone("#150d24", "#4a2a48", light), tone("#3d2740", "#f6c39b", light)
        coat, shade = tone("#2b1230", "#cf4f55", light), tone("#200e28", "#9a344c", light)
        scarf = tone("#3a2436", "#f5bd62", light)
        # Hair behind, then the coat.
        ellipse(c, 404, 800, 218, 236)
        c.set_source_rgba(*hair)
        c.fill()
        c.move_to(190, 800)
        c.curve_to(170, 960, 200, 1050, 280, 1060)
        c.line_to(520, 1060)
        c.curve_to(610, 1050, 640, 950, 620, 800)
        c.close_path()
        c.fill()
        c.move_to(60, 1940)
        c.curve_to(110, 1500, 190, 1080, 400, 1050)
        c.curve_to(610, 1070, 690, 1500, 740, 1940)
        c.close_path()
        c.set_source_rgba(*coat)
        c.fill()
        c.move_to(60, 1940)
        c.curve_to(110, 1500, 190, 1080, 330, 1058)
        c.curve_to(230, 1200, 200, 1600, 210, 1940)
        c.close_path()
        c.set_source_rgba(*shade)
        c.fill()
        for y in (1330, 1480, 1640, 1800):
            disc(c, 446, y, 20, scarf)
            disc(c, 446, y, 9, shade)
        # Face.
        ellipse(c, 412, 856, 172, 168)
        c.set_source_rgba(*skin)
        c.fill()
        disc(c, 580, 878, 30, skin)
        disc(c, 338, 930, 34, (*tone("#3d2740", "#f08f7e", light)[:3], 0.75))
        disc(c, 520, 930, 34, (*tone("#3d2740", "#f08f7e", light)[:3], 0.85))
        c.set_source_rgba(*tone("#1a0f26", "#43233f", light))
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        c.set_line_width(9)
        for x in (352, 500):
            if blink:
                ellipse(c, x, 876, 15, 20)
                c.fill()
                disc(c, x + 6, 869, 6, (*rgb("#fff6dd")[:3], light))
                c.set_source_rgba(*tone("#1a0f26", "#43233f", light))
            else:
                c.arc(x, 868, 22, 0.35, math.pi - 0.35)
                c.stroke()
        c.arc(430, 934, 34 + 6 * light, 0.5, math.pi - 0.5)
        c.stroke()
        c.set_line_width(7)
        c.move_to(430, 898)
        c.curve_to(440, 906, 440, 914, 430, 916)
        c.stroke()
        # Fringe and bow.
        c.move_to(216, 880)
        c.curve_to(206, 690, 330, 610, 420, 612)
        c.curve_to(540, 612, 620, 710, 606, 872)
        c.curve_to(580, 800, 540, 770, 500, 752)
        c.curve_to(430, 800, 320, 800, 280, 776)
        c.curve_to(250, 800, 228, 830, 216, 880)
        c.set_source_rgba(*hair)
        c.fill()
        c.set_line_width(6)
        c.set_source_rgba(*mix(hair, rgb("#a86a6a"), 0.4 * light))
        for a, b in ((330, 660), (420, 640), (500, 668)):
            c.move_to(a, b)
            c.curve_to(a - 20, b + 40, a - 22, b + 70, a - 10, b + 110)
            c.stroke()
        for sign in (-1, 1):
            polygon(c, [(300, 640), (300 + sign * 96 - 10, 576 - 14 * sign), (300 + sign * 104 + 10, 668 - 26 * sign)])
            c.set_source_rgba(*scarf)
            c.fill()
        disc(c, 300, 640, 20, mix(scarf, shade, 0.35))
        # Scarf.
        c.move_to(262, 1040)
        c.curve_to(340, 1100, 480, 1100, 556, 1036)
        c.set_line_width(76)
        c.set_source_rgba(*scarf)
        c.stroke()
        c.set_line_width(60)
        c.move_to(300, 1080)
        c.curve_to(270, 1160, 300, 1220, 282, 1290 + 6 * math.sin(t * 3))
        c.stroke()
        c.set_line_width(6)
        c.set_source_rgba(*mix(scarf, shade, 0.5))
        c.move_to(276, 1062)
        c.curve_to(350, 1116, 470, 1116, 544, 1058)
        c.stroke()

    def _hand(self, c, x, y, light):
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        c.set_line_join(cairo.LINE_JOIN_ROUND)
        c.move_to(470, 1180)
        c.curve_to(560, 1330, 640, 1260, x - 26, y + 60)
        c.set_source_rgba(*self._tone("#241030", "#b9414f", light))
        c.set_line_width(96)
        c.stroke()
        c.set_line_cap(cairo.LINE_CAP_BUTT)
        c.move_to(x - 62, y + 92)
        c.line_to(x - 12, y + 40)
        c.set_source_rgba(*self._tone("#3a2436", "#f5bd62", light))
        c.set_line_width(104)
        c.move_to(x - 37, y + 78)
        c.line_to(x - 27, y + 52)
        c.stroke()
        disc(c, x, y + 6, 36, self._tone("#3d2740", "#f6c39b", light))
        c.set_source_rgba(*self._tone("#2a1a38", "#d99a78", light))
        c.set_line_width(5)
        for dx in (-14, 2, 18):
            c.move_to(x + dx, y - 14)
            c.line_to(x + dx - 2, y + 14)
            c.stroke()

    @staticmethod
    def _sparks(c, x, y, t, light):
        source = random.Random(3)
        for _ in range(26):
            a, born, far = source.uniform(-2.6, -0.5), source.uniform(0.3, 2.2), source.uniform(120, 420)
            age = (t - born) / 1.3
            if 0 < age < 1:
                reach = far * age ** 0.7
                disc(c, x + reach * math.cos(a) + 14 * math.sin(6 * age + far), y + reach * math.sin(a), 7 * (1 - age) + 1.5,
                     (*rgb("#ffdf95")[:3], light * (1 - age)))


class Town:
    """Window after window, the town answers."""
    seconds = 4.2

    def __init__(self):
        rows = [(560, 92, -40, -80, W + 60), (700, 108, 60, -80, W + 60), (860, 126, -60, -90, W + 60), (1040, 146, 50, -90, W + 60),
                (1240, 170, -50, -100, W + 60)]
        self.tall = H + 260
        self.hill = Hill([(foot + 260, *rest) for foot, *rest in rows], 37, W, self.tall, lit=0.0, fade=0.1, haze="#4c4a92", ground="#191c50")
        source = random.Random(12)
        self.starts = [[0.35 + 2.5 * (math.hypot(x - 420, y - 1300) / 1150) ** 1.15 + source.uniform(0, 0.55) for x, y, *_ in row] for row in self.hill.windows]
        self.quay = cutout(self._quay, W, self.tall, shadow=0.6, drop=(0, -12), seed=71)
        self.waves = [props.wave(rgb(tone), 150 + 26 * i, 20 + 5 * i, 760, seed=110 + i) for i, tone in enumerate(SEA[2:7])]
        self.clouds = props.cloud(620, 140, rgb("#3a3878"), 33), props.cloud(520, 110, rgb("#47408a"), 34)

    def _quay(self, c):
        foot = self.tall - 560
        ridge(c, [(0, foot + 20), (240, foot - 26), (520, foot + 20), (800, foot - 40), (1080, foot + 10)], -20, W + 20, foot + 150)
        c.set_source(vertical([(0, rgb("#1c1f58")), (1, rgb("#0e1138"))], foot - 40, foot + 150))
        c.fill()
        source = random.Random(14)
        for _ in range(17):
            x, h = source.uniform(-20, W + 20), source.uniform(110, 210)
            ellipse(c, x, foot + source.uniform(20, 70) - h / 2, h * 0.17, h / 2)
            c.set_source_rgba(*mix(rgb("#0f1444"), rgb("#2b2f74"), source.random()))
            c.fill()
        c.rectangle(-20, foot + 96, W + 40, 400)
        c.set_source_rgba(*rgb("#2d2a66"))
        c.fill()
        c.rectangle(-20, foot + 96, W + 40, 12)
        c.set_source_rgba(*rgb("#574f92"))
        c.fill()

    def frame(self, c, t):
        rise = 150 * (1 - smooth(t / self.seconds))
        warm = smooth((t - 0.8) / 3.0)
        sky(c, [(at, mix(tone, rgb("#10163f"), 0.55)) for at, tone in NIGHT])
        props.stars(c, t, 4, 90, 700, 0.8)
        put(c, self.clouds[0], 60 + 12 * t, 120 - 0.35 * rise)
        put(c, self.clouds[1], 560 - 9 * t, 40 - 0.3 * rise)
        glow(c, 540, 620 - rise, 900, rgb("#ff9a5e"), 0.42 * warm)
        for n, sheet in enumerate(self.hill.sheets):
            lift = -260 - (rise - 100) * (0.55 + 0.12 * n)
            put(c, sheet, 0, lift)
            for place, start in zip(self.hill.windows[n], self.starts[n]):
                if t > start:
                    self._light(c, place, lift, smooth((t - start) / 0.28), max(0, 1 - (t - start) / 0.6), 0.35 + 0.13 * n)
        lift = -260 - (rise - 100) * 1.25
        put(c, self.quay, 0, lift)
        for i, strip in enumerate(self.waves):
            props.swell(c, strip, self.tall - 400 + 76 * i + lift, (16 + 9 * i) * t * (-1) ** i, 4 * math.sin(t * 1.5 + i))
            props.glitter(c, t, 50 + i, W / 2, 420, self.tall - 366 + 76 * i + lift, 50, rgb("#ffc477"), 0.5 * warm * (1 - 0.13 * i), 26)
        cover(c, rgb("#ff9a5e"), 0.045 * warm)

    @staticmethod
    def _light(c, place, lift, light, fresh, near):
        x, y, w, h, arched = place
        props.window(c, x, y + lift, w, h, light, arched)
        cx, cy = x + w / 2, y + h / 2 + lift
        glow(c, cx, cy, w * (1.9 + 1.6 * fresh), rgb("#ffae5a"), (0.26 + 0.5 * fresh) * light * (0.6 + 0.4 * near))


class Home:
    """Towards the lights, and into the morning."""
    seconds = 5.2

    def __init__(self):
        self.far = cutout(lambda c: Harbour._far(c), W + 160, H, shadow=0.25, seed=11)
        self.town = Hill([(1120, 70, -50, 560, 1300), (1190, 90, -70, 680, 1300), (1262, 112, -60, 800, 1300)], 43, W + 160, haze="#e58c8e")
        self.tower = props.lighthouse(0.62, 0.06)
        self.rock = cutout(self._rock, W + 160, H, shadow=0.4, seed=72)
        self.boat = props.boat(0.98)
        tones = ("#5a5aa8 #454a98 #353c86 #283072 #1f2865 #18205a #141a4b #0f143d", "#c58fb8 #a97fb6 #8f70b0 #7863a6 #645798 #544d8b #46437d #3a396f")
        self.night, self.day = ([props.wave(rgb(tone), 160 + 30 * i, 24 + 6 * i, 760 - 55 * i, seed=100 + i, crest=crest)
                                 for i, tone in enumerate(row.split())] for row, crest in zip(tones, (0.42, 0.6)))
        self.clouds = [(props.cloud(620, 120, rgb("#c0709a"), 43, 0.4), -120, 560, 12), (props.cloud(520, 100, rgb("#e58c8e"), 44, 0.5), 520, 720, -9),
                       (props.cloud(420, 80, rgb("#9a6ab0"), 45, 0.35), 640, 330, -14)]

    @staticmethod
    def _rock(c):
        polygon(c, [(40, 1400), (90, 1262), (170, 1206), (300, 1190), (400, 1236), (470, 1330), (500, 1400)])
        c.set_source(vertical([(0, rgb("#6a4f8a")), (1, rgb("#2b2c68"))], 1190, 1400))
        c.fill()

    def frame(self, c, t):
        day = smooth((t - 0.3) / (self.seconds - 0.8))
        eye = 50 * smooth(t / self.seconds)
        night = [(at, mix(tone, rgb("#141a4a"), 0.25)) for at, tone in NIGHT]
        sky(c, [((1 - day) * a[0] + day * b[0], mix(a[1], b[1], day)) for a, b in zip(night, DAWN)])
        props.stars(c, t, 6, 110, 900, 1 - day)
        sun = 560, 1210 - 190 * day
        for i in range(6, 0, -1):
            disc(c, *sun, 90 + 105 * i + 8 * math.sin(t * 1.5 + i), (*rgb("#fff0c0")[:3], 0.10 * day))
        glow(c, *sun, 800, rgb("#ffdf9a"), 0.5 * day)
        disc(c, *sun, 92, (*rgb("#fff6d8")[:3], day))
        for sheet, x, y, speed in self.clouds:
            put(c, sheet, x - 60 + speed * t, y - 60, 0.35 + 0.65 * day)
        self._gulls(c, t, day)
        put(c, self.far, -60 - eye * 0.3)
        for n in (0, 1):
            put(c, self.town.sheets[n], -60 - eye * (0.5 + 0.15 * n))
        self._sea(c, 0, t, day, eye)
        put(c, self.town.sheets[2], -60 - eye * 0.8)
        k = 0.62
        x, y = 290 - 60 - eye * 0.6, 1212
        props.beam(c, x, y - (845 - 148) * k, 1.0 + t, 0.85 * (1 - 0.65 * day), 900)
        put(c, self.tower, x - 200 * k, y - 845 * k)
        put(c, self.rock, -60 - eye * 0.6)
        for i in (1, 2):
            self._sea(c, i, t, day, eye)
        c.save()
        c.translate(320 + 44 * t, 1440 + 10 * math.sin(t * 1.7))
        c.rotate(0.04 * math.sin(t * 1.3 + 0.5))
        put(c, self.boat, -260 * 0.98, -440 * 0.98)
        glow(c, 92 * 0.98, -240 * 0.98, 240, props.WARM, 0.85 - 0.5 * day)
        c.restore()
        for i in range(3, len(self.night)):
            self._sea(c, i, t, day, eye)
        c.set_operator(cairo.OPERATOR_SOFT_LIGHT)
        cover(c, rgb("#ffb07a"), 0.28 * day)
        c.set_operator(cairo.OPERATOR_OVER)

    def _sea(self, c, i, t, day, eye):
        y, shift = 1230 + (60 if i < 3 else 72) * i - (36 if i > 2 else 0), (18 + 9 * i) * t * (-1) ** i - eye * (0.8 + 0.2 * i)
        bob = 6 * math.sin(t * 1.5 + i)
        props.swell(c, self.night[i], y, shift, bob)
        if day > 0:
            props.swell(c, self.day[i], y, shift, bob, day)
        props.glitter(c, t, 70 + i, 600, 90 + 26 * i, y + 34 + 4 * i, 40, rgb("#fff0c8"), 0.62 * day * (1 - 0.09 * i), 9 + 2 * i)

    @staticmethod
    def _gulls(c, t, day):
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        for n, (x, y, size) in enumerate(((700, 520, 34), (800, 470, 26), (620, 440, 20), (880, 600, 22))):
            x, y, flap = x - 50 * t, y - 12 * t, math.sin(t * 5 + n * 1.7)
            c.set_line_width(size * 0.17)
            c.set_source_rgba(*rgb("#fff4e6", day))
            c.move_to(x - size, y - size * (0.2 + 0.4 * flap))
            c.curve_to(x - size * 0.5, y - size * 0.5, x - size * 0.2, y - size * 0.1, x, y)
            c.curve_to(x + size * 0.2, y - size * 0.1, x + size * 0.5, y - size * 0.5, x + size, y - size * (0.2 + 0.4 * flap))
            c.stroke()
