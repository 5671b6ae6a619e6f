/* Saves one section after every pause, and never loses or overwrites.

   Every change is kept in this browser first. The server compares the digest of what the text was
   written over; it acknowledges with the new one, or answers with the text that stands there now,
   and then a person decides. */
import { postForm } from "./net.js";

const PAUSE = 800;
const LONGEST_WAIT = 5000;
const BACKOFF = [1000, 2000, 4000, 8000, 15000, 30000];
const LARGEST_KEPT_ALIVE = 60_000;
const MOST_SENT = 5;

/* A text as the server keeps it, as far as a comparison needs it. */
export function settled(text) {
  return text.replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").replace(/^##? /gm, "### ").trim();
}

export class Saver {
  /* `read` gives the text as it is, `onState` hears {what, reason}, `onConflict` what stands now. */
  constructor({ handle, title, address, base, text, me, keep, read, onState, onConflict }) {
    Object.assign(this, { handle, title, address, base, me, keep, read, onState, onConflict });
    this.saved = text;
    this.state = { what: "saved" };
    this.failures = 0;
    this.timer = 0;
    this.since = 0;
    this.running = null;
    this.sent = [];
    this.settledInBrowser = true;
  }

  get clean() { return this.state.what === "saved"; }

  #tell(what, reason = "") {
    this.state = { what, reason, kept: this.settledInBrowser };
    this.onState(this.state);
  }

  /* To be called with every change of the text. */
  changed() {
    const text = this.read();
    const undecided = this.state.what === "conflict";
    if (text === this.saved && !this.running && !undecided) { this.#done(); return; }
    this.#keep(text);
    if (undecided) return;
    if (!this.since) this.since = Date.now();
    if (["saved", "typing", "refused"].includes(this.state.what)) this.#tell("typing");
    this.#later(Math.max(0, Math.min(PAUSE, this.since + LONGEST_WAIT - Date.now())));
  }

  #keep(text) {
    const value = { base: this.base, over: this.saved, sent: this.sent, text, title: this.title };
    this.settledInBrowser = this.keep.put(this.handle, value);
  }

  #later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  #done() {
    clearTimeout(this.timer);
    this.since = 0;
    this.failures = 0;
    this.settledInBrowser = true;
    this.keep.remove(this.handle);
    this.#tell("saved");
  }

  /* Saves now what is not saved; settles when the server has answered. */
  save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.state.what === "conflict") return Promise.resolve();
    if (this.running && !leaving) return this.running.then(() => (this.read() === this.saved ? undefined : this.save()));
    if (this.read() === this.saved) { this.#done(); return Promise.resolve(); }
    this.running = this.#send(leaving).finally(() => { this.running = null; });
    return this.running;
  }

  async #send(leaving) {
    const text = this.read();
    const fields = { text, base: this.base, as: String(this.me) };
    this.sent = [...this.sent, settled(text)].slice(-MOST_SENT);
    this.#keep(text);
    if (this.state.what === "saved" || this.state.what === "typing") this.#tell("saving");
    const { what, content } = await postForm(this.address, fields, { keepalive: leaving && text.length < LARGEST_KEPT_ALIVE });
    if (what === "ok") { this.#acknowledged(text, content.digest); return; }
    if (what === "conflict") { this.#met(content?.theirs ?? null); return; }
    this.failures += 1;
    this.#tell(what, content?.reason ?? "");
    if (what !== "refused") this.#later(BACKOFF[Math.min(this.failures, BACKOFF.length) - 1] * (0.8 + Math.random() * 0.4));
  }

  #acknowledged(text, digest) {
    this.base = digest;
    this.saved = text;
    this.sent = [];
    this.failures = 0;
    this.since = 0;
    if (this.read() === text) { this.#done(); return; }
    this.#keep(this.read());
    this.#tell("typing");
    this.#later(PAUSE);
  }

  /* What stands is no news where it is what is in the editor, what was sent from here while the
     answer was lost, or what this was written over under another title. */
  #met(theirs) {
    const stands = theirs && settled(theirs.text);
    if (theirs && stands === settled(this.read())) { this.#acknowledged(this.read(), theirs.digest); return; }
    if (theirs && (this.sent.includes(stands) || (this.saved !== null && stands === settled(this.saved)))) {
      this.base = theirs.digest;
      this.saved = theirs.text;
      this.#later(0);
      return;
    }
    this.#tell("conflict");
    this.onConflict(theirs);
  }

  /* A person decided: the text as it stands in the editor now goes over `digest`. */
  resolve(digest, standing) {
    this.base = digest;
    this.saved = standing;
    this.#tell("typing");
    return this.save();
  }

  /* Tries again at once what failed. */
  retry() {
    if (!["saved", "conflict", "saving"].includes(this.state.what)) this.#later(0);
  }
}
