/* The page on which a post-mortem is written, as it stands at first: plain fields. The editor, many
   times as large, is fetched with the first sign that somebody is there, and takes their place. */
import { Keep } from "./keep.js";
import { Plain } from "./plain.js";
import { said } from "./words.js";

const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];
const TOOLS = "[data-do], [data-view], [data-toggle-preview], [data-rename]";
const AGAIN = 5000;
const page = document.querySelector("[data-editor]");

class Waiting {
  constructor() {
    this.keep = new Keep(page.dataset.me, page.dataset.document);
    this.plain = new Plain(page, this.keep);
    this.coming = null;
    this.clicked = null;
    this.failed = false;
    this.signs = new AbortController();
    for (const each of page.querySelectorAll("[data-needs-script]")) each.hidden = false;
    page.classList.add("plain");
    this.#tell(this.plain.dirty ? "typing" : "saved");
    for (const name of SIGNS) addEventListener(name, () => this.wake(), { passive: true, capture: true, signal: this.signs.signal });
    page.addEventListener("input", () => { if (!this.plain.done && !this.failed) this.#tell(this.plain.dirty ? "typing" : "saved"); });
    page.addEventListener("click", (event) => this.#click(event), true);
    page.addEventListener("submit", (event) => this.#submit(event), true);
    document.addEventListener("hansei:flush", ({ detail }) => { if (!this.plain.done) detail.wait(this.#flushed()); });
    const kept = this.keep.own();
    this.plain.lock(kept);
    if (kept.size || this.keep.any || this.plain.dirty || location.hash) this.wake();
  }

  /* Resolves to the editor once it stands; to null where it cannot be had. */
  wake() {
    this.coming ??= this.#stand();
    return this.coming;
  }

  async #stand() {
    let desk;
    try {
      // What it needs in turn is asked for beside it, not after it.
      const [core, room] = [import("../../vendor/editor/core.js"), page.dataset.live && "WebSocket" in window ? import("./live.js") : null];
      [desk] = await Promise.all([import("./desk.js"), core, room]);
    } catch {
      this.#without();
      return null;
    }
    await desk.start(this);
    this.signs.abort();
    this.clicked?.click();
    return desk;
  }

  /* The fields stay as they are, each with its button. */
  #without() {
    this.failed = true;
    page.classList.remove("plain");
    this.#tell("server", "noEditor");
    setTimeout(() => { this.coming = null; }, AGAIN);
  }

  #tell(what, text = what) {
    page.querySelector("[data-save-text]").textContent = said(text);
    page.querySelector("[data-save-state]").dataset.what = what;
  }

  #click(event) {
    const tool = event.target.closest?.(TOOLS);
    if (tool && !this.plain.done) this.clicked = tool;
  }

  async #submit(event) {
    const { target: form, submitter } = event;
    if (this.plain.done || !form.matches("[data-arranges]") || !this.plain.dirty) return;
    event.preventDefault();
    event.stopPropagation();
    if (await this.wake()) form.requestSubmit(submitter);
  }

  async #flushed() {
    const desk = await this.wake();
    return desk ? desk.flush() : !this.plain.dirty;
  }
}

if (page) new Waiting();
