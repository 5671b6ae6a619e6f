/* The room of a post-mortem: one shared document for everybody who has it open.

   What is typed here goes out at once and counts as saved when the server says that it stands. With
   no connection one types on; it is kept in this browser and brought along later. A shared document
   merges what everybody typed, so that nothing is asked and nothing overwritten. */
import { Compartment, EditorState, EditorView, StateEffect, keymap } from "../../vendor/editor/core.js";
import {
  Doc, UndoManager, applyUpdate, encodeStateAsUpdate, encodeStateVector, mergeUpdates, yCollab, yUndoManagerKeymap,
} from "../../vendor/editor/room.js";
import { CODE, KIND, framed, opened, parsed } from "../frames.js";
import { KeptUpdates, bytesOf } from "./kept_updates.js";

const { HELLO, EDIT, FLUSH, WELCOME, ACK, PEOPLE, SECTIONS, FLUSHED, LOOK, TROUBLE, NEWS } = KIND;
const { SIGNED_OUT, FORBIDDEN, BUSY } = CODE;
const PATIENCE = 2500;
const BACKOFF = [250, 500, 1000, 2000, 4000, 8000];
const SLOWLY = 15_000;
const SEND_PAUSE = 25;
const CURSOR_PAUSE = 120;
const SILENCE = 10_000;
const BEAT = 20_000;
const FLUSH_WAIT = 8000;
const SLOW_SAVE = 1200;

/* Tells that the people in the room, or their places in the text, are others now. */
export const moved = StateEffect.define();

export class Live extends EventTarget {
  constructor({ address, keep }) {
    super();
    this.address = address;
    this.kept = new KeptUpdates(keep);
    this.doc = new Doc();
    this.pending = new Map();
    this.unsent = [];
    this.seq = 0;
    this.key = "";
    this.seat = 0;
    this.people = new Map();
    this.sections = [];
    this.socket = null;
    this.here = false;
    this.writes = true;
    this.failures = 0;
    this.trouble = "";
    this.why = "";
    this.flushes = new Map();
    this.readOnly = new Compartment();
    this.doc.on("update", (update, origin) => { if (origin !== this) this.#typed(update); });
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.#drop());
    addEventListener("pagehide", () => this.keepNow());
    setInterval(() => this.#beat(), BEAT);
  }

  /* Whether the server has everything that was typed here. */
  get clean() { return !this.pending.size; }

  get state() {
    if (this.why) return { what: this.why, kept: this.kept.safe };
    if (!this.here) return { what: "apart", kept: this.kept.safe };
    if (this.trouble) return { what: "refused", reason: this.trouble, kept: true };
    const waits = this.pending.size && Date.now() - this.since > SLOW_SAVE;
    return { what: waits ? "saving" : "saved", kept: true };
  }

  /* Comes in; resolves to whether somebody opened. */
  join() {
    return new Promise((done) => {
      this.addEventListener("welcome", () => done(true), { once: true });
      setTimeout(() => done(this.here), PATIENCE);
      this.firstRefusal = () => done(false);
      this.connect();
    });
  }

  /* Leaves for good: this page writes alone. */
  leave() {
    this.left = true;
    this.#drop();
  }

  connect() {
    clearTimeout(this.timer);
    if (this.socket || this.left) return;
    const socket = opened(this.address);
    if (!socket) { this.firstRefusal?.(); return; }
    this.socket = socket;
    socket.addEventListener("open", () => socket.send(framed(HELLO, {}, encodeStateVector(this.doc))));
    socket.addEventListener("message", ({ data }) => { if (this.socket === socket) this.#hear(data); });
    socket.addEventListener("close", ({ code }) => { if (this.socket === socket) this.#closed(code); });
  }

  retry() {
    if (this.here) return;
    this.failures = 0;
    this.connect();
  }

  #drop() {
    const { socket } = this;
    if (!socket) return;
    this.#closed(0);
    socket.close();
  }

  #closed(code) {
    this.socket = null;
    this.here = false;
    this.people.clear();
    this.why = code === SIGNED_OUT ? "signed-out" : code === FORBIDDEN ? "forbidden" : "";
    for (const done of this.flushes.values()) done(false);
    this.flushes.clear();
    const wait = this.why || code === BUSY ? SLOWLY : BACKOFF[Math.min(this.failures, BACKOFF.length - 1)];
    this.failures += 1;
    if (!this.left) this.timer = setTimeout(() => this.connect(), wait * (0.7 + Math.random() * 0.6));
    if (!this.key && this.failures > 1) this.firstRefusal?.();
    this.kept.put(this.key, this.pending);
    this.#tell("people");
    this.#tell("state");
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  // What the room says

  #hear(raw) {
    const { kind, told, data } = parsed(raw);
    if (kind === WELCOME) this.#welcome(told, data);
    else if (kind === EDIT) {
      if (data.length) applyUpdate(this.doc, data, this);
      for (const { seat, at } of told.who) { const person = this.people.get(seat); if (person) person.at = at; }
      if (told.who.length) this.#tell("people");
      if (told.kept?.[this.seat]) this.#acknowledged(told.kept[this.seat]);
    } else if (kind === ACK) this.#acknowledged(told.seq);
    else if (kind === PEOPLE) { this.#present(told.people); this.#tell("people"); }
    else if (kind === SECTIONS) { this.sections = told.sections; this.#tell("sections"); }
    else if (kind === LOOK) this.#tell("look", told);
    else if (kind === NEWS) this.#tell("news");
    else if (kind === TROUBLE) { this.trouble = told.reason; this.#tell("state"); }
    else if (kind === FLUSHED) { this.flushes.get(told.id)?.(!told.reason); this.flushes.delete(told.id); }
  }

  #welcome(told, data) {
    if (this.key && told.key !== this.key) { this.#tell("another"); return; }
    this.key = told.key;
    this.seat = told.seat;
    this.writes = told.writes;
    this.sections = told.sections;
    this.here = true;
    this.why = told.writes ? "" : "forbidden";
    this.failures = 0;
    this.trouble = "";
    this.unsent = [];
    applyUpdate(this.doc, data, this);
    if (this.pending.size) {
      // What went out and was not acknowledged may have been lost on the way, whole or in part.
      const lacking = encodeStateAsUpdate(this.doc, bytesOf(told.state));
      this.seq += 1;
      this.pending = new Map([[this.seq, lacking]]);
      if (this.writes) this.socket.send(framed(EDIT, { seq: this.seq }, lacking));
    }
    this.#present(told.people);
    this.#tell("welcome");
    this.#tell("sections");
    this.#tell("people");
    this.#tell("state");
  }

  #present(people) { this.people = new Map(people.map((each) => [each.seat, each])); }

  #acknowledged(seq) {
    for (const each of this.pending.keys()) if (each <= seq) this.pending.delete(each);
    this.kept.put(this.key, this.pending);
    if (this.pending.size) this.since = Date.now();
    this.#tell("state");
  }

  // What is typed here

  #typed(update) {
    if (!this.pending.size) { this.since = Date.now(); setTimeout(() => this.#tell("state"), SLOW_SAVE + 100); }
    this.seq += 1;
    this.pending.set(this.seq, update);
    this.kept.soon(this.key, this.pending);
    // The editor is in the middle of taking the keystroke.
    if (!this.here) { queueMicrotask(() => this.#tell("state")); return; }
    this.unsent.push(update);
    this.sending ??= setTimeout(() => this.#send(), SEND_PAUSE);
  }

  #send() {
    this.sending = clearTimeout(this.sending) ?? null;
    if (!this.here || !this.writes || !(this.unsent.length || this.cursor)) return;
    const told = { seq: this.seq };
    if (this.cursor) { told.at = this.cursor; this.cursor = null; }
    const update = this.unsent.length ? mergeUpdates(this.unsent) : undefined;
    this.unsent = [];
    this.socket.send(framed(EDIT, told, update));
  }

  /* Where the cursor is: {t: name of the text, a, h: relative positions}. */
  point(at) {
    this.cursor = at;
    if (this.here) this.sending ??= setTimeout(() => this.#send(), CURSOR_PAUSE);
    this.at = at;
  }

  #beat() {
    if (!this.here) return;
    if (this.pending.size && this.writes && Date.now() - this.since > SILENCE) { this.#drop(); return; }
    this.socket.send(framed(EDIT, { at: this.at ?? {} }));
  }

  /* Has what was typed written into the post-mortem now; resolves to whether it is. */
  flush() {
    if (!this.here || !this.writes) return Promise.resolve(this.clean);
    this.#send();
    this.asked = (this.asked ?? 0) + 1;
    this.socket.send(framed(FLUSH, { id: this.asked }));
    const until = this.seq;
    const written = new Promise((done) => {
      this.flushes.set(this.asked, done);
      setTimeout(done, FLUSH_WAIT, false);
    });
    return written.then((is) => is && this.#heardOf(until));
  }

  /* Resolves when what was typed until then is acknowledged, which may come after it is written. */
  #heardOf(until) {
    const waits = () => [...this.pending.keys()].some((each) => each <= until);
    return new Promise((done) => {
      const look = () => {
        if (this.here && waits()) return;
        this.removeEventListener("state", look);
        done(!waits());
      };
      this.addEventListener("state", look);
      look();
    });
  }

  /* Has what was typed in this browser at once, and not after the next pause. */
  keepNow() { this.kept.put(this.key, this.pending); }

  /* Brings back what was typed in a tab that is gone and never arrived; returns whether there was. */
  recover() {
    let any = false;
    for (const update of this.kept.left(this.key)) {
      const before = this.seq;
      applyUpdate(this.doc, update, "kept");
      any ||= this.seq > before;
    }
    return any;
  }

  // A section

  nameOf(handle) { return this.sections.find((each) => each.handle === handle)?.name; }

  /* The text of a section for `createSurface`. */
  source(handle, extensions = []) {
    const name = this.nameOf(handle);
    const text = this.doc.getText(name);
    const undoManager = new UndoManager(text, { captureTimeout: 400 });
    undoManager.trackedOrigins.delete(null);
    return {
      name, shared: text, text: text.toString(),
      extensions: [yCollab(text, null, { undoManager }), keymap.of(yUndoManagerKeymap), this.readOnly.of(this.#locked()), ...extensions],
    };
  }

  #locked(gone = false) { return gone || !this.writes ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : []; }

  /* Lets a view be typed into, or not. */
  lock(view, gone) { view.dispatch({ effects: this.readOnly.reconfigure(this.#locked(gone)) }); }
}
