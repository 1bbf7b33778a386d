// The little pictures of the timeline.

/** Small pictures, loaded two at a time, what is seen first. */
export class Pictures {
  constructor(onLoad) {
    this.onLoad = onLoad;
    this.loaded = new Map();
    this.wanted = [];
    this.running = 0;
  }

  get(url) {
    const image = this.loaded.get(url);
    return image?.naturalWidth ? image : undefined;
  }

  want(urls) {
    this.wanted = urls.filter((url) => !this.loaded.has(url));
    clearTimeout(this.timer);
    // While someone zooms, pictures change faster than they come.
    this.timer = setTimeout(() => this.load(), 120);
  }

  load() {
    while (this.running < 2 && this.wanted.length > 0) {
      const url = this.wanted.shift();
      if (this.loaded.has(url)) continue;
      const image = new Image();
      const done = () => {
        this.running -= 1;
        this.onLoad();
        this.load();
      };
      this.running += 1;
      this.loaded.set(url, image);
      image.onload = done;
      image.onerror = done;
      image.src = url;
    }
  }
}
