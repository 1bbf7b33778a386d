"""The first half of the story: a calm evening, a storm, a dark window. A scene bakes its sheets of paper once; `frame(c, t)` lays them on each other at second t."""
import math
import random

import cairo

import props
from paper import H, W, clamp, curve, cutout, disc, ellipse, glow, mix, polygon, put, rgb, ridge, smooth, vertical

NIGHT = [(0, rgb("#0b1236")), (0.3, rgb("#1d2560")), (0.52, rgb("#4a3d85")), (0.66, rgb("#a2618f")), (0.74, rgb("#f0a184")), (1, rgb("#f7c59a"))]
STORM = [(0, rgb("#070b20")), (0.35, rgb("#14203f")), (0.62, rgb("#2c4464")), (0.8, rgb("#5b7a8e")), (1, rgb("#6f8b98"))]
DAWN = [(0, rgb("#35408c")), (0.25, rgb("#7a5fa8")), (0.44, rgb("#e58c8e")), (0.56, rgb("#ffc48a")), (0.64, rgb("#ffe6b0")), (1, rgb("#fff0cc"))]
SEA = ["#39408c", "#2c347c", "#222a6a", "#192058", "#131a4a", "#0f143e", "#0b0f31", "#080b26"]
STORM_SEA = ["#3d5a78", "#2d4766", "#213755", "#172945", "#111f39", "#0c1730", "#081024"]
WALLS = ["#5b4a94", "#6a4f95", "#4c4a92", "#7a5590", "#53509a"]
ROOFS = ["#8a3c6a", "#77366b", "#9a4a66", "#5e3070"]


def sky(c, stops):
    c.set_source(vertical(stops))
    c.paint()


def cover(c, colour, alpha):
    """The whole picture under one colour."""
    c.set_source_rgba(*colour[:3], alpha)
    c.paint()


def leaves(seed, flip=False, tone="#080b28"):
    """Dark leaves in a lower corner, nearest to the eye."""
    source = random.Random(seed)

    def draw(c):
        if flip:
            c.translate(W, 0)
            c.scale(-1, 1)
        for _ in range(9):
            x, top, lean = source.uniform(-60, 200), source.uniform(1560, 1800), source.uniform(-0.3, 0.7)
            stem = [(x, H + 20), (x + lean * 60, (top + H) / 2), (x + lean * 160, top)]
            c.set_source_rgba(*mix(rgb(tone), rgb("#2b2a6a"), source.uniform(0, 0.35)))
            c.set_line_width(5)
            curve(c, stem, close=False)
            c.stroke()
            for i in range(7):
                u = i / 6
                px, py = x + lean * 160 * u ** 1.4, H + 20 + (top - H - 20) * u
                for sign in (-1, 1):
                    ellipse(c, px + sign * 26 * (1.15 - u * 0.6), py - 8, 34 * (1.15 - u * 0.6), 11, sign * -0.5 + lean * 0.4)
                    c.fill()

    return cutout(draw, shadow=0.5, drop=(0, 6), seed=77)


class Hill:
    """Rows of houses on a slope. The windows are kept, so that they can be lit one by one."""

    def __init__(self, rows, seed, width=W, height=H, ground="#171b4b", lit=1.0, fade=0.0, haze="#a2618f"):
        source = random.Random(seed)
        self.windows, self.sheets = [], []
        for n, (foot, size, slope, left, right) in enumerate(rows):
            depth = 1 - n / max(1, len(rows) - 1)
            found = []

            def draw(c):
                x = left
                while x < right:
                    w = size * source.uniform(0.75, 1.25)
                    h = w * source.uniform(0.95, 1.55)
                    y = foot + slope * (x - width / 2) / width + 26 * math.sin(x / 170 + n * 2)
                    wall = mix(rgb(source.choice(WALLS)), rgb("#12153f"), 0.25 + 0.4 * (1 - depth) + fade)
                    roof = mix(rgb(source.choice(ROOFS)), rgb("#12153f"), 0.15 + 0.4 * (1 - depth) + fade)
                    wall, roof = mix(wall, rgb(haze), 0.28 * depth), mix(roof, rgb(haze), 0.28 * depth)
                    for place in props.house(c, x, y, w, h, wall, roof, source.randrange(4)):
                        props.window(c, *place[:4], 1.0 if source.random() < lit else 0.0, place[4])
                        found.append(place)
                    x += w * source.uniform(0.92, 1.12)
                points = []
                for px in range(int(left) - 200, int(right) + 260, 40):
                    past = max(0, left - px, px - right) / 200
                    points.append((px, foot + slope * (px - width / 2) / width + 26 * math.sin(px / 170 + n * 2) - 4 + 170 * past ** 1.6))
                ridge(c, points, left - 200, right + 260, height + 20)
                c.set_source(vertical([(0, mix(rgb(ground), rgb(haze), 0.3 * depth)), (1, rgb("#0c0f33"))], foot - 60, foot + 420))
                c.fill()
                # Round trees between the houses.
                for _ in range(int((right - left) / 130)):
                    tx = source.uniform(left, right)
                    ty = foot + slope * (tx - width / 2) / width + 26 * math.sin(tx / 170 + n * 2)
                    r = size * source.uniform(0.12, 0.24)
                    for dx, dy, k in ((-0.6, -0.5, 0.8), (0.6, -0.5, 0.8), (0, -1.1, 1.0)):
                        disc(c, tx + dx * r, ty + dy * r, k * r, mix(rgb("#1b2a5a"), rgb(haze), 0.22 * depth))

            self.sheets.append(cutout(draw, width, height, shadow=0.55, drop=(0, -8), seed=60 + n))
            self.windows.append(found)


class Harbour:
    """A calm evening: moon, town, lighthouse."""
    seconds = 4.5

    def __init__(self):
        self.clouds = [(props.cloud(560, 130, rgb("#6a5596"), 3), 40, 640, 9), (props.cloud(420, 100, rgb("#7d5f9c"), 4), 640, 500, 14),
                       (props.cloud(760, 150, rgb("#8f6a9d"), 6), 380, 860, 20)]
        self.far = cutout(lambda c: self._far(c), W + 160, H, shadow=0.3, seed=11)
        self.town = Hill([(1150, 74, -60, -60, 600), (1215, 92, -80, -60, 470), (1290, 112, -90, -80, 330)], 21, W + 160)
        self.cliff = cutout(self._cliff, W + 160, H, shadow=0.5, drop=(-8, 6), seed=12)
        self.tower = props.lighthouse(0.86, 0.12)
        self.boat = props.boat(0.42)
        self.waves = [props.wave(rgb(tone), 150 + 26 * i, 22 + 5 * i, 760 - 60 * i, seed=80 + i) for i, tone in enumerate(SEA)]
        self.leaves = leaves(5), leaves(9, flip=True)

    @staticmethod
    def _far(c):
        for points, tone in (([(0, 1130), (180, 1050), (420, 1120), (700, 1020), (980, 1110), (1240, 1060)], "#7d5590"),
                             ([(0, 1190), (260, 1120), (560, 1180), (880, 1100), (1240, 1170)], "#5a4689")):
            ridge(c, points, -10, W + 170, H)
            c.set_source(vertical([(0, rgb(tone)), (1, mix(rgb(tone), rgb("#f0a184"), 0.6))], 1030, 1330))
            c.fill()

    @staticmethod
    def _cliff(c):
        polygon(c, [(700, 1500), (716, 1330), (752, 1290), (770, 1190), (812, 1150), (900, 1128), (1060, 1118), (W + 160, 1090), (W + 160, 1500)])
        c.set_source(vertical([(0, rgb("#3c3577")), (1, rgb("#171a4c"))], 1100, 1460))
        c.fill()
        for points, tone in (([(770, 1190), (812, 1150), (900, 1128), (1060, 1118), (W + 160, 1090), (W + 160, 1132), (1040, 1160), (880, 1166)], "#58508f"),
                             ([(900, 1166), (950, 1250), (930, 1330), (980, 1500), (1120, 1500), (1060, 1300), (1090, 1160)], "#2b2a66")):
            polygon(c, points)
            c.set_source_rgba(*rgb(tone))
            c.fill()

    def frame(self, c, t):
        eye = smooth(t / self.seconds) * 46
        sky(c, NIGHT)
        props.stars(c, t, 1, 130, 1000)
        props.moon(c, 318 - eye * 0.1, 420, 118)
        for sheet, x, y, speed in self.clouds:
            put(c, sheet, x - 60 + speed * t - eye * 0.25, y - 60)
        put(c, self.far, -60 - eye * 0.3)
        put(c, self.town.sheets[0], -60 - eye * 0.5)
        put(c, self.town.sheets[1], -60 - eye * 0.65)
        props.swell(c, self.waves[0], 1235, 14 * t - eye * 0.6, 3 * math.sin(t * 1.4))
        put(c, self.town.sheets[2], -60 - eye * 0.8)
        put(c, self.tower, 700 - 60 - eye + 60, 1142 - 845 * 0.86)
        put(c, self.cliff, -60 - eye)
        lamp = 700 - eye + 200 * 0.86, 1142 - (845 - 148) * 0.86
        props.beam(c, *lamp, 0.55 + t * 1.15, 0.95)
        for i in (1, 2):
            self._sea(c, i, t, eye)
        c.save()
        c.translate(430 + 16 * t, 1352 + 7 * math.sin(t * 1.7))
        c.rotate(0.035 * math.sin(t * 1.3))
        put(c, self.boat, -110, -180)
        glow(c, 37, -98, 90, props.WARM, 0.8)
        c.restore()
        for i in range(3, len(self.waves)):
            self._sea(c, i, t, eye)
        put(c, self.leaves[0], -eye * 1.6, 20)
        put(c, self.leaves[1], 60 - eye * 1.6, 40)

    def _sea(self, c, i, t, eye):
        y = 1235 + 58 * i if i < 3 else 1210 + 74 * i
        props.swell(c, self.waves[i], y, (18 + 9 * i) * t * (-1) ** i - eye * (0.8 + 0.2 * i), 5 * math.sin(t * 1.5 + i))
        props.glitter(c, t, 40 + i, 318 - eye * 0.1, 60 + 16 * i, y + 34 + 3 * i, 36, props.CREAM, 0.6 * (1 - 0.11 * i), 8 + i)


class Storm:
    """The storm puts the lamp out."""
    seconds = 3.6

    def __init__(self):
        self.clouds = [(props.cloud(820, 250, rgb("#26365a"), 13, 0.12), -240, 230, 60), (props.cloud(700, 200, rgb("#1f2d50"), 14, 0.12), 560, 380, -46),
                       (props.cloud(640, 150, rgb("#3a5073"), 16, 0.14), -140, 640, 40), (props.cloud(560, 130, rgb("#456081"), 18, 0.14), 640, 860, -30)]
        self.top = props.cloud(1500, 300, rgb("#101a36"), 17, 0.10, hanging=True)
        self.towers = props.lighthouse(1.12, 0.30), props.lighthouse(1.12, 0.52, lit=False)
        self.rock = cutout(self._rock, shadow=0.5, seed=15)
        self.waves = [props.wave(rgb(tone), 230 + 34 * i, 62 + 9 * i, 760 - 70 * i, seed=90 + i, crest=0.55) for i, tone in enumerate(STORM_SEA)]

    @staticmethod
    def _rock(c):
        polygon(c, [(170, 1560), (230, 1420), (300, 1372), (352, 1300), (450, 1262), (620, 1252), (742, 1282), (800, 1352), (900, 1400), (960, 1560)])
        c.set_source(vertical([(0, rgb("#2c3b62")), (1, rgb("#0e1733"))], 1250, 1540))
        c.fill()
        polygon(c, [(560, 1256), (620, 1252), (742, 1282), (800, 1352), (900, 1400), (960, 1560), (760, 1560), (700, 1420), (620, 1330)])
        c.set_source_rgba(*rgb("#17223f", 0.8))
        c.fill()

    def lamp(self, t):
        """Steady, then it struggles, then it is dark."""
        if t < 1.15:
            return 1.0
        return (0.25, 0.9, 0.15, 0.7, 0.1, 0.45, 0.0)[int((t - 1.15) / 0.12)] if t < 1.9 else 0.0

    def frame(self, c, t):
        flash = max(clamp(1 - abs(t - at) / 0.13) * k for at, k in ((0.5, 0.6), (0.74, 0.35), (1.92, 1.0), (2.14, 0.5), (2.2, 0.3)))
        eye, light = smooth(t / self.seconds), self.lamp(t)
        c.save()
        c.translate(W / 2, 1000)
        c.scale(1 + 0.05 * eye, 1 + 0.05 * eye)
        c.translate(-W / 2, -1000)
        sky(c, [(at, mix(tone, rgb("#cfe0f0"), 0.5 * flash)) for at, tone in STORM])
        for sheet, x, y, speed in self.clouds[:2]:
            put(c, sheet, x - 60 + speed * t, y - 60)
        if 1.84 < t < 2.24:
            self._bolt(c)
        for sheet, x, y, speed in self.clouds[2:]:
            put(c, sheet, x - 60 + speed * t, y - 60)
        cover(c, rgb("#dbe8ff"), 0.16 * flash)
        for i in (0, 1):
            props.swell(c, self.waves[i], 1270 + 50 * i, (60 + 20 * i) * t, 16 * math.sin(t * 2 + i))
        x, y, k = 535, 1276, 1.12
        if light > 0:
            props.beam(c, x, y - (845 - 148) * k, 0.75 + t * 1.2, 0.9 * light)
        put(c, self.towers[0 if light > 0.4 else 1], x - 200 * k, y - 845 * k)
        if light > 0:
            glow(c, x, y - (845 - 148) * k, 300, props.WARM, 0.8 * light)
        put(c, self.rock)
        for i in range(2, len(self.waves)):
            props.swell(c, self.waves[i], 1262 + 76 * i, (60 + 34 * i) * t * (-1) ** i, 20 * math.sin(t * 2.2 + 1.3 * i))
        put(c, self.top, -300 + 30 * t, -90)
        c.restore()
        cover(c, rgb("#060a1c"), 0.22 * (1 - light) * smooth((t - 1.2) / 0.8) * (1 - flash))

    @staticmethod
    def _bolt(c):
        points = [(868, 130), (790, 420), (842, 430), (762, 650), (818, 660), (734, 900), (904, 610), (846, 600), (920, 390), (868, 380), (952, 130)]
        polygon(c, points)
        c.set_source_rgba(*rgb("#fff6d0"))
        c.fill()
        glow(c, 840, 560, 420, rgb("#e8efff"), 0.6)


class Balcony:
    """A still: the girl and her cat look for a light at sea."""

    def frame(self, c, _):
        sky(c, [(at, mix(tone, rgb("#2a2a66"), 0.25)) for at, tone in STORM])
        put(c, props.cloud(900, 220, rgb("#26365a"), 23, 0.1), 200, 330)
        put(c, props.cloud(760, 190, rgb("#31446a"), 24, 0.1), -200, 560)
        put(c, props.cloud(700, 150, rgb("#3c5073"), 26, 0.1), 420, 720)
        put(c, cutout(self._cape, shadow=0.35, seed=51))
        put(c, props.lighthouse(0.27, 0.78, lit=False), 742, 1080 - 845 * 0.27)
        for i, tone in enumerate(STORM_SEA[:3]):
            props.swell(c, props.wave(rgb(tone), 110 + 20 * i, 18 + 4 * i, 700, seed=95 + i, crest=0.4), 1120 + 46 * i, 40 * i)
        town = Hill([(1330, 96, 90, -60, 1100), (1440, 128, -60, -60, 1100)], 29, lit=0.0, fade=0.32, haze="#2d4766")
        for sheet in town.sheets:
            put(c, sheet)
        put(c, cutout(self._girl, shadow=0.55, drop=(0, 12), seed=52))
        put(c, cutout(self._railing, shadow=0.6, drop=(0, 14), seed=53))
        put(c, cutout(self._arch, shadow=0.75, drop=(0, 22), radius=4, seed=54))
        glow(c, 40, 1720, 620, props.WARM, 0.30)
        glow(c, 1060, 1760, 560, props.WARM, 0.26)

    @staticmethod
    def _cape(c):
        ridge(c, [(560, 1150), (680, 1096), (790, 1074), (900, 1082), (1080, 1066)], 520, W + 10, 1240)
        c.set_source_rgba(*rgb("#253a5a"))
        c.fill()

    @staticmethod
    def _girl(c):
        coat, hair = rgb("#b8434f"), rgb("#2a1a3c")
        c.move_to(262, H)
        c.curve_to(316, 1500, 350, 1320, 440, 1290)
        c.curve_to(540, 1290, 590, 1500, 650, H)
        c.close_path()
        c.set_source(vertical([(0, rgb("#cf5560")), (1, rgb("#7d2c4a"))], 1290, 1800))
        c.fill()
        c.move_to(372, 1400)
        c.curve_to(330, 1470, 330, 1560, 380, 1610)
        c.set_line_width(52)
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        c.set_source_rgba(*mix(coat, rgb("#3a1a3c"), 0.25))
        c.stroke()
        c.move_to(372, 1312)
        c.curve_to(420, 1352, 480, 1352, 524, 1308)
        c.set_line_width(48)
        c.set_source_rgba(*rgb("#f0b860"))
        c.stroke()
        c.move_to(500, 1326)
        c.curve_to(540, 1380, 530, 1430, 548, 1480)
        c.set_line_width(40)
        c.stroke()
        ellipse(c, 446, 1200, 104, 108)
        c.set_source_rgba(*hair)
        c.fill()
        c.move_to(342, 1196)
        c.curve_to(330, 1290, 360, 1320, 400, 1318)
        c.line_to(498, 1318)
        c.curve_to(540, 1316, 560, 1280, 549, 1196)
        c.close_path()
        c.fill()
        c.set_line_width(4)
        for dx in (-56, -20, 18, 54):
            c.move_to(446 + dx * 0.5, 1110)
            c.curve_to(446 + dx, 1170, 446 + dx * 1.2, 1240, 446 + dx, 1310)
            c.set_source_rgba(*rgb("#4a2f5c", 0.8))
            c.stroke()
        # A bow.
        for sign in (-1, 1):
            polygon(c, [(446, 1140), (446 + sign * 58, 1108), (446 + sign * 58, 1172)])
            c.set_source_rgba(*rgb("#f0b860"))
            c.fill()
        disc(c, 446, 1140, 13, rgb("#d99a45"))
        # Light from the room on her left side.
        c.move_to(266, H)
        c.curve_to(316, 1510, 348, 1400, 372, 1352)
        c.set_line_width(8)
        c.set_source_rgba(*rgb("#ffd9a0", 0.55))
        c.stroke()
        Balcony._cat(c)

    @staticmethod
    def _cat(c):
        fur, stripe = rgb("#d98d55"), rgb("#a85a3c")
        c.set_source_rgba(*fur)
        ellipse(c, 742, 1520, 64, 92)
        c.fill()
        ellipse(c, 742, 1414, 48, 44)
        c.fill()
        polygon(c, [(700, 1404), (704, 1348), (736, 1384)])
        c.fill()
        polygon(c, [(784, 1404), (780, 1348), (748, 1384)])
        c.fill()
        c.set_line_cap(cairo.LINE_CAP_ROUND)
        c.set_line_width(24)
        c.move_to(780, 1580)
        c.curve_to(880, 1590, 890, 1680, 842, 1730)
        c.stroke()
        c.set_source_rgba(*stripe)
        c.set_line_width(9)
        for y, half in ((1462, 34), (1496, 44), (1530, 46), (1562, 42)):
            c.move_to(742 - half, y)
            c.curve_to(742 - half / 2, y + 12, 742 + half / 2, y + 12, 742 + half, y)
            c.stroke()
        for dx in (-16, 0, 16):
            c.move_to(742 + dx, 1376)
            c.line_to(742 + dx * 0.8, 1402)
            c.stroke()

    @staticmethod
    def _railing(c):
        tone = rgb("#2b1838")
        c.set_source_rgba(*tone)
        c.rectangle(-10, 1606, W + 20, 26)
        c.fill()
        c.rectangle(-10, 1872, W + 20, 60)
        c.fill()
        c.rectangle(-10, 1606, W + 20, 5)
        c.set_source_rgba(*rgb("#e8a56a", 0.55))
        c.fill()
        c.set_source_rgba(*tone)
        c.set_line_width(11)
        for x in range(30, W, 88):
            c.move_to(x, 1630)
            c.curve_to(x - 40, 1700, x + 40, 1790, x, 1874)
            c.stroke()
            c.move_to(x + 44, 1630)
            c.line_to(x + 44, 1874)
            c.stroke()
            disc(c, x + 44, 1752, 15, tone)
        source = random.Random(8)
        for x in (150, 930):
            polygon(c, [(x - 82, 1600), (x + 82, 1600), (x + 60, 1690), (x - 60, 1690)])
            c.set_source_rgba(*rgb("#8a3f52"))
            c.fill()
            for _ in range(46):
                a, r = source.uniform(-2.9, -0.25), source.uniform(30, 150)
                ellipse(c, x + r * math.cos(a), 1604 + r * math.sin(a) * 0.8, 30, 11, a + source.uniform(-0.6, 0.6))
                c.set_source_rgba(*mix(rgb("#1f4a50"), rgb("#3d7a63"), source.random()))
                c.fill()
            for _ in range(12):
                a, r = source.uniform(-2.7, -0.45), source.uniform(60, 150)
                disc(c, x + r * math.cos(a), 1600 + r * math.sin(a) * 0.8, source.uniform(9, 14), rgb("#f2a5a0"))

    @staticmethod
    def _arch(c):
        """The door of the room we stand in."""
        c.rectangle(-80, -80, W + 160, H + 160)
        c.move_to(110, H + 100)
        c.line_to(110, 640)
        c.arc(540, 640, 430, math.pi, 0)
        c.line_to(970, H + 100)
        c.close_path()
        c.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
        c.set_source(vertical([(0, rgb("#241236")), (0.6, rgb("#43203f")), (1, rgb("#7a3b3d"))]))
        c.fill()
        c.set_line_width(16)
        c.move_to(110, H + 100)
        c.line_to(110, 640)
        c.arc(540, 640, 430, math.pi, 0)
        c.line_to(970, H + 100)
        c.set_source(vertical([(0, rgb("#6a3a52")), (1, rgb("#f0b070"))]))
        c.stroke()
        for sign in (-1, 1):
            x = 540 + sign * 440
            c.set_fill_rule(cairo.FILL_RULE_WINDING)
            for k, tone in ((0, "#8c3550"), (1, "#a8455a"), (2, "#c25a62")):
                c.move_to(x + sign * 140, 150)
                c.curve_to(x - sign * (120 - 50 * k), 420, x - sign * (30 - 34 * k), 980, x + sign * (38 + 22 * k), 1180)
                c.line_to(x + sign * 200, 1180)
                c.close_path()
                c.set_source(vertical([(0, mix(rgb(tone), rgb("#1c0d30"), 0.55)), (1, rgb(tone))], 150, 1180))
                c.fill()
            c.rectangle(min(x + sign * 20, x + sign * 140), 1160, 120, 26)
            c.set_source_rgba(*rgb("#f0b860"))
            c.fill()
