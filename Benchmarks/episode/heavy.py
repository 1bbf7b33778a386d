"""Builds the heavy episode: work on every pixel of every frame, as a reelfx document and as one ffmpeg filter graph.

Twelve shots of two seconds at 1080x1920 behind a picture-in-picture that moves and a looping full-frame sequence with a soft
alpha. Every shot goes through a table of 33 points, every third is a picture of 16:9 on its own blurred self, and all belong
to one scene, so that they are measured and matched. A filter graph has nothing to match shots with: ffmpeg is spared that
work, and `plain.yaml`, which is compared with what ffmpeg makes, leaves it out.
"""
import math

from episode import FPS, GOP, HEIGHT, REFERENCE_CRF, TAGS, WIDTH, Episode, ffmpeg

SHOT = 2
OVERLAY_FRAMES = 45
POINTS = 33
# Keyframes of the picture-in-picture in seconds and pixels; by chance neither holds still nor lands on whole pixels.
PIP_SIZE, PIP_WIDTH = (720, 1280), 360
PIP_X = ((0, 40), (7, 671), (15, 205), (24, 660))
PIP_Y = ((0, 1200), (12, 161), (24, 1103))

# What the encoded pictures are, said at both ends of each conversion: swscale would take BT.601.
TO_RGB = "scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=gbrp"
FROM_RGB = "scale=out_color_matrix=bt709:in_range=pc:out_range=tv"


class HeavyEpisode(Episode):
    def __init__(self, folder, shots, clips):
        super().__init__(folder, shots, clips)
        self.seconds = shots * SHOT
        self.frames = self.seconds * FPS

    def build(self):
        (self.folder / "leak").mkdir(parents=True, exist_ok=True)
        for n in range(self.shots):
            width, height = (HEIGHT, WIDTH) if self._is_wide(n) else (WIDTH, HEIGHT)
            self._clip(self.source(n), n, width, height, SHOT)
        self._clip(self.folder / "pip.mp4", self.shots, *PIP_SIZE, self.seconds)
        self._leak()
        self._music()
        (self.folder / "look.cube").write_text(cube(POINTS))
        for name, crf, scene in (("episode", 21, True), ("reference", REFERENCE_CRF, True), ("plain", 21, False)):
            (self.folder / f"{name}.yaml").write_text(self._document(name, crf, scene))
        (self.folder / "graph").write_text(self._graph())

    def _is_wide(self, n):
        return n % 3 == 2

    def _clip(self, out, n, width, height, seconds):
        """A pan over one of the footage's clips, in a colour of its own."""
        if out.exists():
            return
        part = out.with_suffix(".part.mp4")
        ffmpeg("-stream_loop", -1, "-i", self.clips[n % len(self.clips)], "-t", seconds, "-an", "-vf",
               f"fps={FPS},scale={width + 80}:{height + 80}:force_original_aspect_ratio=increase,"
               f"crop={width}:{height}:x='min(iw-{width},t*30)':y='min(ih-{height},t*12)',hue=h={n * 15},format=yuv420p,setsar=1",
               *TAGS, "-c:v", "libx264", "-preset", "faster", "-crf", 16, "-g", 60, part)
        part.rename(out)

    def _leak(self):
        """Two soft lights that wander and come back; made small, because their edges are soft anyway."""
        if (self.folder / "leak" / f"{OVERLAY_FRAMES:04d}.png").exists():
            return
        turn = f"2*PI*N/{OVERLAY_FRAMES}"
        alpha = (f"190*exp(-(pow(X-135-90*sin({turn}),2)+pow(Y-150-60*cos({turn}),2))/9000)"
                 f"+140*exp(-(pow(X-200,2)+pow(Y-400-40*sin({turn}),2))/3000)")
        seconds = OVERLAY_FRAMES / FPS
        ffmpeg("-f", "lavfi", "-i", f"color=c=black@0:s={WIDTH // 4}x{HEIGHT // 4}:d={seconds}:r={FPS},format=rgba,"
               f"geq=r='200+55*sin(X/60+{turn})':g='110+60*cos(Y/90)':b='60+40*sin((X+Y)/80)':a='min(255,{alpha})',"
               f"scale={WIDTH}:{HEIGHT}", self.folder / "leak" / "%04d.png")

    def _document(self, name, crf, scene):
        def keys(points):
            return "[" + ", ".join(f"{{ at: {at}, value: {value} }}" for at, value in points) + "]"

        belongs = ", scene: street" if scene else ""
        lines = ["reelfx: 1", f"id: {name}", f"canvas: {{ width: {WIDTH}, height: {HEIGHT}, fps: {FPS} }}", "shots:"]
        for n in range(self.shots):
            fit = ", fit: blur" if self._is_wide(n) else ""
            lines.append(f"  - {{ source: {self.source(n).name}, duration: {SHOT}{fit}, grade: {{ lut: look.cube }}{belongs} }}")
        lines += ["overlays:", f"  - {{ source: pip.mp4, width: {PIP_WIDTH}, x: {keys(PIP_X)}, y: {keys(PIP_Y)} }}",
                  f"  - {{ source: leak/%04d.png, fps: {FPS}, loop: true }}",
                  "audio:", "  music: [ { source: music.wav, loop: true } ]", "  loudness: off", "deliver:",
                  "  - { name: one, renditions: [1080p], "
                  f"encoder: {{ video: libx264, preset: veryfast, crf: {crf}, gop: {GOP / FPS}, audio_bitrate: 128k }} }}"]
        return "\n".join(lines) + "\n"

    def _graph(self):
        parts = []
        for n in range(self.shots):
            look = f"[{n}:v]{TO_RGB},lut3d=file=look.cube:interp=tetrahedral,{FROM_RGB},format=yuv420p"
            if self._is_wide(n):
                # The backdrop is blurred where it is small, an eighth of the canvas, and darkened there.
                small = f"{WIDTH // 8 + 1}:{HEIGHT // 8}"
                parts += [f"{look},split[sharp{n}][wide{n}]",
                          f"[wide{n}]scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma={WIDTH / 8 / 40:g},"
                          f"lutyuv=y='16+(val-16)*3/4':u='128+(val-128)*3/4':v='128+(val-128)*3/4',scale={WIDTH}:{HEIGHT}[back{n}]",
                          f"[sharp{n}]scale={WIDTH}:-2[front{n}]", f"[back{n}][front{n}]overlay=y=(H-h)/2,setsar=1[s{n}]"]
            else:
                parts.append(f"{look},setsar=1[s{n}]")
        pip, leak = self.shots, self.shots + 1
        parts += ["".join(f"[s{n}]" for n in range(self.shots)) + f"concat=n={self.shots}[shots]",
                  f"[{pip}:v]scale={PIP_WIDTH}:-2[pip]",
                  f"[shots][pip]overlay=x='{course(PIP_X)}':y='{course(PIP_Y)}'[both]",
                  # Decoded and converted once, and repeated from memory.
                  f"[{leak}:v]{FROM_RGB},format=yuva420p,loop=loop=-1:size={OVERLAY_FRAMES}[leak]",
                  "[both][leak]overlay=shortest=1,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv[v]"]
        return ";\n".join(parts)

    def ffmpeg_command(self, out, crf=21):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        for n in range(self.shots):
            command += ["-t", str(SHOT), "-i", self.source(n).name]
        command += ["-i", "pip.mp4", "-framerate", str(FPS), "-i", "leak/%04d.png", "-stream_loop", "-1", "-i", "music.wav"]
        return command + ["-filter_complex_script", "graph", "-map", "[v]", "-map", f"{self.shots + 2}:a", "-t", str(self.seconds), "-c:v", "libx264",
                          "-preset", "veryfast", "-crf", str(crf), "-g", str(GOP), "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(out)]


def course(points):
    """Keyframes with straight lines between them as an expression of `t`."""
    (end, last) = points[-1]
    expression = str(last)
    for (a, from_), (b, to) in reversed(list(zip(points, points[1:]))):
        expression = f"if(lt(t,{b}),{from_}+({to - from_})*(t-{a})/{b - a},{expression})"
    return expression


def cube(points):
    """Contrast by a curve, cool shadows, warm lights, and a little of each channel in its neighbour."""
    def curve(value):
        return value + 0.08 * math.sin(2 * math.pi * (value - 0.5))

    lines = ['TITLE "heavy"', f"LUT_3D_SIZE {points}"]
    steps = [n / (points - 1) for n in range(points)]
    for b in steps:
        for g in steps:
            for r in steps:
                luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
                warm = 0.06 * (luma - 0.5)
                mixed = (0.92 * r + 0.08 * g + warm, 0.94 * g + 0.06 * b, 0.92 * b + 0.08 * g - warm)
                lines.append(" ".join(f"{min(1, max(0, curve(value))):.6f}" for value in mixed))
    return "\n".join(lines) + "\n"
