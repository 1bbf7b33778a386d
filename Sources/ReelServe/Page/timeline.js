// The timeline as an element: what is under the pointer, and what fingers, wheels and clicks do.

import { bytes, trimmed } from "./clock.js";
import { Painter } from "./painter.js";
import { View } from "./view.js";

export class Timeline {
  /**
   * @param {HTMLElement} element
   * @param {{seek: function(number): void, open: function(): void, thumb: function(number): string,
   *   address: function(string): string, pictures: import("./pictures.js").Pictures}} owner
   */
  constructor(element, owner) {
    this.element = element;
    this.owner = owner;
    this.tip = element.querySelector(".tip");
    this.model = null;
    this.view = new View();
    this.painter = new Painter(element.querySelector("canvas"), this.view, owner);
    new ResizeObserver(() => this.resize()).observe(element);
    this.listen();
  }

  /** @param model what is shown: clock, episode, output, segments with what is known of them, problems with frames, waveform */
  show(model) {
    this.model = model;
    this.view.length = Math.max(1, model.clock.frames);
    this.view.scroll(this.view.first);
    this.element.setAttribute("aria-valuemax", String(Math.max(0, model.clock.frames - 1)));
    this.painter.show(model);
  }

  moveHead(frame, follows) {
    const { view } = this;
    this.painter.head = frame;
    if (follows && view.zoom > 1 && (frame < view.first || frame > view.first + view.span)) view.scroll(frame - view.span * 0.1);
    this.painter.redraw();
  }

  showLoop(loop) {
    this.painter.loop = loop;
    this.painter.redraw();
  }

  scroll(first) {
    this.view.scroll(first);
    this.painter.redraw();
  }

  /** @param {number} x stays where it is; by default the playhead */
  zoomBy(factor, x = this.view.x(this.painter.head)) {
    this.view.zoomBy(factor, x);
    this.painter.redraw();
  }

  zoomToFit() {
    this.view.fit();
    this.painter.redraw();
  }

  resize() {
    this.view.width = this.element.clientWidth;
    this.view.gutter = this.view.width < 640 ? 8 : 74;
    this.painter.resize(this.view.width, this.element.clientHeight);
  }

  // Pointers

  listen() {
    const { element } = this;
    this.fingers = new Map();
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, (event) => this.fingers.delete(event.pointerId));
    element.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  place(event) {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  press(event) {
    if (!this.model || event.button > 0) return;
    this.element.setPointerCapture(event.pointerId);
    const place = this.place(event);
    this.fingers.set(event.pointerId, place);
    if (this.fingers.size > 1) return;
    const marker = place.y < 14 && this.model.problems.find((problem) => problem.frame !== undefined && Math.abs(this.view.x(problem.frame) - place.x) < 8);
    this.owner.seek(marker ? marker.frame : Math.floor(this.view.frame(place.x)));
    if (marker) this.owner.open(marker);
  }

  drag(event) {
    if (!this.model) return;
    const place = this.place(event), before = this.fingers.get(event.pointerId);
    if (!before) return this.explain(place);
    if (this.fingers.size === 2) this.pinch(event.pointerId, place);
    else if (event.shiftKey) this.scroll(this.view.first - (place.x - before.x) / this.view.scale);
    else this.owner.seek(Math.floor(this.view.frame(place.x)));
    this.fingers.set(event.pointerId, place);
  }

  /** Two fingers zoom by how they part, and move by where they go. */
  pinch(id, place) {
    const [other] = [...this.fingers].filter(([key]) => key !== id).map(([, value]) => value);
    const before = this.fingers.get(id);
    const spread = Math.abs(place.x - other.x) / Math.max(12, Math.abs(before.x - other.x));
    this.zoomBy(spread, (place.x + other.x) / 2);
    this.scroll(this.view.first - (place.x - before.x) / 2 / this.view.scale);
  }

  wheel(event) {
    if (!this.model) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) return this.zoomBy(Math.exp(-event.deltaY * 0.01), this.place(event).x);
    const moved = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    this.scroll(this.view.first + moved / this.view.scale);
  }

  // What is under the pointer

  explain({ x, y }) {
    const text = x < this.view.gutter ? "" : this.words(Math.floor(this.view.frame(x)), x, y);
    this.tip.hidden = !text;
    if (!text) return;
    this.tip.textContent = text;
    const width = this.tip.offsetWidth;
    this.tip.style.left = `${Math.min(Math.max(4, x - width / 2), this.view.width - width - 4)}px`;
    this.tip.style.top = `${Math.max(2, y - this.tip.offsetHeight - 14)}px`;
  }

  words(frame, x, y) {
    const { clock, episode, output, segments, problems } = this.model;
    const at = (list) => list?.find((item) => item.start <= frame && frame < (item.end ?? item.start + item.frames));
    const marker = y < 14 && problems.find((problem) => problem.frame !== undefined && Math.abs(this.view.x(problem.frame) - x) < 8);
    if (marker) return marker.error;
    switch (this.painter.laneAt(y)) {
      case "Shots": return this.shotWords(episode.shots.findLastIndex((shot) => shot.start <= frame && frame < shot.start + shot.frames));
      case "Words": return (at(output.cues) ?? at(episode.texts))?.text ?? "";
      case "Dialogue": return lineWords(at(output.dialogue));
      case "Sound": return at(episode.music)?.source ?? "";
      case "Store": return segmentWords(at(segments), clock);
      default: return clock.timecode(Math.max(0, frame));
    }
  }

  shotWords(index) {
    const { clock, episode } = this.model, shot = episode.shots[index];
    if (!shot) return "";
    const transition = shot.transition ? `, ${shot.transitionType ?? "transition"} ${clock.duration(shot.transition)}` : "";
    return `${index + 1}  ${shot.source}  ${clock.duration(shot.frames)}${transition}${shot.scene ? `, scene ${shot.scene}` : ""}`;
  }
}

/** How a line fits, in words. */
export function fitWords(line) {
  const fits = {
    natural: "as recorded", adapted: `pace ${trimmed(line.pace ?? 1, 2)}`, strained: `stretched, pace ${trimmed(line.pace ?? 1, 2)}`,
    over: `${trimmed(line.over ?? 0, 2)} s too long`, missing: "missing",
  };
  return `${fits[line.fit] ?? line.fit}${line.shorterBy ? `, ${line.shorterBy} % shorter fits` : ""}`;
}

function lineWords(line) { return line ? `${line.source}  ${fitWords(line)}` : ""; }

function segmentWords(segment, clock) {
  if (!segment) return "";
  const cost = [segment.ms ? `rendered in ${segment.ms} ms` : "", segment.bytes ? bytes(segment.bytes) : ""].filter(Boolean).join(", ");
  return `${clock.duration(segment.frames)}  ${segment.stored ? "in the store" : "not rendered yet"}${cost ? `, ${cost}` : ""}`;
}
