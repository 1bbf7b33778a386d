// Plays one output of one document, from segments that are fetched around the playhead and replaced where their names change.

import { Refusal } from "./api.js";
import { Clock } from "./clock.js";
import { Requests } from "./requests.js";
import { Track } from "./track.js";

/** Seconds kept ready before, and kept at all behind and before the playhead. */
const AHEAD = 12, AHEAD_PAUSED = 5, KEPT = 60;
/** Requests at a time: the server renders what is played next first, and a browser has six connections to it, for stills, too. */
const REQUESTS = 2;
/** Milliseconds that sound may take before the picture is shown without it. */
const PATIENCE = 250;

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;

export class Player extends EventTarget {
  /**
   * Events: `frame` (another one is on screen), `state` (plays, waits, is heard or not), `stale` (the plan is another), `failure`.
   * @param {HTMLElement} layer is filled with what is shown
   * @param {import("./api.js").Api} api
   */
  constructor(layer, api) {
    super();
    this.api = api;
    this.requests = new Requests(api, (error) => this.refused(error));
    this.sounds = new Map();
    /** Keys of mixes that were told to be whole, and who waits for one. */
    this.mixed = new Set();
    this.waiting = [];
    /** A mix that the picture does not wait for. */
    this.spared = null;
    this.video = layer.appendChild(document.createElement("video"));
    this.held = layer.appendChild(document.createElement("canvas"));
    this.still = layer.appendChild(document.createElement("img"));
    this.video.playsInline = true;
    this.video.disableRemotePlayback = true;
    this.video.preload = "auto";
    this.held.hidden = this.still.hidden = true;
    this.still.alt = "";
    /** What is wanted, and what is on screen. */
    this.target = 0;
    this.shown = null;
    this.speed = 0;
    this.isMuted = false;
    this.isLive = true;
    this.loop = null;
    this.generation = 0;
    this.isSeekDue = false;
    this.sound = null;
    this.watch();
  }

  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  get isPlaying() { return this.speed !== 0; }
  /** Whether what should move waits for something. */
  get isWaiting() { return this.target !== this.shown && !this.has(this.target) || (this.speed > 0 && this.video.readyState < 3); }
  /** Whether the sound that can be heard is that of the plan. */
  get hasSound() { return Boolean(this.soundTrack) && this.sound.address === this.plan.sound; }

  // What is played

  /** Shows an output of an episode, at the frame that is shown now. What did not change stays where it is. */
  async show(episode, index) {
    const output = episode.outputs[index];
    const before = this.plan;
    this.clock = new Clock(episode.rate, episode.frames);
    this.isLive = episode.live !== false;
    this.address = { index, revision: episode.revision };
    this.plan = {
      mime: output.picture.mime, init: output.picture.init, sound: output.sound?.url ?? null, first: output.sound?.first,
      frames: episode.frames,
      rate: `${episode.rate.num}/${episode.rate.den}`,
      segments: output.picture.segments.map((segment) => ({
        from: this.clock.seconds(segment.start), to: this.clock.seconds(segment.start + segment.frames), name: `${segment.start} ${segment.key}`,
        url: segment.url, start: segment.start, end: segment.start + segment.frames,
      })),
    };
    this.target = this.clock.clamp(this.target);
    if (!before || !this.pictureTrack || before.mime !== this.plan.mime || before.rate !== this.plan.rate) return this.rebuild();
    await this.change(before);
  }

  /** Goes from one plan to another that the buffers can hold. */
  async change(before) {
    const generation = ++this.generation;
    const here = this.clock.middle(this.target);
    // What is on screen stays until there is something else to show; all else that is strange goes at once.
    for (const held of this.pictureTrack.strangers(this.plan.segments)) {
      if (held.from <= here && here < held.to) this.replaces = true; else this.pictureTrack.drop(held.from, held.to);
    }
    if (before.frames !== this.plan.frames) await this.pictureTrack.queue(() => this.setLength());
    this.pump();
    if ((this.sound?.address ?? null) !== this.plan.sound) await this.changeSound(generation);
  }

  setLength() {
    const end = this.clock.seconds(this.clock.frames);
    // A length below what is buffered is refused (Media Source Extensions, 3.6.2).
    const buffers = [...this.media.sourceBuffers].map((buffer) => buffer.buffered);
    const buffered = Math.max(0, ...buffers.map((ranges) => (ranges.length ? ranges.end(ranges.length - 1) : 0)));
    if (this.media.readyState === "open") this.media.duration = Math.max(end, buffered);
  }

  async changeSound(generation) {
    const { sound: address } = this.plan;
    const sound = await this.fetchSound(this.plan, PATIENCE);
    if (generation !== this.generation || (!sound && !this.soundTrack)) return;
    if (!sound || !this.soundTrack || sound.mime !== this.sound.mime) return this.rebuild();
    const segments = soundSegments(sound);
    const here = this.clock.middle(this.target);
    const first = segments.filter((segment) => segment.to > here).slice(0, 2);
    await Promise.all([sound.init, ...first.map((segment) => segment.url)].map((url) => this.requests.ask(url).end));
    if (generation !== this.generation) return;
    this.sound = { ...sound, address };
    this.soundTrack.drop(0, Infinity);
    this.tell("state");
    this.pump();
  }

  /** The description of a mix, which is there when the mix is: the first time that takes seconds. Every mix is asked for once. */
  describe(url) {
    if (!this.sounds.has(url)) {
      const asked = this.api.json(url);
      this.sounds.set(url, asked);
      asked.catch(() => this.sounds.delete(url));
    }
    return this.sounds.get(url);
  }

  /**
   * The mix, or what can be heard of it while it is made; `null` when that takes longer than `patience`, in milliseconds: it is attached when
   * it comes.
   */
  async fetchSound({ sound: url, first }, patience) {
    if (!url) return null;
    const either = (first ? this.describe(first).catch(() => this.describe(url)) : this.describe(url)).catch(() => null);
    const late = new Promise((resolve) => { setTimeout(() => resolve(null), patience); });
    const sound = await Promise.race([either, late]);
    if (!sound) either.then((found) => found && this.attach(url));
    this.whole(url, first).then((found) => this.settle(url, found), () => {});
    return sound;
  }

  /**
   * The description of a mix when it is whole. It is asked for when it is there: an answer that is waited for takes one of six connections
   * from what is looked at.
   */
  async whole(url, first) {
    const heard = first ? await this.describe(first).catch(() => null) : null;
    if (heard?.isWhole) return heard;
    if (heard && ![...this.mixed].some((key) => url.includes(key))) await new Promise((resolve) => { this.waiting.push({ url, resolve }); });
    return this.describe(url);
  }

  /** The server has told that a mix is whole. */
  takeMixed(key) {
    this.mixed.add(key);
    this.release((url) => url.includes(key));
  }

  /** Whoever was without a connection may not have been told. */
  mayHaveMissed() { this.release(() => true); }

  release(isDue) {
    const due = this.waiting.filter(({ url }) => isDue(url));
    this.waiting = this.waiting.filter((waiting) => !due.includes(waiting));
    for (const { resolve } of due) resolve();
  }

  /** The mix is whole: where it is what was heard while it was made, nothing is fetched again. */
  settle(url, whole) {
    if (this.plan.sound !== url || !this.hasSound || this.sound.init === whole.init) return;
    if (!whole.isFirst) return void this.changeSound(this.generation);
    this.sound = { ...whole, address: url };
    this.pump();
  }

  /** The sound has come, later than the picture: a media element takes no further buffer once it plays, so it gets a new source. */
  attach(url) { if (this.plan.sound === url && !this.soundTrack) this.rebuild(); }

  /** Where the mix is not made that far, the picture goes on without it: an element waits for every track it has. */
  async spareSound() {
    const sound = this.hasSound && !this.sound.isWhole ? this.sound : null;
    const next = sound && this.heardNext(sound);
    if (!next || this.soundTrack.has(next)) return;
    const late = new Promise((resolve) => { setTimeout(() => resolve("late"), PATIENCE); });
    if (await Promise.race([this.requests.ask(next.url).end, late]) !== "late") return;
    if (this.sound !== sound || this.heardNext(sound) !== next) return;
    this.spared = sound;
    this.rebuild({ isSilent: true });
  }

  /** The fragment of a sound that is played first at the place where the picture is. */
  heardNext(sound) { return soundSegments(sound).find((segment) => segment.to > this.clock.middle(this.target)); }

  /** Asks for what would be heard now of a mix that was not made that far, and attaches it when it has come. */
  askForSpared() {
    const { spared } = this;
    if (!spared || this.plan.sound !== spared.address) return null;
    const next = this.heardNext(spared);
    if (!next) return null;
    const download = this.requests.ask(next.url);
    download.end.then((isThere) => {
      if (!isThere || this.spared !== spared || this.heardNext(spared) !== next) return;
      this.spared = null;
      this.attach(spared.address);
    });
    return next.url;
  }

  // The media source

  /** Begins with an empty source at the same place. What is on screen stays there meanwhile. */
  async rebuild({ isSilent = false } = {}) {
    const generation = ++this.generation;
    this.hold();
    const { sound: address } = this.plan;
    const own = new Set([this.plan.init, this.askForSpared(), ...this.plan.segments.map((segment) => segment.url)]);
    this.requests.abort((url) => !own.has(url));
    const here = this.clock.middle(this.target);
    // What will be played first is asked for before there is a place for it.
    this.plan.segments.filter((segment) => segment.to > here).slice(0, 2).forEach((segment) => this.requests.ask(segment.url));
    const init = this.requests.ask(this.plan.init);
    const sound = isSilent ? null : await this.fetchSound(this.plan, this.pictureTrack ? 0 : PATIENCE);
    const isThere = await init.end;
    if (generation !== this.generation) return;
    if (!isThere) return void setTimeout(() => { if (generation === this.generation) this.rebuild(); }, 1000);
    this.close();
    this.media = new Source();
    this.video.src = URL.createObjectURL(this.media);
    await new Promise((resolve) => { this.media.addEventListener("sourceopen", resolve, { once: true }); });
    URL.revokeObjectURL(this.video.src);
    if (generation !== this.generation) return;
    this.sound = sound && { ...sound, address };
    this.media.duration = this.clock.seconds(this.clock.frames);
    this.pictureTrack = this.track(this.plan.mime);
    this.soundTrack = sound ? this.track(sound.mime) : null;
    this.video.muted = this.isMuted || !sound;
    this.video.currentTime = this.clock.middle(this.target);
    if (this.speed > 0) this.start();
    this.tell("state");
    this.pump();
  }

  track(mime) {
    const track = new Track(this.media.addSourceBuffer(mime));
    track.onDeath = (error) => this.broken(error);
    return track;
  }

  close() {
    for (const track of [this.pictureTrack, this.soundTrack]) if (track) track.isDead = true;
    this.pictureTrack = this.soundTrack = null;
  }

  // Segments

  /** Fetches what is needed next, appends what has come, and lets go what is far away. */
  async pump() {
    if (!this.pictureTrack || !this.plan) return;
    const here = this.clock.middle(this.target);
    const horizon = here + (this.speed > 0 ? AHEAD * Math.max(1, this.speed) : AHEAD_PAUSED);
    const wanted = [
      ...this.needed(this.pictureTrack, this.plan.segments, here, horizon, { url: this.plan.init, offset: 0 }),
      ...(this.hasSound
        ? this.needed(this.soundTrack, soundSegments(this.sound), here, horizon,
          { url: this.sound.init, offset: -this.sound.priming / this.sound.sampleRate })
        : []),
    ].sort((a, b) => a.segment.from - b.segment.from);
    const urls = new Set([...wanted.map(({ segment }) => segment.url), this.askForSpared()]);
    this.requests.abort((url) => !urls.has(url) && url.endsWith(".m4s"));
    for (const { track, segment, init } of wanted.slice(0, REQUESTS)) this.bring(track, segment, init);
    this.evict(here);
    if (wanted.length === 0) this.finish();
  }

  needed(track, segments, here, horizon, init) {
    const near = segments.filter((segment) => segment.to > here && segment.from < horizon);
    // Where a loop ends, its beginning comes next.
    if (this.loop && horizon > this.clock.seconds(this.loop.to)) {
      const again = this.clock.seconds(this.loop.from);
      near.push(...segments.filter((segment) => segment.to > again && segment.from < again + 2));
    }
    return near.filter((segment) => !track.has(segment)).map((segment) => ({ track, segment, init }));
  }

  /** Appends a segment when it is there, or, where it is the picture that is played next, while it comes. */
  async bring(track, segment, init) {
    const download = this.requests.ask(segment.url);
    const isNext = track === this.pictureTrack && this.isNext(segment);
    const { generation } = this;
    const before = track.awaited.get(segment.name);
    if (before?.download === download && before.generation === generation) return void (isNext && before.begin());
    const head = this.requests.ask(init.url);
    await new Promise((resolve) => {
      const begin = () => download.first.then(resolve);
      track.awaited.set(segment.name, { download, generation, begin });
      download.end.then(resolve);
      if (isNext) begin();
    });
    if (await head.end && !download.isBroken && generation === this.generation && !track.isDead) {
      track.begin(init.url, head, init.offset);
      await track.put(segment, download, this.drawing(track, segment));
    }
    if (track.awaited.get(segment.name)?.generation === generation) track.awaited.delete(segment.name);
    if (track.has(segment)) this.pump();
  }

  /** Has the picture drawn again as soon as it is there. */
  drawing(track, segment) {
    let isDrawn = track !== this.pictureTrack;
    return () => {
      if (isDrawn || !track.shows(segment, this.clock.middle(this.target))) return;
      isDrawn = true;
      this.redraw(segment);
    };
  }

  /** Whether it is played before any other that is not there. */
  isNext(segment) {
    const here = this.clock.middle(this.target);
    return segment === this.plan.segments.find((other) => other.to > here && !this.pictureTrack.has(other));
  }

  /** A picture that stands is drawn again only when the element is told to seek; one that moves goes on from what was replaced. */
  redraw(segment) {
    const here = this.clock.middle(this.target);
    if (here < segment.from || here >= segment.to) return;
    if (!this.isPlaying) this.video.currentTime = here; else if (this.replaces) this.video.currentTime = this.video.currentTime;
    this.replaces = false;
  }

  /** What an answer that is none means for what is played. */
  refused(error) {
    if (error instanceof Refusal && error.status === 410) this.tell("stale");
    else if (error instanceof Refusal && error.status === 503) setTimeout(() => this.pump(), 200);
    else {
      this.tell("failure", error);
      setTimeout(() => this.pump(), 2000);
    }
  }

  evict(here) {
    for (const track of [this.pictureTrack, this.soundTrack]) {
      const far = [...(track?.held.values() ?? [])].filter((held) => held.to < here - KEPT || held.from > here + KEPT);
      for (const held of far) track.drop(held.from, held.to);
    }
  }

  /** Tells the element that there is no more to come, so that it plays to the end. */
  async finish() {
    const last = this.plan.segments.at(-1);
    if (this.soundTrack && !this.hasSound) return;
    const end = this.sound ? soundSegments(this.sound).at(-1) : null;
    await Promise.all([this.pictureTrack?.work, this.soundTrack?.work]);
    if (this.media?.readyState !== "open" || !this.pictureTrack?.has(last) || (end && !this.soundTrack?.has(end))) return;
    if ([...this.media.sourceBuffers].some((buffer) => buffer.updating)) return;
    this.media.endOfStream();
  }

  has(frame) {
    const segment = this.plan?.segments.find((segment) => segment.start <= frame && frame < segment.end);
    return Boolean(segment && this.pictureTrack?.shows(segment, this.clock.middle(frame)));
  }

  // Moving

  seek(frame) {
    if (!this.clock) return;
    frame = this.clock.clamp(frame);
    const isFar = frame < this.target || this.clock.seconds(frame - this.target) > AHEAD;
    this.target = frame;
    if (isFar) this.requests.abort((url) => url.endsWith(".m4s") && !this.isNear(url));
    if (!this.has(frame)) this.drawStill();
    this.apply();
    this.tell("frame");
    this.pump();
    if (isFar) this.spareSound();
  }

  /** Whether a request is for what is played next at the new place. */
  isNear(url) {
    const here = this.clock.middle(this.target);
    const segments = [...this.plan.segments, ...(this.sound ? soundSegments(this.sound) : [])];
    return segments.some((segment) => segment.url === url && segment.to > here && segment.from < here + AHEAD_PAUSED);
  }

  /** A seek that cuts off another one draws nothing: while frames are there to be drawn, the next seek waits for this one. */
  apply() {
    if (!this.pictureTrack) return;
    const { video } = this;
    this.isSeekDue = video.seeking && this.has(this.target) && performance.now() - (this.sought ?? 0) < 150;
    if (this.isSeekDue) return;
    this.sought = performance.now();
    video.currentTime = this.clock.middle(this.target);
  }

  /** @param {number} speed 0 stands; below 0 is backwards */
  play(speed) {
    if (!this.clock) return;
    if (speed > 0 && this.target >= this.clock.frames - 1) this.seek(this.loop?.from ?? 0);
    const wasForwards = this.speed > 0;
    this.speed = speed;
    if (speed > 0) this.start(); else this.video.pause();
    if (speed < 0) this.goBack(); else if (speed === 0 && wasForwards && this.shown !== null) this.stand();
    this.tell("state");
    this.pump();
  }

  /** Stands on the frame that is on screen. */
  stand() {
    this.target = this.shown;
    this.apply();
    this.tell("frame");
  }

  start() {
    this.video.playbackRate = this.speed;
    // Without a gesture a browser may refuse to play what is heard: then the picture plays, muted.
    this.video.play().catch((error) => {
      if (error.name !== "NotAllowedError" || this.speed <= 0) return;
      this.mute(true);
      this.video.play().catch(() => this.play(0));
    });
  }

  /** Media elements do not play backwards: frames are sought, as many as can be drawn. */
  goBack() {
    const begin = { time: performance.now(), frame: this.target, speed: this.speed };
    const tick = () => {
      if (this.speed !== begin.speed) return;
      const elapsed = (performance.now() - begin.time) / 1000;
      const frame = begin.frame + Math.round(elapsed * begin.speed * this.clock.perSecond);
      const first = this.loop?.from ?? 0;
      if (frame !== this.target && !this.video.seeking) this.seek(Math.max(first, frame));
      if (frame <= first) return this.play(0);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    this.video.muted = isMuted || !this.soundTrack;
    this.tell("state");
  }

  // What is on screen

  watch() {
    const drawn = (_, { mediaTime }) => {
      this.video.requestVideoFrameCallback(drawn);
      if (this.clock) this.present(this.clock.frameOf(mediaTime));
    };
    this.video.requestVideoFrameCallback(drawn);
    this.video.addEventListener("seeked", () => {
      const isElsewhere = this.speed <= 0 && this.clock && this.clock.frameAt(this.video.currentTime) !== this.target;
      if (this.isSeekDue || isElsewhere) this.apply();
    });
    this.video.addEventListener("ended", () => this.reachEnd());
    this.video.addEventListener("timeupdate", () => this.pump());
    for (const name of ["waiting", "playing", "canplay", "pause"]) this.video.addEventListener(name, () => this.tell("state"));
    this.video.addEventListener("error", () => { if (this.video.error) this.broken(); });
  }

  present(frame) {
    this.shown = frame;
    // What was drawn before a seek is not where it leads.
    if (this.speed > 0 && !this.isSeekDue && !this.video.seeking) this.target = frame;
    if (frame === this.target) this.held.hidden = this.still.hidden = true;
    // The seek takes as long as a frame is shown, about.
    if (this.speed > 0 && this.loop && frame >= this.loop.to - 1) return this.seek(this.loop.from);
    this.tell("frame");
  }

  reachEnd() {
    if (this.speed <= 0) return;
    if (this.loop) {
      this.seek(this.loop.from);
      this.start();
    } else {
      this.target = this.clock.frames - 1;
      this.play(0);
    }
  }

  /** The element gave up: it is given a new source, though not again and again. */
  broken(error) {
    this.tell("failure", error ?? new Error(this.video.error?.message || "the browser cannot play this"));
    const now = performance.now();
    if (now - (this.lastBroken ?? -Infinity) < 5000) return;
    this.lastBroken = now;
    this.rebuild();
  }

  /** Keeps what is on screen there while the source changes. */
  hold() {
    if (this.video.readyState < 2 || !this.video.videoWidth) return;
    this.held.width = this.video.videoWidth;
    this.held.height = this.video.videoHeight;
    this.held.getContext("2d").drawImage(this.video, 0, 0);
    this.held.hidden = false;
  }

  /** The exact picture from the server, until the element has it. The last that was asked for is drawn; what lies between is not. */
  drawStill() {
    if (!this.isLive || this.isDrawing) return;
    const frame = this.target;
    const { index, revision } = this.address;
    const next = new Image();
    const done = (hasPicture) => {
      this.isDrawing = false;
      if (hasPicture && frame === this.target && this.shown !== frame && this.speed <= 0) {
        this.still.src = next.src;
        this.still.hidden = false;
      } else if (frame !== this.target && !this.has(this.target)) this.drawStill();
    };
    this.isDrawing = true;
    next.onload = () => done(true);
    next.onerror = () => done(false);
    next.fetchPriority = "high";
    next.src = this.api.frame(frame, index, revision);
  }
}

/** Segments of a sound in seconds of the episode; they are named alike where they are the same while and after it is made. The buffer moves what is appended by the priming, and cuts away what is before 0. */
function soundSegments(sound) {
  sound.placed ??= sound.segments.map((segment) => ({
    from: Math.max(0, segment.start - sound.priming) / sound.sampleRate,
    to: Math.max(1, segment.start + segment.samples - sound.priming) / sound.sampleRate,
    name: sound.isFirst ? segment.url.replace("/first-", "/") : `${segment.url} whole`, url: segment.url,
  }));
  return sound.placed;
}
