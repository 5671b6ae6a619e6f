/* The editor of a post-mortem: puts an editor in the place of each section's plain field. */
import { carried, difference, placed } from "./carrying.js";
import { cards } from "./cards.js";
import { askAbout } from "./conflict.js";
import { cite, citing } from "./cites.js";
import { Comments } from "./comments.js";
import { Findings } from "./findings.js";
import { mark, markKeys } from "./marks.js";
import { Preview } from "./preview.js";
import { RoomSaver } from "./room_saver.js";
import { Saver, settled } from "./saver.js";
import { createSurface, plainSource } from "./surface.js";
import { counted, said } from "./words.js";

const VIEW = "hansei-editor-view";
const QUIET = ["saved", "saving", "typing"];
const page = document.querySelector("[data-editor]");
const sections = new Map();
let focused = null;
let live = null;
let people = null;

class Section {
  constructor(element, { plain, keep, findings, comments, address, live }) {
    this.element = element;
    this.handle = element.dataset.section;
    this.title = element.dataset.title;
    this.touched = false;
    this.whileAsked = null;
    this.live = live?.nameOf(this.handle) ? live : null;
    this.name = this.live?.nameOf(this.handle) ?? "";
    const field = plain.take(element);
    const source = this.live ? live.source(this.handle, people.cursors(live, this.name)) : plainSource(field.before);
    const { text } = source;
    const place = element.querySelector("[data-surface]");
    const label = said("editorLabel", { title: this.title });
    place.replaceChildren();
    this.surface = createSurface({
      parent: place, source, label, prompt: element.dataset.prompt,
      extensions: [citing(address), cards, markKeys, findings.extensions, comments.extensions(this)],
      onChange: () => this.#changed(),
    });
    this.view = this.surface.view;
    this.saver = this.live ? new RoomSaver(live, keep) : new Saver({
      handle: this.handle, title: this.title, address: element.dataset.address, base: element.dataset.digest, text,
      me: page.dataset.me, keep, read: () => this.text,
      onState: () => showStates(),
      onConflict: (theirs) => askAbout(element.querySelector("[data-conflict]"), this, theirs),
    });
    this.preview = new Preview({ address: page.dataset.preview, handle: this.handle, box: element.querySelector("[data-preview-box]"), read: () => this.text });
    this.findings = findings;
    this.view.contentDOM.addEventListener("focus", () => { focused = this; });
    element.querySelector("[data-toggle-preview]").addEventListener("click", (event) => {
      this.preview.show(!this.preview.open);
      element.classList.toggle("previewed", this.preview.open);
      event.currentTarget.setAttribute("aria-pressed", String(this.preview.open));
    });
    element.querySelector("[data-rename]").addEventListener("click", () => {
      const form = element.querySelector(".rename");
      form.hidden = !form.hidden;
      if (!form.hidden) form.querySelector("input[name=title]").select();
    });
    this.#take(field);
  }

  /* Takes along what was typed in the plain field, and the place of the cursor. */
  #take({ before, text, edit, from, to, focused: had }) {
    if (text !== before) {
      this.view.dispatch({ changes: carried(edit, difference(before, this.text)), userEvent: "input" });
      if (this.live) { live.keepNow(); this.saver.keep.remove(this.handle); }
    }
    if (!had) return;
    const moved = difference(text, this.text);
    this.focus();
    this.view.dispatch({ selection: { anchor: placed(from, moved), head: placed(to, moved) } });
  }

  get text() { return this.surface.text; }
  put(text) { this.surface.put(text); }
  focus() { this.view.focus(); }

  /* Takes what a form wrote into this section, where nothing else is being typed. */
  stands({ text, digest }) {
    // The room brings it in by itself.
    if (this.live || !this.saver.clean) return;
    this.saver.base = digest;
    this.saver.saved = text;
    this.put(text);
  }

  /* Gives up what is in the editor of a section that is no more. */
  discard() {
    this.saver.keep.remove(this.handle);
    this.saver.saved = this.text;
    this.saver.state = { what: "saved" };
    this.element.remove();
    sections.delete(this.handle);
    showStates();
  }

  #changed() {
    this.touched = true;
    this.saver.changed();
    this.preview.changed();
    if (!this.live) this.findings.changed();
    this.whileAsked?.();
  }
}

function worst() {
  const order = ["conflict", "refused", "somebody-else", "forbidden", "signed-out", "offline", "server", "apart", "typing", "saving", "saved"];
  const states = [...sections.values()].map((each) => each.saver.state);
  return states.sort((one, other) => order.indexOf(one.what) - order.indexOf(other.what))[0] ?? { what: "saved" };
}

const NAMES = { "signed-out": "signedOut", "somebody-else": "somebodyElse" };
const ROOM_NAMES = { ...NAMES, forbidden: "roomForbidden" };

function showStates() {
  const state = worst();
  const box = page.querySelector("[data-save-state]");
  const lost = state.kept === false && !QUIET.includes(state.what);
  const names = live ? ROOM_NAMES : NAMES;
  const text = said(lost ? "notKept" : names[state.what] ?? state.what, { reason: state.reason });
  const line = box.querySelector("[data-save-text]");
  if (line.textContent !== text) line.textContent = text;
  box.dataset.what = state.what;
  box.querySelector("[data-save-retry]").hidden = !["offline", "server", "apart", "refused", "forbidden"].includes(state.what);
  box.querySelector("[data-save-login]").hidden = !["signed-out", "somebody-else"].includes(state.what);
  for (const each of sections.values()) {
    const { what } = each.saver.state;
    each.element.dataset.state = what;
    each.element.querySelector("[data-state]").textContent = each.live || QUIET.includes(what) ? "" : said(NAMES[what] ?? what, { reason: each.saver.state.reason });
  }
}

function showStanding({ claims, factors }, found) {
  const count = (level) => found.filter((each) => each.level === level).length;
  const set = (name, text) => { const box = page.querySelector(`[data-${name}]`); if (box) box.textContent = text; };
  set("errors", counted("errors", count("error")));
  set("warnings", counted("warnings", count("warning")));
  set("claims", said("claims", claims));
  set("factors", factors.total ? said("factors", factors) : said("noFactors"));
  for (const [name, value, most] of [["claims-meter", claims.cited, claims.total], ["factors-meter", factors.covered, factors.total]]) {
    const meter = page.querySelector(`[data-${name}]`);
    meter.max = most || 1;
    meter.value = value;
  }
}

function allSaved() { return [...sections.values()].every((each) => each.saver.clean); }

export async function flush() {
  if (live) {
    if (!live.here || !await live.flush()) return false;
    return allSaved();
  }
  await Promise.all([...sections.values()].map((each) => each.saver.save()));
  return allSaved();
}

/* What was kept in this browser and never acknowledged, back in its section. */
function recover(keep) {
  const box = page.querySelector("[data-restored]");
  const back = [];
  const done = new Set();
  for (const kept of keep.left().reverse()) {
    const section = sections.get(kept.handle);
    // What was typed here before the editor stood is under way already.
    if (section?.touched && kept.tab === keep.tab) continue;
    if (section && settled(section.text) === settled(kept.text)) { keep.remove(kept.handle, kept.tab); continue; }
    if (!section || section.live || section.touched || done.has(kept.handle)) { offer(box, kept, keep); continue; }
    done.add(kept.handle);
    section.saver.base = kept.base;
    section.saver.saved = kept.over ?? null;
    section.saver.sent = kept.sent ?? [];
    section.put(kept.text);
    if (kept.tab !== keep.tab) keep.remove(kept.handle, kept.tab);
    back.push(section.title);
  }
  if (back.length) tell(back.length === 1 ? said("restoredOne", { title: back[0] }) : said("restored", { count: back.length }));
}

function tell(text, ...actions) {
  const note = document.createElement("p");
  note.className = "callout good";
  note.setAttribute("role", "status");
  note.append(text, " ", ...actions);
  page.querySelector("[data-restored]").prepend(note);
  return note;
}

function offer(box, kept, keep) {
  const note = document.createElement("div");
  note.className = "callout warn";
  const inside = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = said("keptElsewhere", { title: kept.title || kept.handle });
  const text = document.createElement("pre");
  text.textContent = kept.text;
  text.tabIndex = 0;
  const row = document.createElement("div");
  row.className = "row";
  const copy = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: said("copy") });
  copy.addEventListener("click", async () => { await navigator.clipboard?.writeText(kept.text); copy.textContent = said("copied"); });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: said("discard") });
  drop.addEventListener("click", () => { keep.remove(kept.handle, kept.tab); note.remove(); });
  row.append(copy, drop);
  inside.append(title, text, row);
  note.append(inside);
  box.append(note);
}

function chooseView(choice) {
  page.classList.toggle("both", choice === "both");
  for (const each of page.querySelectorAll("[data-view]")) each.setAttribute("aria-pressed", String(each.dataset.view === choice));
  for (const each of sections.values()) each.preview.show(choice === "both");
  try { localStorage.setItem(VIEW, choice); } catch { /* for this page only */ }
}

function wire(findings, comments) {
  page.addEventListener("click", (event) => {
    const doing = event.target.closest?.("[data-do]")?.dataset.do;
    if (doing) {
      event.target.closest("details")?.removeAttribute("open");
      const section = focused ?? sections.values().next().value;
      if (doing === "next") findings.step(1);
      else if (doing === "comment") comments.begin();
      else if (section && doing === "cite") cite(section.view);
      else if (section) mark(section.view, doing);
    }
    const view = event.target.closest?.("[data-view]")?.dataset.view;
    if (view) chooseView(view);
    if (event.target.closest?.("[data-save-retry]")) for (const each of sections.values()) each.saver.retry();
  });
  page.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-arranges]") || form.dataset.flushed) return;
    event.preventDefault();
    const { submitter } = event;
    if (!await flush()) { form.closest("details")?.removeAttribute("open"); showStates(); return; }
    form.dataset.flushed = "yes";
    // A form does not submit again while it says that it is being submitted.
    setTimeout(() => form.requestSubmit(submitter));
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || link.hash && link.pathname === location.pathname || event.defaultPrevented) return;
    if (allSaved() || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await flush();
    location.assign(link.href);  // the browser asks where something is still unsaved
  });
  document.addEventListener("hansei:flush", (event) => event.detail.wait(flush()));
  document.addEventListener("hansei:block", ({ detail }) => sections.get(detail.handle)?.stands(detail));
  const again = () => { for (const each of sections.values()) each.saver.retry(); };
  addEventListener("online", again);
  addEventListener("focus", again);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") { again(); return; }
    for (const each of sections.values()) if (!each.saver.clean) each.saver.save({ leaving: true });
  });
  addEventListener("beforeunload", (event) => { if (!allSaved()) event.preventDefault(); });
}

/* Follows the room: who is there, what the checks see, and sections that were arranged by others. */
function follow(findings) {
  let arranged = null;
  let { writes } = live;
  live.addEventListener("state", () => {
    showStates();
    if (writes === live.writes) return;
    ({ writes } = live);
    for (const each of sections.values()) if (each.live) live.lock(each.view, each.gone);
  });
  live.addEventListener("people", () => people.showPeople(live, sections, page));
  live.addEventListener("look", ({ detail }) => findings.shared(detail));
  live.addEventListener("another", () => {
    for (const each of sections.values()) if (each.touched && !live.clean) each.saver.keep.put(each.handle, { base: "", text: each.text, title: each.title });
    location.reload();
  });
  live.addEventListener("sections", () => {
    const shown = [...sections.values()].filter((each) => each.live).map((each) => `${each.name} ${each.title}`);
    const now = live.sections.map((each) => `${each.name} ${each.title}`);
    for (const each of sections.values()) {
      if (!each.live) continue;
      const gone = !live.sections.some(({ name }) => name === each.name);
      if (gone === Boolean(each.gone)) continue;
      each.gone = gone;
      each.element.classList.toggle("gone", gone);
      live.lock(each.view, gone);
    }
    if (shown.join() === now.join()) { arranged?.remove(); arranged = null; return; }
    if (arranged) return;
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: said("showArranged") });
    again.addEventListener("click", async () => { await flush(); location.reload(); });
    arranged = tell(said("arranged"), again);
  });
  people.showPeople(live, sections, page);
}

/* The room, where somebody opens; else null, and this page writes alone. */
async function room(keep) {
  if (!page.dataset.live || !("WebSocket" in window)) return null;
  const [{ Live }, found] = await Promise.all([import("./live.js"), import("./people.js")]);
  people = found;
  const made = new Live({ address: page.dataset.live, keep });
  const is = await made.join();
  if (!is) made.leave();
  return is ? made : null;
}

/* Puts the editors up; what is typed until then is in the fields of `plain`. */
export async function start({ plain, keep }) {
  [live] = await Promise.all([room(keep), keep.settle()]);
  const back = live?.recover();
  const findings = new Findings({ address: page.dataset.look, sections, desk: page, onStanding: showStanding, live });
  const comments = new Comments({
    box: page.querySelector("[data-comments]"), sections, flush, live,
    current: () => focused ?? sections.values().next().value,
  });
  await plain.calm();
  // From here to the last section nothing else may have its turn: a key belongs to either of the two.
  plain.still(() => {
    for (const element of plain.sections) {
      const section = new Section(element, { plain, keep, findings, comments, address: page.dataset.citable, live });
      sections.set(section.handle, section);
    }
    page.classList.remove("plain");
    page.classList.add("scripted");
  });
  plain.done = true;
  wire(findings, comments);
  showStates();
  let view = "write";
  try { view = localStorage.getItem(VIEW) ?? view; } catch { /* the usual one */ }
  chooseView(view);
  if (live) follow(findings);
  recover(keep);
  if (back) tell(said("broughtAlong"));
  const wanted = sections.get(decodeURIComponent(location.hash.slice(1)));
  if (wanted && !focused) { wanted.element.scrollIntoView(); wanted.focus(); }
  comments.load();
  findings.look().then(() => { page.dataset.ready = "yes"; });
}
