// The page: fetches what there is, shows it, and follows what changes.

import { Api } from "./api.js";
import { Clock } from "./clock.js";
import { Comparison } from "./compare.js";
import { Guides } from "./guides.js";
import { listenForKeys } from "./keys.js";
import { counted, Panels } from "./panels.js";
import { Pictures } from "./pictures.js";
import { placed } from "./places.js";
import { Player } from "./player.js";
import { Timeline } from "./timeline.js";

const $ = (id) => document.getElementById(id);

class App {
  constructor() {
    this.api = new Api();
    this.player = new Player($("layer-a"), this.api);
    this.pictures = new Pictures(() => {
      this.timeline.painter.redraw();
      this.panels.showPictures();
    });
    this.timeline = new Timeline($("timeline"), {
      seek: (frame) => this.seek(frame), open: () => this.panels.open("problems"),
      thumb: (frame) => this.api.thumb(frame, this.episode.revision), address: (path) => this.api.url(path),
      pictures: this.pictures,
    });
    this.panels = new Panels({ seek: (frame) => this.seek(frame), pictures: this.pictures });
    this.guides = new Guides($("guides"));
    this.comparison = new Comparison(this.player);
    this.choice = { delivery: null, language: null };
    this.segments = new Map();
    this.waves = new Map();
    this.loop = null;
    this.follow();
    this.connect();
  }

  // What there is

  async connect() {
    await this.load();
    if (this.episode?.live === false) return this.say("exported", "still");
    this.events = this.api.listen({
      open: () => {
        this.say("live", "live");
        this.player.mayHaveMissed();
      },
      error: () => this.say("no connection", "lost"),
      revision: ({ revision }) => { if (revision !== this.episode?.revision) this.load(); },
      stored: (segment) => this.learn(segment),
      sound: ({ key }) => this.player.takeMixed(key),
    });
  }

  say(text, state) {
    $("link").textContent = text;
    $("link").dataset.state = state;
  }

  /** Fetches the episode and shows it; what is asked while one is on its way is asked once more. */
  async load() {
    if (this.isLoading) {
      this.isAskedAgain = true;
      return;
    }
    this.isLoading = true;
    try {
      const episode = await this.api.episode();
      if (episode.other) await this.comparison.load(episode.other);
      this.take(episode);
    } catch (error) {
      this.fail(error);
    }
    this.isLoading = false;
    if (!this.isAskedAgain) return;
    this.isAskedAgain = false;
    await this.load();
  }

  take(episode) {
    this.episode = episode;
    document.documentElement.dataset.revision = episode.revision;
    $("title").textContent = episode.title || episode.id || "reelfx preview";
    $("document").textContent = episode.document ?? "";
    document.title = `${episode.title || episode.id || episode.document || "reelfx"} · preview`;
    this.clock = episode.rate ? new Clock(episode.rate, episode.frames) : null;
    this.problems = placed(episode.problems ?? [], episode);
    this.warn();
    if (!episode.outputs?.length) return this.panels.show({ problems: this.problems, clock: null });
    this.fillChoices();
    this.present();
    this.loadStore();
  }

  /** Says what stands between the document and its picture. */
  warn() {
    const errors = this.problems.filter((problem) => problem.severity === "error");
    const hasPlan = Boolean(this.episode.outputs?.length);
    $("banner").hidden = errors.length === 0 || !hasPlan;
    $("banner").textContent = `${counted(errors.length, "error")} · this is the last good version`;
    $("empty").hidden = hasPlan;
    const waiting = this.episode.revision === 0 ? "Opening the document" : errors.length ? "The document has errors" : "Nothing to show";
    $("empty").replaceChildren(Object.assign(document.createElement("p"), { textContent: waiting }));
    if (!hasPlan && errors.length) this.panels.open("problems");
  }

  // Which output

  fillChoices() {
    const { outputs } = this.episode;
    const deliveries = [...new Set(outputs.map((output) => output.delivery))];
    if (!deliveries.includes(this.choice.delivery)) [this.choice.delivery] = deliveries;
    const languages = outputs.filter((output) => output.delivery === this.choice.delivery).map((output) => output.language ?? "");
    if (!languages.includes(this.choice.language)) [this.choice.language] = languages;
    fillSelect($("delivery"), deliveries, this.choice.delivery, (name) => name);
    fillSelect($("language"), languages, this.choice.language, languageName);
    $("delivery-choice").hidden = deliveries.length < 2;
    $("language-choice").hidden = languages.length < 2;
  }

  get index() {
    const { delivery, language } = this.choice;
    return Math.max(0, this.episode.outputs.findIndex((output) => output.delivery === delivery && (output.language ?? "") === language));
  }

  get output() { return this.episode.outputs[this.index]; }

  present() {
    const { canvas } = this.episode;
    $("screen").style.setProperty("--aspect", `${canvas.width} / ${canvas.height}`);
    $("screen").style.setProperty("--ratio", canvas.width / canvas.height);
    document.body.classList.toggle("wide", canvas.width > canvas.height);
    document.documentElement.dataset.output = this.index;
    $("frame-count").textContent = String(this.episode.frames);
    for (const id of ["safe", "cover"]) $(id).disabled = !this.output.safeArea;
    this.guides.show(canvas, this.output.safeArea);
    if (this.loop && this.loop.to > this.episode.frames) this.setLoop(null);
    this.refresh();
    this.player.show(this.episode, this.index).catch((error) => this.fail(error));
    this.comparison.show(this.output);
    this.loadWave();
  }

  /** Brings the timeline and the panels to what is known. */
  refresh() {
    if (!this.clock || !this.episode.outputs?.length) return;
    const output = this.output;
    const segments = output.picture.segments.map((segment) => ({ ...segment, ...this.segments.get(segment.key) }));
    const model = {
      clock: this.clock, episode: this.episode, output, segments, problems: this.problems, isLive: this.episode.live !== false,
      waveform: this.waves.get(output.sound?.url)?.peaks, sound: this.waves.get(output.sound?.url)?.sound, address: (path) => this.api.url(path),
    };
    this.timeline.show(model);
    this.panels.show(model);
  }

  async loadStore() {
    if (this.episode.live === false) return;
    try {
      const { outputs } = await this.api.store();
      for (const segment of outputs.flatMap((output) => output.segments)) this.segments.set(segment.key, segment);
      this.refresh();
    } catch (error) {
      if (error.status !== 409) this.fail(error);
    }
  }

  /** A segment came into the store. Many come at a time: they are shown together. */
  learn(segment) {
    this.segments.set(segment.key, { ...segment, stored: true });
    clearTimeout(this.learning);
    this.learning = setTimeout(() => this.refresh(), 100);
  }

  async loadWave() {
    const { url, first } = this.output?.sound ?? {};
    if (!url || this.waves.has(url)) return;
    const sound = await this.player.whole(url, first).catch(() => null);
    if (!sound || this.waves.has(url)) return;
    this.waves.set(url, { sound, peaks: await this.api.json(sound.waveform).catch(() => null) });
    this.refresh();
  }

  fail(error) {
    const isGone = error instanceof TypeError;
    this.say(isGone ? "no connection" : "trouble", "lost");
    if (!isGone) $("announce").textContent = error.message;
    $("link").title = [error.message, error.hint].filter(Boolean).join("; ");
  }

  // Moving

  follow() {
    this.player.addEventListener("frame", () => this.moved());
    this.player.addEventListener("state", () => this.stateChanged());
    this.player.addEventListener("stale", () => this.load());
    this.player.addEventListener("failure", ({ detail }) => this.fail(detail));
    for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.perform(button.dataset.do));
    $("help-open").addEventListener("click", () => this.perform("help"));
    $("banner").addEventListener("click", () => this.panels.open("problems"));
    $("delivery").addEventListener("change", () => this.choose("delivery"));
    $("language").addEventListener("change", () => this.choose("language"));
    $("timeline").addEventListener("keydown", (event) => { if (event.key.startsWith("Page")) this.turnPage(event); });
    $("screen").addEventListener("click", (event) => { if (!event.target.closest("button, input")) this.perform("toggle"); });
    this.comparison.onFrame = () => this.mark();
    listenForKeys((action) => this.perform(action));
  }

  choose(what) {
    this.choice[what] = $(what).value;
    this.fillChoices();
    this.present();
  }

  turnPage(event) {
    event.preventDefault();
    this.seek(this.player.target + (event.key === "PageDown" ? 10 : -10) * this.clock.nominal);
  }

  seek(frame) {
    if (!this.clock) return;
    this.player.seek(frame);
    this.comparison.align();
  }

  perform(action) {
    const actions = this.actions ??= {
      toggle: () => this.run(this.player.isPlaying ? 0 : 1), pause: () => this.run(0),
      forwards: () => this.run(this.player.speed > 0 ? Math.min(4, this.player.speed * 2) : 1),
      backwards: () => this.run(this.player.speed < 0 ? Math.max(-4, this.player.speed * 2) : -1),
      "frame-back": () => this.step(-1), "frame-forth": () => this.step(1),
      "second-back": () => this.step(-this.clock.nominal), "second-forth": () => this.step(this.clock.nominal),
      "shot-back": () => this.toShot(-1), "shot-forth": () => this.toShot(1),
      first: () => this.seek(0), last: () => this.seek(this.clock.frames - 1),
      "loop-in": () => this.loopFrom(), "loop-out": () => this.loopTo(), "loop-off": () => this.setLoop(null),
      problem: () => this.toProblem(), mute: () => this.player.mute(!this.player.isMuted),
      safe: () => this.toggleGuide("safe", "isSafeShown"), cover: () => this.toggleGuide("cover", "isCoverShown"),
      compare: () => this.comparison.toggle(this.episode.document, this.output), full: () => this.fillScreen(), help: () => $("help").showModal(),
      "zoom-in": () => this.timeline.zoomBy(1.5), "zoom-out": () => this.timeline.zoomBy(1 / 1.5), "zoom-fit": () => this.timeline.zoomToFit(),
    };
    if (this.clock || action === "help") actions[action]?.();
  }

  run(speed) {
    this.player.play(speed);
    this.comparison.align();
  }

  step(frames) {
    if (this.player.isPlaying) this.player.play(0);
    this.seek(this.player.target + frames);
  }

  toShot(step) {
    const starts = this.episode.shots.map((shot) => shot.start), here = this.player.target;
    // Just after a cut, back means the shot before, as it does on any player.
    const next = step > 0 ? starts.find((start) => start > here) : starts.findLast((start) => start < here - (this.player.isPlaying ? this.clock.nominal / 2 : 0));
    if (next !== undefined) this.seek(next);
  }

  toProblem() {
    const frames = this.problems.map((problem) => problem.frame).filter((frame) => frame !== undefined).sort((a, b) => a - b);
    const next = frames.find((frame) => frame > this.player.target) ?? frames[0];
    this.panels.open("problems");
    if (next !== undefined) this.seek(next);
  }

  toggleGuide(id, flag) {
    if ($(id).disabled) return;
    this.guides[flag] = !this.guides[flag];
    $(id).setAttribute("aria-pressed", String(this.guides[flag]));
    this.guides.draw();
  }

  fillScreen() {
    if (document.fullscreenElement) document.exitFullscreen(); else document.querySelector(".stage").requestFullscreen?.();
  }

  // A loop is from a frame to before another

  loopFrom() {
    const from = this.player.target;
    this.setLoop({ from, to: this.loop && this.loop.to > from + 1 ? this.loop.to : this.clock.frames });
  }

  loopTo() {
    const to = this.player.target + 1;
    this.setLoop({ from: this.loop && this.loop.from < to - 1 ? this.loop.from : 0, to });
  }

  setLoop(loop) {
    this.loop = this.player.loop = loop;
    $("loop").hidden = !loop;
    if (loop) $("loop").textContent = `${this.clock.timecode(loop.from).slice(3)} – ${this.clock.timecode(loop.to).slice(3)}`;
    this.timeline.showLoop(loop);
    this.player.pump();
  }

  // What is told of the player

  moved() {
    const frame = this.player.isPlaying ? this.player.shown ?? 0 : this.player.target;
    this.mark();
    $("timecode").textContent = this.clock.timecode(frame);
    $("frame-number").textContent = String(frame);
    this.timeline.moveHead(frame, this.player.isPlaying);
    const shot = this.episode.shots.findLastIndex((shot) => shot.start <= frame) + 1;
    $("timeline").setAttribute("aria-valuenow", String(frame));
    $("timeline").setAttribute("aria-valuetext", `${this.clock.timecode(frame)}, frame ${frame}, shot ${shot}`);
    if (this.player.isPlaying) this.comparison.align();
    this.wait();
  }

  /** What is on screen, for whoever looks at the page from outside. */
  mark() {
    if (this.player.shown === null) return;
    document.documentElement.dataset.ready = "1";
    $("screen").dataset.frame = this.player.shown;
    $("screen").dataset.other = this.comparison.frame ?? "";
  }

  stateChanged() {
    const { player } = this, isPlaying = player.isPlaying;
    const name = isPlaying ? "Pause" : "Play";
    $("play").setAttribute("aria-label", name);
    $("play").title = `${name} (space)`;
    $("play").querySelector("use").setAttribute("href", isPlaying ? "#i-pause" : "#i-play");
    $("mute").setAttribute("aria-pressed", String(player.isMuted));
    $("mute").querySelector("use").setAttribute("href", player.isMuted ? "#i-mute" : "#i-sound");
    $("speed").hidden = player.speed === 0 || player.speed === 1;
    $("speed").textContent = `${player.speed}×`;
    document.documentElement.dataset.sound = player.hasSound ? "1" : "0";
    this.comparison.align();
    this.wait();
  }

  /** Said only when it lasts: most waits are shorter than a glance. */
  wait() {
    clearTimeout(this.waiting);
    if (!this.player.isWaiting) {
      $("busy").hidden = true;
      return;
    }
    this.waiting = setTimeout(() => { $("busy").hidden = !this.player.isWaiting; }, 250);
  }
}

function fillSelect(select, values, chosen, name) {
  select.replaceChildren(...values.map((value) => new Option(name(value), value, false, value === chosen)));
}

/** `Spanish (es)`, as far as the browser knows the language. */
function languageName(tag) {
  if (!tag) return "none";
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(tag);
    return name === tag ? tag : `${name} (${tag})`;
  } catch { return tag; }
}

// Reachable from the console of the browser, and by tests.
globalThis.preview = new App();
