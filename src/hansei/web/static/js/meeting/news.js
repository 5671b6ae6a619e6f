/* How a room hears that it looks otherwise: at once by a socket, and where there is none by asking
   every other second. Whoever listens is given a tag, and compares it with the one of the page. */
import { CODE, KIND, framed, opened, parsed } from "../frames.js";

const EVERY = 2000, SELDOM = 30_000, BEAT = 20_000, PATIENCE = 10_000;

export class News {
  constructor(base, { heard, apart }) {
    Object.assign(this, { base, heard, apart, socket: null, here: false, failures: 0, waits: EVERY });
    this.#connect();
    this.#again();
    setInterval(() => this.#beat(), BEAT);
    addEventListener("online", () => { this.failures = 0; this.waits = EVERY; this.#connect(); this.ask(); });
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
  }

  // By a socket

  #connect() {
    clearTimeout(this.timer);
    if (this.socket) return;
    const socket = opened(`${this.base}/live/`);
    if (!socket) return;
    this.socket = socket;
    socket.addEventListener("open", () => this.#hello());
    socket.addEventListener("close", ({ code }) => { if (this.socket === socket) this.#closed(code); });
    socket.addEventListener("message", ({ data }) => {
      if (this.socket !== socket) return;
      const { kind, told } = parsed(data);
      if (kind !== KIND.TAG) return;
      clearTimeout(this.silence);
      this.here = true;
      this.failures = 0;
      this.waits = EVERY;
      this.apart(false);
      this.heard(told.tag);
    });
  }

  #hello() {
    this.socket.send(framed(KIND.HELLO, {}));
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.#drop(), PATIENCE);
  }

  #beat() { if (this.here) this.#hello(); }

  #drop() {
    const { socket } = this;
    if (!socket) return;
    this.#closed(0);
    socket.close();
  }

  #closed(code) {
    const before = this.here;
    this.socket = null;
    this.here = false;
    clearTimeout(this.silence);
    this.failures += 1;
    const kept = code === CODE.FORBIDDEN || code === CODE.SIGNED_OUT;
    const wait = kept ? SELDOM : Math.min(250 * 2 ** this.failures, SELDOM);
    this.timer = setTimeout(() => this.#connect(), wait * (0.7 + Math.random() * 0.6));
    if (before) this.ask();
  }

  // By asking

  #again() {
    setTimeout(async () => { if (!this.here) await this.ask(); this.#again(); }, this.waits);
  }

  async ask() {
    if (document.hidden || this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(`${this.base}/tag/`, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        this.waits = EVERY;
        this.apart(false);
        this.heard((await answer.json()).tag);
      } else this.waits = Math.min(this.waits * 2, SELDOM);
    } catch {
      this.apart(true);
      this.waits = Math.min(this.waits * 2, SELDOM);
    } finally {
      this.asking = false;
    }
  }
}
