"""Paper cut-outs: flat shapes with a soft shadow, a little tooth, and light that is added on top."""
import math
import random

import cairo

W, H = 1080, 1920
SHADOW_SCALE = 8


def rgb(text, alpha=1.0):
    """'#rrggbb' as cairo's four numbers."""
    return tuple(int(text[i:i + 2], 16) / 255 for i in (1, 3, 5)) + (alpha,)


def mix(a, b, t):
    return tuple(x + (y - x) * t for x, y in zip(a, b))


def clamp(x, low=0.0, high=1.0):
    return max(low, min(high, x))


def smooth(x):
    x = clamp(x)
    return x * x * (3 - 2 * x)


def canvas(width=W, height=H, form=cairo.FORMAT_ARGB32):
    surface = cairo.ImageSurface(form, width, height)
    return surface, cairo.Context(surface)


def vertical(stops, top=0, bottom=H):
    """A gradient from top to bottom; stops are (position, colour)."""
    pattern = cairo.LinearGradient(0, top, 0, bottom)
    for at, colour in stops:
        pattern.add_color_stop_rgba(at, *colour)
    return pattern


def glow(c, x, y, radius, colour, alpha):
    """Adds light that falls off to nothing at `radius`."""
    pattern = cairo.RadialGradient(x, y, 0, x, y, radius)
    for i in range(9):
        t = i / 8
        pattern.add_color_stop_rgba(t, *colour[:3], alpha * (1 - t) ** 2.2)
    c.save()
    c.set_operator(cairo.OPERATOR_SCREEN)
    c.set_source(pattern)
    c.rectangle(x - radius, y - radius, 2 * radius, 2 * radius)
    c.fill()
    c.restore()


def disc(c, x, y, radius, colour):
    c.arc(x, y, radius, 0, 2 * math.pi)
    c.set_source_rgba(*colour)
    c.fill()


def ellipse(c, x, y, rx, ry, turn=0.0):
    c.save()
    c.translate(x, y)
    c.rotate(turn)
    c.scale(rx, ry)
    c.new_sub_path()
    c.arc(0, 0, 1, 0, 2 * math.pi)
    c.restore()


def polygon(c, points):
    c.move_to(*points[0])
    for point in points[1:]:
        c.line_to(*point)
    c.close_path()


def curve(c, points, close=True):
    """A smooth line through the points (Catmull-Rom)."""
    n = len(points)

    def at(i):
        return points[i % n] if close else points[max(0, min(n - 1, i))]

    c.move_to(*points[0])
    for i in range(n if close else n - 1):
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        c.curve_to(p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6,
                   p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6, *p2)
    if close:
        c.close_path()


def ridge(c, points, left, right, bottom):
    """A hill: a smooth line from left to right, filled down to `bottom`."""
    curve(c, [(left, points[0][1])] + points + [(right, points[-1][1])], close=False)
    c.line_to(right, bottom)
    c.line_to(left, bottom)
    c.close_path()


def noise(width, height, seed):
    surface = cairo.ImageSurface(cairo.FORMAT_A8, width, height)
    data, stride, source = surface.get_data(), surface.get_stride(), random.Random(seed)
    for y in range(height):
        data[y * stride:y * stride + width] = source.randbytes(width)
    surface.mark_dirty()
    return surface


def tooth(width, height, seed):
    """Grey paper: three sizes of grain and a few fibres around the middle grey."""
    surface, c = canvas(width, height, cairo.FORMAT_RGB24)
    c.set_source_rgb(0, 0, 0)
    c.paint()
    for k, (size, alpha) in enumerate(((2, 0.5), (5, 0.5), (40, 0.4))):
        c.save()
        c.scale(size, size)
        c.set_source_rgba(1, 1, 1, alpha)
        pattern = cairo.SurfacePattern(noise(width // size + 2, height // size + 2, seed + k))
        pattern.set_filter(cairo.FILTER_BILINEAR)
        c.mask(pattern)
        c.restore()
    source = random.Random(seed)
    c.set_line_width(1.2)
    for _ in range(width * height // 9000):
        x, y, turn, length = source.random() * width, source.random() * height, source.random() * 6.3, source.uniform(8, 30)
        c.move_to(x, y)
        c.rel_curve_to(length * math.cos(turn), length * math.sin(turn), length * math.cos(turn + 1), length * math.sin(turn + 1),
                       1.6 * length * math.cos(turn + 0.6), 1.6 * length * math.sin(turn + 0.6))
        c.set_source_rgba(*([source.choice((0.1, 0.95))] * 3), 0.25)
        c.stroke()
    return surface


def blurred(alpha, passes=3, radius=2):
    """Box blurs of an A8 surface; three of them are close to a Gaussian."""
    width, height, stride = alpha.get_width(), alpha.get_height(), alpha.get_stride()
    data = alpha.get_data()
    rows = [list(data[y * stride:y * stride + width]) for y in range(height)]

    def box(line):
        n, span = len(line), 2 * radius + 1
        padded = [line[0]] * radius + line + [line[-1]] * radius
        total, out = sum(padded[:span]), []
        for i in range(n):
            out.append(total // span)
            if i + span < len(padded):
                total += padded[i + span] - padded[i]
        return out

    for _ in range(passes):
        rows = [box(row) for row in rows]
        rows = [list(row) for row in zip(*[box(list(column)) for column in zip(*rows)])]
    for y, row in enumerate(rows):
        data[y * stride:y * stride + width] = bytes(row)
    alpha.mark_dirty()
    return alpha


_tooth = {}


def cutout(draw, width=W, height=H, shadow=0.5, drop=(0, 10), radius=2, grain=0.22, seed=1):
    """What `draw(context)` paints, as one sheet of paper: with its tooth, and its shadow below."""
    sheet, c = canvas(width, height)
    c.save()
    draw(c)
    c.restore()
    if grain:
        key = (width, height, seed)
        if key not in _tooth:
            _tooth[key] = tooth(width, height, seed)
        shape, s = canvas(width, height, cairo.FORMAT_A8)
        s.set_source_surface(sheet)
        s.paint_with_alpha(grain)
        c.set_operator(cairo.OPERATOR_SOFT_LIGHT)
        c.set_source_surface(_tooth[key])
        c.mask_surface(shape)
    if not shadow:
        return sheet
    small, s = canvas(width // SHADOW_SCALE + 1, height // SHADOW_SCALE + 1, cairo.FORMAT_A8)
    s.scale(1 / SHADOW_SCALE, 1 / SHADOW_SCALE)
    s.set_source_surface(sheet)
    s.paint()
    soft = cairo.SurfacePattern(blurred(small, radius=radius))
    soft.set_filter(cairo.FILTER_BILINEAR)
    out, c = canvas(width, height)
    c.save()
    c.translate(*drop)
    c.scale(SHADOW_SCALE, SHADOW_SCALE)
    c.set_source_rgba(0.01, 0.01, 0.06, shadow)
    c.mask(soft)
    c.restore()
    c.set_source_surface(sheet)
    c.paint()
    return out


def put(c, sheet, x=0.0, y=0.0, alpha=1.0):
    c.set_source_surface(sheet, x, y)
    c.get_source().set_filter(cairo.FILTER_BILINEAR)
    c.paint_with_alpha(alpha)
