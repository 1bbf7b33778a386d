// Two documents in one picture, and the edge between them.

import { Api } from "./api.js";
import { Player } from "./player.js";

const $ = (id) => document.getElementById(id);

export class Comparison {
  /** @param {Player} player of the document itself, which the other one follows */
  constructor(player) {
    this.player = player;
    $("wipe").addEventListener("input", () => this.wipe());
    this.wipe();
  }

  get isShown() { return $("compare").getAttribute("aria-pressed") === "true"; }
  get frame() { return this.other?.shown ?? null; }

  /** @param {string} base where the other document is served */
  async load(base) {
    if (this.other) return;
    const api = new Api(base);
    this.episode = await api.episode();
    if (!this.episode.outputs?.length) return;
    this.other = new Player($("layer-b"), api);
    this.other.mute(true);
    this.other.addEventListener("frame", () => this.onFrame?.());
    $("compare").hidden = false;
  }

  toggle(name, output) {
    if (!this.other) return;
    $("compare").setAttribute("aria-pressed", String(!this.isShown));
    for (const id of ["layer-b", "wipe", "name-a", "name-b"]) $(id).hidden = !this.isShown;
    $("name-a").textContent = name;
    $("name-b").textContent = this.episode.document;
    if (!this.isShown) this.other.play(0);
    this.show(output);
  }

  /** Shows the other document's output that is likest to this one. */
  show({ delivery, language }) {
    if (!this.isShown) return;
    const { outputs } = this.episode;
    const same = outputs.findIndex((output) => output.delivery === delivery && output.language === language);
    const close = outputs.findIndex((output) => output.language === language);
    this.other.target = this.player.target;
    this.other.show(this.episode, Math.max(0, same >= 0 ? same : close)).then(() => this.align());
  }

  /** The other document stands where this one does, and runs as fast. */
  align() {
    if (!this.isShown) return;
    const speed = Math.max(0, this.player.speed);
    if (this.other.speed !== speed) this.other.play(speed);
    const apart = Math.abs(this.other.target - this.player.target);
    if (apart > (speed > 0 ? 3 : 0)) this.other.seek(this.player.target);
  }

  wipe() { $("screen").style.setProperty("--wipe", `${$("wipe").value / 10}%`); }
}
