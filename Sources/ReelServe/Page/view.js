// Which part of the episode the timeline shows: frames and pixels.

export class View {
  constructor() {
    this.length = 1;
    this.first = 0;
    this.zoom = 1;
    this.width = 0;
    this.gutter = 0;
  }

  get span() { return this.length / this.zoom; }
  get scale() { return (this.width - this.gutter) / this.span; }
  x(frame) { return this.gutter + (frame - this.first) * this.scale; }
  frame(x) { return (x - this.gutter) / this.scale + this.first; }

  scroll(first) { this.first = Math.min(Math.max(0, first), this.length - this.span); }

  /** @param {number} x stays where it is */
  zoomBy(factor, x) {
    const frame = this.frame(x);
    // A second is as near as one gets, about.
    this.zoom = Math.min(Math.max(1, this.zoom * factor), Math.max(1, this.length / 24));
    this.scroll(frame - (x - this.gutter) / this.scale);
  }

  fit() {
    this.zoom = 1;
    this.scroll(0);
  }
}
