// What is asked of the server, as its answers name it: addresses are taken as they come, relative to the document they are about.

/** An answer that is none, with what the server says about it. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body?.error ?? `the server answered ${status}`);
    this.status = status;
    this.hint = body?.hint;
  }
}

export class Api {
  /** @param {string} base "" for the document, "other/" for the one it is compared with */
  constructor(base = "") { this.base = base; }

  url(path) { return this.base + path; }

  async get(path, signal) {
    const answer = await fetch(this.url(path), { signal });
    if (answer.ok) return answer;
    throw new Refusal(answer.status, await answer.json().catch(() => null));
  }

  async json(path, signal) { return (await this.get(path, signal)).json(); }
  /** The bytes of an answer in parts, as they come. */
  async *parts(path, signal) {
    const reader = (await this.get(path, signal)).body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  }

  episode() { return this.json("api/episode.json"); }
  store() { return this.json("api/store.json"); }

  /** The exact picture. The revision is for caches; the server does not read it. */
  frame(frame, output, revision) { return this.url(`frame?at=${frame}&output=${output}&r=${revision}`); }
  thumb(frame, revision) { return this.url(`thumb/${frame}.jpg?r=${revision}`); }

  /**
   * Hears of changes for as long as the page lives.
   * @param {Object<string, function(object): void>} handlers by the event's name; `open` and `error` for the connection
   */
  listen(handlers) {
    const source = new EventSource(this.url("api/events"));
    for (const [name, handler] of Object.entries(handlers)) {
      const isConnection = name === "open" || name === "error";
      source.addEventListener(name, (event) => handler(isConnection || !event.data ? {} : JSON.parse(event.data)));
    }
    return source;
  }
}
