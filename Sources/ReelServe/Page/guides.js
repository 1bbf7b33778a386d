// What lies over the picture on a phone: the safe area, and a sketch of what the store's app draws into the rest.

import { make } from "./panels.js";

export class Guides {
  constructor(element) {
    this.element = element;
    this.isSafeShown = false;
    this.isCoverShown = false;
  }

  /** @param {{width: number, height: number}} canvas @param {{top, bottom, left, right}|null} area what is covered at each side, in canvas pixels */
  show(canvas, area) {
    this.canvas = canvas;
    this.area = area;
    this.draw();
  }

  draw() {
    const { canvas, area } = this;
    if (!canvas || !area) return this.element.replaceChildren();
    const side = (name) => `${(100 * area[name]) / (name === "top" || name === "bottom" ? canvas.height : canvas.width)}%`;
    const inset = `inset: ${side("top")} ${side("right")} ${side("bottom")} ${side("left")}`;
    this.element.replaceChildren(
      ...(this.isCoverShown ? this.cover(side) : []),
      ...(this.isSafeShown ? [make("div", { class: "safe", style: inset }, make("span", {}, "safe"))] : []));
  }

  /** Buttons at the right, name and words below, search above: where they are, not whose they are. */
  cover(side) {
    const dots = ["avatar", "", "", ""].map((kind) => make("i", { class: kind }));
    return [
      make("div", { class: "app top", style: `height: ${side("top")}` }, make("b"), make("b"), make("i")),
      make("div", { class: "app right", style: `width: ${side("right")}; bottom: ${side("bottom")}` }, ...dots),
      make("div", { class: "app bottom", style: `height: ${side("bottom")}; right: ${side("right")}` }, make("b", { class: "name" }), make("b"), make("b", { class: "short" })),
    ];
  }
}
