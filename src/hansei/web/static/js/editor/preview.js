/* A section as it will read, drawn by the server after every pause. */
import { postJson } from "./net.js";
import { said } from "./words.js";

const PAUSE = 350;

export class Preview {
  constructor({ address, handle, box, read }) {
    Object.assign(this, { address, handle, box, read });
    this.timer = 0;
    this.asked = null;
    this.drawn = null;
  }

  get open() { return !this.box.hidden; }

  show(open) {
    this.box.hidden = !open;
    if (open) this.changed(0);
  }

  changed(wait = PAUSE) {
    if (!this.open) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#draw(), wait);
  }

  async #draw() {
    const text = this.read();
    if (text === this.drawn) return;
    this.asked?.abort();
    const mine = this.asked = new AbortController();
    try {
      const { what, content } = await postJson(this.address, { handle: this.handle, text }, { signal: mine.signal });
      if (what !== "ok" || mine !== this.asked) return;
      this.drawn = text;
      this.box.innerHTML = content.html.trim();  // sanitised by the server
      if (!this.box.firstChild) this.box.textContent = said("previewEmpty");
    } catch { /* a newer one is under way */ }
  }
}
