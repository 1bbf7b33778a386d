// Draws the episode along time: pictures, words, sound, and what of it is rendered.


const COLORS = {
  ground: "#101317", lane: "#171b21", edge: "#2b323c", faint: "#59636f", text: "#e7eaee", quiet: "#a3adb9",
  shot: "#232a33", cue: "#2f3f5c", cueText: "#dce7fb", screen: "#453f6b", head: "#8ab4ff", outside: "rgba(16, 19, 23, .6)",
  natural: "#2c5a4d", adapted: "#2c5a4d", strained: "#6b5321", over: "#74333a", missing: "#74333a",
  wave: "#6c8fb8", duck: "#e0b15c", music: "#1d2733", stored: "#54b399", absent: "#343c47", cost: "#46515e", error: "#ff8a8a", warning: "#e9bd62",
};
const RULER = 24, GAP = 4;

export class Painter {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./view.js").View} view
   * @param {{thumb: function(number): string, address: function(string): string, pictures: import("./pictures.js").Pictures}} owner
   */
  constructor(canvas, view, owner) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.view = view;
    this.owner = owner;
    this.model = null;
    this.head = 0;
    this.loop = null;
    this.lanes = [];
    this.pictures = owner.pictures;
  }

  redraw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  resize(width, height) {
    const ratio = globalThis.devicePixelRatio || 1;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.lanes = this.layOut();
    this.draw();
  }

  show(model) {
    this.model = model;
    this.lanes = this.layOut();
    this.redraw();
  }

  get gutter() { return this.view.gutter; }
  get width() { return this.view.width; }
  get scale() { return this.view.scale; }
  x(frame) { return this.view.x(frame); }
  frame(x) { return this.view.frame(x); }

  laneAt(y) { return this.lanes.find((lane) => y >= lane.y && y < lane.y + lane.height)?.name; }

  /** Lanes share what height there is. */
  layOut() {
    const rows = this.model?.episode.texts?.length ? 2 : 1;
    const parts = [
      ["Shots", 5, "drawShots"], ["Words", 0.7 + 1.2 * rows, "drawCues"], ["Dialogue", 1.9, "drawLines"],
      ...(this.model?.episode.music?.length ? [["Music", 1.9, "drawMusic"]] : []),
      ["Sound", 3.2, "drawWave"], ["Store", 1.6, "drawStore"],
    ];
    const room = Math.max(150, this.height - RULER - GAP * (parts.length + 1));
    const whole = parts.reduce((sum, [, share]) => sum + share, 0);
    let y = RULER + GAP;
    return parts.map(([name, share, draw]) => {
      const height = Math.min(Math.floor((room * share) / whole), share * 30);
      const lane = { name, draw, y, height };
      y += height + GAP;
      return lane;
    });
  }

  draw() {
    if (!this.height) return;
    const { context, width, height } = this;
    context.fillStyle = COLORS.ground;
    context.fillRect(0, 0, width, height);
    if (!this.model) return;
    context.textBaseline = "middle";
    this.tiles = [];
    this.drawRuler();
    for (const lane of this.lanes) {
      this.fill(this.gutter, lane.y, width - this.gutter, lane.height, COLORS.lane);
      context.save();
      context.beginPath();
      context.rect(this.gutter, lane.y, width - this.gutter, lane.height);
      context.clip();
      this[lane.draw](lane);
      context.restore();
      this.drawName(lane);
    }
    this.drawLoop();
    this.drawMarkers();
    this.drawHead();
    this.pictures.want(this.tiles);
  }

  fill(x, y, width, height, color) {
    this.context.fillStyle = color;
    this.context.fillRect(x, y, width, height);
  }

  /** A rounded box with a text, as far as it can be read. */
  box(from, to, lane, color, text, textColor = COLORS.text) {
    const left = Math.max(this.x(from), this.gutter - 8), right = Math.min(this.x(to), this.width + 8);
    if (right < this.gutter || left > this.width) return;
    const { context } = this;
    context.fillStyle = color;
    context.beginPath();
    context.roundRect(left, lane.y + 1, Math.max(1.5, right - left - 1), lane.height - 2, 3);
    context.fill();
    const start = Math.max(left, this.gutter) + 5;
    if (text && right - start > 22) this.write(text, start, lane.y + lane.height / 2, right - start - 5, textColor);
  }

  write(text, x, y, room, color, font = "11px system-ui, sans-serif") {
    const { context } = this;
    context.font = font;
    context.fillStyle = color;
    const letters = [...text.replace(/\s+/g, " ")];
    const width = (count) => context.measureText(letters.slice(0, count).join("") + (count < letters.length ? "…" : "")).width;
    let count = letters.length;
    if (width(count) > room) count = Math.min(count - 1, Math.ceil((count * room) / width(count)));
    while (count > 0 && width(count) > room) count -= 1;
    if (count > 0) context.fillText(letters.slice(0, count).join("") + (count < letters.length ? "…" : ""), x, y);
  }

  drawName(lane) {
    if (this.gutter < 40) return;
    this.context.textAlign = "right";
    this.write(lane.name, this.gutter - 10, lane.y + lane.height / 2, this.gutter, COLORS.quiet);
    this.context.textAlign = "left";
  }

  drawRuler() {
    const { clock } = this.model;
    const seconds = [1 / clock.perSecond, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600]
      .find((step) => step * clock.perSecond * this.scale > 76) ?? 1200;
    const step = Math.max(1, Math.round(seconds * clock.nominal));
    for (let frame = Math.floor(this.view.first / step) * step; frame < this.view.first + this.view.span; frame += step) {
      const x = Math.round(this.x(frame)) + 0.5;
      if (x < this.gutter - 1) continue;
      this.fill(x, RULER - 7, 1, 7, COLORS.faint);
      const text = step % clock.nominal === 0 ? clock.timecode(frame).slice(3, 8) : clock.timecode(frame).slice(3);
      if (x + 44 < this.width) this.write(text, x + 4, RULER - 12, 80, COLORS.quiet, "10.5px ui-monospace, monospace");
    }
  }

  drawShots(lane) {
    const { canvas } = this.model.episode;
    this.model.episode.shots.forEach((shot, index) => {
      const left = this.x(shot.start), right = this.x(shot.start + shot.frames);
      if (right < this.gutter || left > this.width) return;
      this.fill(left, lane.y, right - left, lane.height, COLORS.shot);
      this.drawTiles(shot, lane, (lane.height * canvas.width) / canvas.height, left, right);
      this.drawTransition(shot, lane, left);
      this.fill(left, lane.y, 1, lane.height, COLORS.ground);
      if (right - left > 30) this.drawLabel(`${index + 1}`, Math.max(left, this.gutter) + 4, lane.y + 4);
    });
  }

  drawTiles(shot, lane, width, left, right) {
    const frames = width / this.scale;
    const grid = 2 ** Math.floor(Math.log2(Math.max(1, frames / 2)));
    const count = Math.max(1, Math.ceil((right - left) / width));
    for (let tile = 0; tile < count; tile += 1) {
      const x = left + tile * width;
      if (x + width < this.gutter || x > this.width) continue;
      const middle = shot.start + Math.min((tile + 0.5) * frames, shot.frames / 2 + (tile * frames) / 2);
      const frame = Math.min(shot.start + shot.frames - 1, Math.max(shot.start, Math.round(middle / grid) * grid));
      const own = count > 1 && this.model.isLive ? this.owner.thumb(frame) : null;
      const image = (own && this.pictures.get(own)) ?? (shot.thumb && this.pictures.get(this.owner.address(shot.thumb)));
      if (shot.thumb) this.tiles.unshift(this.owner.address(shot.thumb));
      if (own) this.tiles.push(own);
      if (image) this.cover(image, x, lane.y, Math.min(width, right - x), lane.height, width);
    }
  }

  /** Draws the left part of a picture that would fill `whole` by `height`. */
  cover(image, x, y, width, height, whole) {
    const share = width / whole;
    this.context.drawImage(image, 0, 0, image.naturalWidth * share, image.naturalHeight, x, y, width, height);
  }

  drawTransition(shot, lane, left) {
    if (!shot.transition) return;
    const right = this.x(shot.start + shot.transition), { context } = this;
    context.fillStyle = "rgba(16, 19, 23, .62)";
    context.beginPath();
    context.moveTo(left, lane.y);
    context.lineTo(right, lane.y);
    context.lineTo(left, lane.y + lane.height);
    context.fill();
    context.strokeStyle = COLORS.head;
    context.beginPath();
    context.moveTo(right, lane.y);
    context.lineTo(left, lane.y + lane.height);
    context.stroke();
  }

  drawLabel(text, x, y) {
    this.context.font = "600 10.5px system-ui, sans-serif";
    const width = this.context.measureText(text).width + 8;
    this.context.fillStyle = "rgba(16, 19, 23, .78)";
    this.context.beginPath();
    this.context.roundRect(x, y, width, 15, 3);
    this.context.fill();
    this.context.fillStyle = COLORS.text;
    this.context.fillText(text, x + 4, y + 8);
  }

  /** Captions, and above them the words that belong to the picture. */
  drawCues(lane) {
    const texts = this.model.episode.texts ?? [];
    const height = texts.length ? Math.floor(lane.height / 2) : 0;
    for (const text of texts) this.box(text.start, text.end, { ...lane, height }, COLORS.screen, text.text ?? "", COLORS.text);
    const rest = { y: lane.y + height, height: lane.height - height };
    for (const cue of this.model.output.cues) this.box(cue.start, cue.end, rest, COLORS.cue, cue.text, COLORS.cueText);
  }

  drawLines(lane) {
    for (const line of this.model.output.dialogue) {
      const name = line.text ?? line.source.split("/").at(-1);
      this.box(line.start, line.end, lane, COLORS[line.fit] ?? COLORS.natural, line.speaker ? `${line.speaker}: ${name}` : name);
    }
  }

  drawMusic(lane) {
    for (const music of this.model.episode.music) {
      this.box(music.start, music.end, lane, COLORS.music, music.source.split("/").at(-1));
      if (music.duck) this.drawDuck(lane, music);
    }
  }

  /** A column for each pixel: the lowest and the highest of the peaks in it. */
  drawWave(lane) {
    const wave = this.model.waveform, { clock } = this.model, middle = lane.y + lane.height / 2;
    if (!wave) return this.write("the sound is being mixed", Math.max(this.gutter + 8, this.x(0) + 8), middle, 300, COLORS.quiet);
    this.context.fillStyle = COLORS.wave;
    const perFrame = wave.sample_rate / wave.samples_per_pixel / clock.perSecond;
    for (let x = this.gutter; x < this.width; x += 1) {
      const from = Math.floor(this.frame(x) * perFrame), to = Math.max(from + 1, Math.floor(this.frame(x + 1) * perFrame));
      let low = 127, high = -128;
      for (let index = Math.max(0, from); index < Math.min(to, wave.length); index += 1) {
        low = Math.min(low, wave.data[2 * index]);
        high = Math.max(high, wave.data[2 * index + 1]);
      }
      if (high < low) continue;
      const top = middle - (high / 128) * (lane.height / 2 - 2), bottom = middle - (low / 128) * (lane.height / 2 - 2);
      this.context.fillRect(x, top, 1, Math.max(1, bottom - top));
    }
  }

  /** How far music steps back: down over the attack before a line, up over the release after it. */
  drawDuck(lane, music) {
    const { clock, output } = this.model, { depth, attack, hold = 0, release } = music.duck;
    const frames = (seconds) => seconds * clock.perSecond;
    const level = (frame) => {
      let lowest = 0;
      for (const line of output.dialogue) {
        if (frame < line.start - frames(attack) || frame > line.end + frames(hold + release)) continue;
        const share = frame < line.start ? 1 - (line.start - frame) / frames(attack || 1e-9)
          : frame > line.end + frames(hold) ? 1 - (frame - line.end - frames(hold)) / frames(release || 1e-9) : 1;
        lowest = Math.min(lowest, depth * share);
      }
      return lowest;
    };
    const { context } = this;
    context.strokeStyle = COLORS.duck;
    context.lineWidth = 1.2;
    context.beginPath();
    const from = Math.max(this.gutter, this.x(music.start)), to = Math.min(this.width, this.x(music.end));
    for (let x = from; x <= to; x += 2) context.lineTo(x, lane.y + 5 + (level(this.frame(x)) / -24) * (lane.height - 10));
    context.stroke();
    context.lineWidth = 1;
  }

  drawStore(lane) {
    const most = Math.max(1, ...this.model.segments.map((segment) => segment.ms ?? 0));
    const bar = 7, room = lane.height - bar - 4;
    for (const segment of this.model.segments) {
      const left = this.x(segment.start), width = this.x(segment.start + segment.frames) - left;
      if (left > this.width || left + width < this.gutter) continue;
      this.fill(left + 0.5, lane.y + lane.height - bar - 1, Math.max(1, width - 1), bar, segment.stored ? COLORS.stored : COLORS.absent);
      if (segment.ms) {
        const height = Math.max(2, (segment.ms / most) * room);
        this.fill(left + 0.5, lane.y + 2 + room - height, Math.max(1, width - 1), height, COLORS.cost);
      }
      const text = segment.ms ? `${segment.ms} ms` : "";
      if (width > 52 && room > 14 && text) this.write(text, left + 5, lane.y + room / 2 + 3, width - 8, COLORS.text, "10px system-ui, sans-serif");
    }
  }

  drawLoop() {
    if (!this.loop) return;
    const left = Math.max(this.gutter, this.x(this.loop.from)), right = Math.min(this.width, this.x(this.loop.to));
    if (left > this.gutter) this.fill(this.gutter, RULER, left - this.gutter, this.height, COLORS.outside);
    if (right < this.width) this.fill(right, RULER, this.width - right, this.height, COLORS.outside);
    if (right > left) this.fill(left, RULER - 2, right - left, 3, COLORS.head);
  }

  drawMarkers() {
    for (const problem of this.model.problems) {
      if (problem.frame === undefined) continue;
      const x = this.x(problem.frame);
      if (x < this.gutter - 4 || x > this.width + 4) continue;
      this.context.fillStyle = COLORS[problem.severity];
      this.context.beginPath();
      this.context.moveTo(x - 5, 1);
      this.context.lineTo(x + 5, 1);
      this.context.lineTo(x, 10);
      this.context.fill();
    }
  }

  drawHead() {
    const x = Math.round(this.x(this.head + 0.5));
    if (x < this.gutter - 2 || x > this.width + 2) return;
    this.fill(x - 0.75, 0, 1.5, this.height, COLORS.head);
    this.context.fillStyle = COLORS.head;
    this.context.beginPath();
    this.context.roundRect(x - 5, RULER - 12, 11, 11, 3);
    this.context.fill();
  }
}
