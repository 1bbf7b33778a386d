"""Music, the sea, and the voices. Plain numbers in, 16-bit WAV out; ffmpeg colours and packs them."""
import array
import math
import random
import subprocess
import wave

RATE = 48000


def write(path, left, right):
    """Two lists of samples as a stereo WAV whose highest peak is 0.8."""
    scale = 0.8 * 32767 / max(max(map(abs, left)), max(map(abs, right)), 1e-9)
    samples = array.array("h", (round(v * scale) for pair in zip(left, right) for v in pair))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


def pitch(name):
    """'D4' in Hz, equal temperament."""
    letter, octave = name.rstrip("0123456789"), int(name.lstrip("ABCDEFG#b"))
    step = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[letter[0]] + letter.count("#") - letter.count("b")
    return 440 * 2 ** ((step - 9) / 12 + octave - 4)


def pluck(out, at, hz, seconds, level, seed):
    """A harp string: Karplus and Strong's loop, excited by a softened burst of noise."""
    source, period = random.Random(seed), RATE / hz
    size = int(period)
    line, soft = [], 0.0
    for _ in range(size):
        soft += 0.35 * (source.uniform(-1, 1) - soft)
        line.append(soft)
    start, i, keep = int(at * RATE), 0, 0.5 * 0.9985
    for n in range(start, min(len(out), start + int(seconds * RATE))):
        value = line[i]
        out[n] += level * value
        following = i + 1 if i + 1 < size else 0
        line[i] = keep * (value + line[following])
        i = following


def pad(left, right, at, hz, seconds, level):
    """A slow chord tone: two detuned voices with three partials each, one to a side."""
    start, count = int(at * RATE), int(seconds * RATE)
    for out, detune in ((left, 0.9985), (right, 1.0015)):
        turn = 2 * math.pi * hz * detune / RATE
        for n in range(min(count, len(out) - start)):
            shape = min(1.0, n / (0.9 * RATE), (count - n) / (1.4 * RATE))
            x = turn * n
            out[start + n] += level * shape * shape * (math.sin(x) + 0.32 * math.sin(2 * x) + 0.10 * math.sin(3 * x))


def music(path, seconds):
    """Arpeggios over slow chords: minor while the lamp is out, major when the town answers."""
    chords = [("D3", "A3", "D4", "F4", "A4", "C5"), ("Bb2", "F3", "D4", "F4", "Bb4", "D5"), ("G2", "D3", "Bb3", "D4", "G4", "Bb4"),
              ("A2", "E3", "A3", "C#4", "E4", "A4"), ("F2", "C3", "A3", "C4", "F4", "A4"), ("C3", "G3", "C4", "E4", "G4", "C5"),
              ("Bb2", "F3", "Bb3", "D4", "F4", "Bb4"), ("D3", "A3", "D4", "F#4", "A4", "D5")]
    bar = seconds / (len(chords) + 0.4)
    left, right = [0.0] * int(seconds * RATE), [0.0] * int(seconds * RATE)
    order = (0, 2, 3, 5, 4, 3, 2, 4)
    for b, chord in enumerate(chords):
        for n, name in enumerate(chord[:4]):
            pad(left, right, b * bar, pitch(name), bar + 1.2, 0.05 if n else 0.07)
        for k, note in enumerate(order):
            at, level = b * bar + k * bar / len(order), 0.62 if k == 0 else 0.42
            hz, side = pitch(chord[note]), 0.5 + 0.3 * math.sin(b * 8 + k * 1.7)
            string = [0.0] * int(2.2 * RATE)
            pluck(string, 0, hz, 2.2, level, b * 100 + k)
            start = int(at * RATE)
            for n in range(min(len(string), len(left) - start)):
                left[start + n] += string[n] * (1 - side)
                right[start + n] += string[n] * side
    write(path, left, right)


def speak(path, voice, words, speed, tone):
    """One line of dialogue, warmed a little: a mono FLAC at 48 kHz."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(tone), "-g", "2", "-w", str(raw), words], check=True)
    room = "silenceremove=start_periods=1:start_threshold=-50dB,highpass=f=110,equalizer=f=240:t=q:w=1:g=3,equalizer=f=3200:t=q:w=1:g=-3,lowpass=f=8500"
    ffmpeg("-i", raw, "-af", f"{room},aecho=0.9:0.6:23|41:0.16|0.10,aresample=24000,volume=-2dB", "-ac", "1", "-sample_fmt", "s16", path)
    raw.unlink()


def ffmpeg(*arguments):
    """Quiet, bit-exact, overwriting."""
    before = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
    subprocess.run(before + [str(a) for a in arguments[:-1]] + ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", str(arguments[-1])], check=True)
