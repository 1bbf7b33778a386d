"""Builds the episode that is timed: the same work as a reelfx document and as one ffmpeg filter graph.

Twelve shots of 5.5 s at 1080x1920 with dissolves of half a second, a looping overlay with alpha, two cues and one line
of dialogue a shot, ducked music, loudness. The encoder's settings are the same in both spellings.
"""
import pathlib
import subprocess

WIDTH, HEIGHT, FPS = 1080, 1920, 30
SHOT, DISSOLVE = 5.5, 0.5
STEP = SHOT - DISSOLVE
LOGO_FRAMES = 60
GOP = 60
# As good as lossless and still profile High, which x264's own lossless mode (0) is not.
REFERENCE_CRF = 1
WORDS = "after everything that happened"

# The sample's clips: texture and movement on many layers, at about the bits a frame of real footage takes.
GENERATED = [pathlib.Path(__file__).resolve().parents[2] / "samples" / "shots" / f"{name}.mp4" for name in ("harbour", "town", "storm", "home")]
TAGS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True)


class Episode:
    """One folder with `shots` shots cut from `clips`."""

    def __init__(self, folder, shots, clips):
        self.folder, self.shots, self.clips = pathlib.Path(folder), shots, clips
        self.seconds = shots * STEP + DISSOLVE
        self.frames = round(self.seconds * FPS)

    def build(self):
        (self.folder / "logo").mkdir(parents=True, exist_ok=True)
        (self.folder / "dub").mkdir(exist_ok=True)
        for n in range(self.shots):
            self._shot(n)
            self._line(n)
        self._logo()
        self._music()
        (self.folder / "en.srt").write_text(self._subtitles())
        for name, crf, bare in (("episode", 21, False), ("reference", REFERENCE_CRF, False), ("bare", 21, True), ("bare-reference", REFERENCE_CRF, True)):
            (self.folder / f"{name}.yaml").write_text(self._document(name, crf, bare))
        (self.folder / "graph").write_text(self._graph())

    def source(self, n):
        return self.folder / f"shot_{n:02d}.mp4"

    def _shot(self, n):
        """A pan over one of the clips, in a colour of its own."""
        out = self.source(n)
        if out.exists():
            return
        x, part = (n * 53) % 600, out.with_suffix(".part.mp4")
        ffmpeg("-stream_loop", -1, "-i", self.clips[n % len(self.clips)], "-t", SHOT, "-an", "-vf",
               f"fps={FPS},scale=-2:{HEIGHT + 160},crop={WIDTH}:{HEIGHT}:x='min(iw-{WIDTH},mod({x}+t*30,iw-{WIDTH}+1))':y='80+t*12',"
               f"hue=h={n * 15},format=yuv420p,setsar=1", *TAGS, "-c:v", "libx264", "-preset", "faster", "-crf", 16, "-g", 60, part)
        part.rename(out)

    def _line(self, n):
        out = self.folder / "dub" / f"{n:02d}.wav"
        if not out.exists():
            subprocess.run(["espeak-ng", "-v", "en", "-s", "150", "-w", str(out), f"{n + 1}. {WORDS}. {WORDS}."], check=True)

    def _logo(self):
        if (self.folder / "logo" / f"{LOGO_FRAMES:04d}.png").exists():
            return
        red, alpha = "255*abs(sin(N/10))", "200*lt(hypot(X-150,Y-60),50)"
        ffmpeg("-f", "lavfi", "-i", f"color=c=black@0:s=300x120:d=2:r={FPS},format=rgba,geq=r='{red}':g=180:b=90:a='{alpha}'", self.folder / "logo" / "%04d.png")

    def _music(self):
        out = self.folder / "music.wav"
        if not out.exists():
            chord = "|".join("+".join(f"0.12*sin(2*PI*{hz * detune:.2f}*t)*(0.6+0.4*sin(2*PI*t/{beat}))" for hz, beat in ((110, 3), (165, 4), (220, 2.5), (277, 5)))
                             for detune in (0.999, 1.001))
            ffmpeg("-f", "lavfi", "-i", f"aevalsrc={chord}:s=48000:d={self.seconds + 2}", "-c:a", "pcm_s16le", out)

    def _subtitles(self):
        def stamp(seconds):
            return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{int(seconds % 60):02d},{round(seconds % 1 * 1000):03d}"

        cues = []
        for n in range(self.shots):
            at = n * STEP + 0.5
            cues += [(at, at + 1.6, f"{n + 1}: {WORDS}"), (at + 1.7, at + 3.2, WORDS.capitalize())]
        return "\n".join(f"{i}\n{stamp(a)} --> {stamp(b)}\n{text}\n" for i, (a, b, text) in enumerate(cues, 1))

    def _document(self, name, crf, bare):
        """`bare` leaves out text and sound."""
        lines = ["reelfx: 1", f"id: {name}", f"canvas: {{ width: {WIDTH}, height: {HEIGHT}, fps: {FPS} }}", "shots:"]
        for n in range(self.shots):
            transition = f", transition: {{ type: dissolve, duration: {DISSOLVE} }}" if n else ""
            lines.append(f"  - {{ source: {self.source(n).name}, duration: {SHOT}{transition} }}")
        lines += ["overlays:", f"  - {{ source: logo/%04d.png, fps: {FPS}, loop: true, x: 740, y: 80 }}"]
        if not bare:
            lines += self._words_and_sound()
        lines += ["deliver:", f"  - {{ name: one, subtitles: {'none' if bare else 'burn'}, renditions: [1080p], "
                  f"encoder: {{ video: libx264, preset: veryfast, crf: {crf}, gop: {GOP / FPS}, audio_bitrate: 128k }} }}"]
        return "\n".join(lines) + "\n"

    def _words_and_sound(self):
        lines = ["audio:", "  music: [ { source: music.wav, loop: true, duck: { depth: -12 } } ]", "  loudness: { target: -14, true_peak: -1.5 }",
                  "languages:", "  en:", "    subtitles: en.srt", "    dialogue:"]
        lines += [f"      - {{ source: dub/{n:02d}.wav, start: {n * STEP + 0.5} }}" for n in range(self.shots)]
        return lines + ["captions: { font: Noto Sans, size: 64, outline: 4, y: 0.78125 }"]

    def _graph(self):
        """Everything in one process: xfade, overlay, libass, sidechain compression, loudnorm."""
        n = self.shots
        parts = [f"[{i}:v]settb=1/{FPS},setpts=PTS-STARTPTS,fps={FPS}[s{i}]" for i in range(n)]
        last = "s0"
        for i in range(1, n):
            parts.append(f"[{last}][s{i}]xfade=transition=fade:duration={DISSOLVE}:offset={i * STEP}[x{i}]")
            last = f"x{i}"
        # libass scales an SRT from a height of 288.
        style = f"FontName=Noto Sans,FontSize={64 * 288 / HEIGHT:g},Outline={4 * 288 / HEIGHT:g},MarginV={(1 - 0.78125) * 288:g}"
        parts.append(f"[{last}][{n}:v]overlay=x=740:y=80:shortest=1,subtitles=en.srt:force_style='{style}',format=yuv420p[v]")
        parts += [f"[{n + 2 + i}:a]aresample=48000,adelay={round((i * STEP + 0.5) * 1000)}:all=1[d{i}]" for i in range(n)]
        parts.append("".join(f"[d{i}]" for i in range(n)) + f"amix=inputs={n}:normalize=0,apad=whole_dur={self.seconds},aformat=channel_layouts=stereo,asplit[dialogue][key]")
        parts.append(f"[{n + 1}:a][key]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=300[bed]")
        parts.append("[bed][dialogue]amix=inputs=2:normalize=0,aformat=channel_layouts=stereo,loudnorm=I=-14:TP=-1.5,aresample=48000,aformat=channel_layouts=stereo[a]")
        return ";\n".join(parts)

    def ffmpeg_command(self, out, crf=21):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        for n in range(self.shots):
            command += ["-i", self.source(n).name]
        command += ["-stream_loop", "-1", "-framerate", str(FPS), "-i", "logo/%04d.png", "-stream_loop", "-1", "-i", "music.wav"]
        for n in range(self.shots):
            command += ["-i", f"dub/{n:02d}.wav"]
        return command + ["-filter_complex_script", "graph", "-map", "[v]", "-map", "[a]", "-t", str(self.seconds), "-c:v", "libx264",
                          "-preset", "veryfast", "-crf", str(crf), "-g", str(GOP), "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(out)]
