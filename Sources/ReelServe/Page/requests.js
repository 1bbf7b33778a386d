// What is fetched for playing: each address once, kept while there is room, and given up when it is not wanted any more.

/** Bytes kept; the longest unused go first. */
const ROOM = 96e6;

/** The bytes of one answer: those that are there, and those that will be. */
class Download {
  constructor() {
    this.list = [];
    this.size = 0;
    this.isEnded = false;
    /** Settles when it ends: whether nothing is missing. */
    this.end = new Promise((resolve) => { this.settle = resolve; });
    this.wake();
  }

  /** Settles when there is something, or when there will be nothing. */
  get first() { return this.size || this.isEnded ? Promise.resolve() : this.news; }

  take(part) {
    this.list.push(part);
    this.size += part.byteLength;
    this.wake();
  }

  finish(isWhole) {
    this.isEnded = true;
    this.isBroken = !isWhole;
    this.settle(isWhole);
    this.wake();
  }

  wake() {
    this.tell?.();
    this.news = new Promise((resolve) => { this.tell = resolve; });
  }

  /** Every part, from the first, as it comes. */
  async *parts() {
    for (let next = 0; ; next += 1) {
      while (next === this.list.length) {
        if (this.isEnded) return;
        await this.news;
      }
      yield this.list[next];
    }
  }
}

export class Requests {
  /**
   * @param {import("./api.js").Api} api
   * @param {function(Error): void} refused hears of every answer that is none
   */
  constructor(api, refused) {
    this.api = api;
    this.refused = refused;
    this.running = new Map();
    this.kept = new Map();
    this.size = 0;
  }

  /** What comes from an address, which others may be reading, too. It ends early when it is not wanted any more or cannot be had. */
  ask(url) {
    const known = this.kept.get(url);
    if (known) {
      this.kept.delete(url);
      this.kept.set(url, known);
      return known;
    }
    const running = this.running.get(url);
    if (running) return running.download;
    const control = new AbortController(), download = new Download();
    this.running.set(url, { control, download });
    this.load(url, control, download).finally(() => {
      if (this.running.get(url)?.control === control) this.running.delete(url);
    });
    return download;
  }

  async load(url, control, download) {
    try {
      for await (const part of this.api.parts(url, control.signal)) download.take(part);
      download.finish(true);
      this.keep(url, download);
    } catch (error) {
      download.finish(false);
      if (error.name !== "AbortError") this.refused(error);
    }
  }

  keep(url, download) {
    this.kept.set(url, download);
    this.size += download.size;
    for (const [oldest, old] of this.kept) {
      if (this.size <= ROOM) break;
      this.kept.delete(oldest);
      this.size -= old.size;
    }
  }

  /** @param {function(string): boolean} isUnwanted by address */
  abort(isUnwanted) {
    for (const [url, { control }] of this.running) {
      if (!isUnwanted(url)) continue;
      this.running.delete(url);
      control.abort();
    }
  }
}
