// The little pictures of the timeline and of the list of shots.

/** Small pictures, one at a time: a browser has six connections to a server, and the player comes first. */
export class Pictures {
  constructor(onLoad) {
    this.onLoad = onLoad;
    this.loaded = new Map();
    this.wanted = [];
    /** What comes behind the wanted ones. */
    this.others = [];
    this.isLoading = false;
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
    const url = [...this.wanted, ...this.others].find((url) => !this.loaded.has(url));
    if (!url || this.isLoading) return;
    const image = new Image();
    const done = () => {
      this.isLoading = false;
      this.onLoad();
      this.load();
    };
    this.isLoading = true;
    this.loaded.set(url, image);
    image.onload = done;
    image.onerror = done;
    image.src = url;
  }
}
