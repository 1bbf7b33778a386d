// What is fetched for playing: each address once, kept while there is room, and given up when it is not wanted any more.

/** Bytes kept; the longest unused go first. */
const ROOM = 96e6;

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

  /** The bytes at an address, or `null` when they are not wanted any more or cannot be had. */
  fetch(url) {
    const known = this.kept.get(url);
    if (known) {
      this.kept.delete(url);
      this.kept.set(url, known);
      return Promise.resolve(known);
    }
    const running = this.running.get(url);
    if (running) return running.bytes;
    const control = new AbortController();
    const bytes = this.load(url, control).finally(() => {
      if (this.running.get(url)?.control === control) this.running.delete(url);
    });
    this.running.set(url, { control, bytes });
    return bytes;
  }

  async load(url, control) {
    try {
      const bytes = await this.api.bytes(url, control.signal);
      this.keep(url, bytes);
      return bytes;
    } catch (error) {
      if (error.name !== "AbortError") this.refused(error);
      return null;
    }
  }

  keep(url, bytes) {
    this.kept.set(url, bytes);
    this.size += bytes.byteLength;
    for (const [oldest, old] of this.kept) {
      if (this.size <= ROOM) break;
      this.kept.delete(oldest);
      this.size -= old.byteLength;
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
