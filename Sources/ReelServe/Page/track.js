// One SourceBuffer, and what of the plan is in it.

export class Track {
  /** @param {SourceBuffer} buffer */
  constructor(buffer) {
    this.buffer = buffer;
    /** The address of the init segment that what is appended now belongs to. */
    this.init = null;
    /** By where they start, in seconds: what was appended whole. */
    this.held = new Map();
    /** By name: what will be appended when it comes. */
    this.awaited = new Map();
    /** What is being appended now. */
    this.coming = null;
    this.work = Promise.resolve();
    this.isDead = false;
  }

  has(segment) { return this.held.get(segment.from)?.name === segment.name; }

  /** Whether what is at a time is of this segment: it need not be whole yet. */
  shows(segment, time) {
    if (this.has(segment)) return true;
    const { buffered } = this.buffer;
    return this.coming?.name === segment.name && [...Array(buffered.length).keys()].some((n) => buffered.start(n) <= time && time < buffered.end(n));
  }

  /** The first of the held segments that the plan does not have any more. */
  strangers(plan) {
    const names = new Map(plan.map((segment) => [segment.from, segment.name]));
    return [...this.held.values()].filter((held) => names.get(held.from) !== held.name);
  }

  /** Segments that are appended from now on belong to this. */
  begin(init, download, offset = 0) {
    if (this.init === init) return this.work;
    this.init = init;
    return this.queue(async () => {
      this.buffer.timestampOffset = offset;
      for await (const part of download.parts()) await this.append(part);
    });
  }

  /**
   * Puts a segment in its place as it comes: whatever was there is taken out first, and what ends too early is taken out again.
   * @param {function(): void} grown hears of every part
   */
  put(segment, download, grown) {
    return this.queue(async () => {
      if (this.has(segment)) return;
      await this.clear(segment.from, segment.to);
      this.coming = segment;
      for await (const part of download.parts()) {
        await this.append(part);
        grown();
      }
      this.coming = null;
      if (!download.isBroken) return void this.held.set(segment.from, segment);
      this.buffer.abort();
      await this.act(() => this.buffer.remove(segment.from, segment.to));
    });
  }

  /** Takes out what lies between two times, in seconds. */
  drop(from, to) { return this.queue(() => this.clear(from, to)); }

  /** Does something with the buffer when all before is done. What fails leaves the track dead, and is told once. */
  queue(task) {
    this.work = this.work.then(async () => {
      if (this.isDead) return;
      try { await task(); } catch (error) {
        if (this.isDead) return;
        this.isDead = true;
        this.onDeath?.(error);
      }
    });
    return this.work;
  }

  async clear(from, to) {
    const overlapping = [...this.held.values()].filter((held) => held.from < to && held.to > from);
    if (overlapping.length === 0) return;
    for (const held of overlapping) this.held.delete(held.from);
    // Whole segments: half of one would stay undecodable, or sound for a moment.
    const first = Math.min(...overlapping.map((held) => held.from));
    const last = Math.max(...overlapping.map((held) => held.to));
    await this.act(() => this.buffer.remove(first, last));
  }

  append(bytes) { return this.act(() => this.buffer.appendBuffer(bytes)); }

  /** One operation of the buffer, to its end. */
  act(operation) {
    return new Promise((resolve, reject) => {
      const done = (event) => {
        this.buffer.removeEventListener("updateend", done);
        this.buffer.removeEventListener("error", done);
        if (event.type === "error") reject(new Error("the browser cannot read this part")); else resolve();
      };
      this.buffer.addEventListener("updateend", done);
      this.buffer.addEventListener("error", done);
      try { operation(); } catch (error) {
        this.buffer.removeEventListener("updateend", done);
        this.buffer.removeEventListener("error", done);
        reject(error);
      }
    });
  }
}
