// What is said beside the picture: problems, shots, words and the report. On a small screen a panel is a sheet over the rest.

import { bytes, trimmed } from "./clock.js";
import { fitWords } from "./timeline.js";

/** `1 error`, `2 errors` */
export function counted(count, noun) { return `${count} ${noun}${count === 1 ? "" : "s"}`; }

/** An element with its attributes, its text or its children. */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") element.addEventListener("click", value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}

export class Panels {
  /** @param {{seek: function(number): void, pictures: import("./pictures.js").Pictures}} owner */
  constructor(owner) {
    this.owner = owner;
    this.side = document.getElementById("side");
    this.tabs = [...this.side.querySelectorAll("[role=tab]")];
    this.said = "";
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.toggle(tab));
      tab.addEventListener("keydown", (event) => this.walk(event, tab));
    }
    document.getElementById("sheet-close").addEventListener("click", () => this.close());
    this.side.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  // Tabs

  open(name) { this.choose(this.tabs.find((tab) => tab.id === `tab-${name}`)); }

  /** On a small screen the chosen tab closes its sheet. */
  toggle(tab) {
    if (this.side.classList.contains("open") && tab.getAttribute("aria-selected") === "true") this.close(); else this.choose(tab);
  }

  choose(chosen) {
    for (const tab of this.tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    document.getElementById("sheet-title").textContent = chosen.firstChild.textContent.trim();
    this.side.classList.add("open");
  }

  close() {
    this.side.classList.remove("open");
    this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true")?.focus();
  }

  walk(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.tabs.at((this.tabs.indexOf(tab) + step) % this.tabs.length);
    this.choose(next);
    next.focus();
  }

  // Content

  show(model) {
    this.problems(model);
    if (!model.output) return;
    const { shots } = model.episode;
    this.fill("shots", ...shots.map((shot, index) => this.shot(model, shot, index)));
    this.owner.pictures.others = shots.filter((shot) => shot.thumb).map((shot) => model.address(shot.thumb));
    this.showPictures();
    this.words(model);
    this.report(model);
  }

  fill(name, ...content) { document.getElementById(`panel-${name}`).replaceChildren(...content.filter(Boolean)); }

  problems({ problems, clock }) {
    const errors = problems.filter((problem) => problem.severity === "error").length;
    const badge = document.getElementById("badge");
    badge.hidden = problems.length === 0;
    badge.textContent = String(problems.length);
    badge.className = errors ? "badge error" : "badge warning";
    const rows = problems.map((problem) => this.problem(problem, clock));
    this.fill("problems", rows.length ? make("ul", { class: "rows" }, ...rows) : make("p", { class: "none" }, "No problems."));
    this.announce(problems, errors);
  }

  /** Told to those who do not see the panel, when it has changed. */
  announce(problems, errors) {
    const first = problems[0] ? `: ${problems[0].error}` : "";
    const text = problems.length === 0 ? "no problems" : `${counted(errors, "error")}, ${counted(problems.length - errors, "warning")}${first}`;
    if (text === this.said || (this.said === "" && problems.length === 0)) {
      this.said = text;
      return;
    }
    this.said = text;
    document.getElementById("announce").textContent = text;
  }

  problem(problem, clock) {
    const place = [problem.file ? `${problem.file}${problem.line ? `:${problem.line}` : ""}` : "", problem.path].filter(Boolean).join("  ");
    const content = [
      make("span", { class: `mark ${problem.severity}` }, problem.severity),
      make("span", { class: "main" },
        make("span", { class: "what" }, problem.error, problem.value ? make("span", { class: "value" }, ` (got ${problem.value})`) : null),
        place ? make("code", {}, place) : null,
        problem.hint ? make("span", { class: "hint" }, problem.hint) : null),
      problem.frame === undefined || !clock ? null : make("span", { class: "at" }, clock.timecode(problem.frame)),
    ];
    if (problem.frame === undefined) return make("li", { class: "row" }, ...content);
    return make("li", {}, make("button", { class: "row", on: () => this.owner.seek(problem.frame) }, ...content));
  }

  shot({ clock, episode, address }, shot, index) {
    const notes = [
      clock.duration(shot.frames), shot.scene ? `scene ${shot.scene}` : "",
      shot.transition ? `${shot.transitionType ?? "transition"} ${clock.duration(shot.transition)}` : "",
    ].filter(Boolean).join(", ");
    const { width, height } = episode.canvas;
    return make("button", { class: "row shot", on: () => this.owner.seek(shot.start) },
      make("img", { "data-from": shot.thumb ? address(shot.thumb) : undefined, alt: "", width: Math.round((64 * width) / height), height: 64 }),
      make("span", { class: "main" }, make("span", { class: "what" }, `${index + 1}  ${shot.source}`), make("span", { class: "hint" }, notes)),
      make("span", { class: "at" }, clock.timecode(shot.start)));
  }

  /** Gives the list of shots those of its pictures that have come. */
  showPictures() {
    for (const image of document.querySelectorAll("img[data-from]:not([src])")) {
      if (this.owner.pictures.get(image.dataset.from)) image.src = image.dataset.from;
    }
  }

  /** Cues and spoken lines in the order they are heard. */
  words({ output, clock }) {
    const cues = output.cues.map((cue) => ({ start: cue.start, what: cue.text, kind: "cue" }));
    const lines = output.dialogue.map((line) => ({ start: line.start, what: line.text ?? line.source, kind: line.fit, line }));
    const rows = [...cues, ...lines].sort((a, b) => a.start - b.start).map(({ start, what, kind, line }) =>
      make("li", {}, make("button", { class: "row", on: () => this.owner.seek(start) },
        make("span", { class: `dot ${kind}`, title: kind === "cue" ? "caption" : "spoken line" }),
        make("span", { class: "main" }, make("span", { class: "what", dir: "auto" }, line?.speaker ? `${line.speaker}: ${what}` : what),
          line ? make("span", { class: "hint" }, line.text ? `${line.source}, ${fitWords(line)}` : fitWords(line)) : null),
        make("span", { class: "at" }, clock.timecode(start)))));
    this.fill("lines", rows.length ? make("ul", { class: "rows" }, ...rows) : make("p", { class: "none" }, "No captions and no spoken lines."));
  }

  report({ episode, output, clock, segments, sound, problems }) {
    const stored = segments.filter((segment) => segment.stored);
    const size = stored.reduce((sum, segment) => sum + (segment.bytes ?? 0), 0);
    const spent = segments.reduce((sum, segment) => sum + (segment.ms ?? 0), 0);
    const fits = output.dialogue.reduce((counts, line) => counts.set(line.fit, (counts.get(line.fit) ?? 0) + 1), new Map());
    const errors = problems.filter((problem) => problem.severity === "error").length;
    const level = (value, unit) => (value === null || value === undefined ? "unknown" : `${trimmed(value, 1)} ${unit}`);
    const facts = [
      ["Length", `${clock.timecode(clock.frames)}, ${clock.frames} frames`],
      ["Rate", `${trimmed(clock.perSecond, 3)} frames a second`],
      ["Canvas", `${episode.canvas.width}×${episode.canvas.height}`],
      ["Shown at", `${output.size.width}×${output.size.height}`],
      ["Platform", output.profile ?? "none named"],
      ["Loudness", output.sound ? (sound ? level(sound.loudness, "LUFS") : "being mixed") : "no sound"],
      ["True peak", output.sound && sound ? level(sound.truePeak, "dBTP") : null],
      ["Dialogue", output.dialogue.length ? [...fits].map(([fit, count]) => `${count} ${fit}`).join(", ") : "none"],
      ["In the store", `${stored.length} of ${segments.length} segments${size ? `, ${bytes(size)}` : ""}`],
      ["Rendered here", spent ? `${trimmed(spent / 1000, 1)} s of work` : "nothing yet"],
      ["Problems", `${counted(errors, "error")}, ${counted(problems.length - errors, "warning")}`],
    ].filter(([, value]) => value !== null);
    this.fill("report", make("dl", { class: "facts" }, ...facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))));
  }
}
