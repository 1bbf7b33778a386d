// Frames of the episode's grid, and what people read. Frames are whole numbers everywhere; seconds exist for the media element alone.

export class Clock {
  /** @param {{num: number, den: number}} rate frames a second @param {number} frames of the episode */
  constructor(rate, frames) {
    this.perSecond = rate.num / rate.den;
    this.nominal = Math.max(1, Math.round(this.perSecond));
    this.frames = frames;
    this.rate = rate;
  }

  /** When a frame begins, in seconds. */
  seconds(frame) { return (frame * this.rate.den) / this.rate.num; }

  /** The middle of a frame: a seek to it shows that frame, however times were rounded on the way. */
  middle(frame) { return ((frame + 0.5) * this.rate.den) / this.rate.num; }

  /** The frame that is shown at a time. */
  frameAt(seconds) { return this.clamp(Math.floor(seconds * this.perSecond + 1e-6)); }

  /** The frame whose presentation time this is. */
  frameOf(mediaTime) { return this.clamp(Math.round(mediaTime * this.perSecond)); }

  clamp(frame) { return Math.min(Math.max(0, Math.round(frame)), Math.max(0, this.frames - 1)); }

  /** `00:00:12:08`, without frames that are dropped. */
  timecode(frame) {
    const second = Math.floor(frame / this.nominal);
    const parts = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60, frame % this.nominal];
    return parts.map((part) => String(part).padStart(2, "0")).join(":");
  }

  /** `2.4 s` */
  duration(frames) { return `${trimmed(this.seconds(frames), 2)} s`; }
}

/** A number with so many decimals at most. */
export function trimmed(value, decimals) { return String(Number(value.toFixed(decimals))); }

/** `1.4 MB` */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${trimmed(count / 1e3, 0)} kB` : `${trimmed(count / 1e6, 1)} MB`;
}
