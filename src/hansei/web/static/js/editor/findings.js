/* Findings of the checks beside the line that caused them, while somebody types: underlined, in
   the margin, in the list at the side, and one by one with F8. */
import { StateEffect, StateField, keymap, lintGutter, setDiagnostics, showTooltip } from "../../vendor/editor/core.js";
import { mark } from "./marks.js";
import { cite } from "./cites.js";
import { postJson } from "./net.js";
import { counted, said } from "./words.js";

const PAUSE = 600;
const SEVERITY = { error: "error", warning: "warning", note: "info" };
const KIND = { error: "bad", warning: "warn", note: "" };

/* CRC-32 of a text in UTF-8, as the room reckons it. */
const TABLE = Int32Array.from({ length: 256 }, (_, each) => {
  let value = each;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(text) {
  let value = -1;
  for (const each of new TextEncoder().encode(text)) value = TABLE[(value ^ each) & 255] ^ (value >>> 8);
  return (value ^ -1) >>> 0;
}

function element(tag, kind, text) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

function shortened(text) {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/* The current finding as a card under its line. */
const present = StateEffect.define();
const presented = StateField.define({
  create: () => null,
  update(value, change) {
    for (const each of change.effects) if (each.is(present)) return each.value;
    return value && change.docChanged ? null : value;
  },
  provide: (own) => showTooltip.from(own),
});

export class Findings {
  /* `sections` by handle: {handle, title, view, surface, text, touched}. */
  constructor({ address, sections, desk, onStanding, live = null }) {
    Object.assign(this, { address, sections, desk, onStanding, live });
    this.list = desk.querySelector("[data-findings]");
    this.marks = desk.querySelector("[data-marks]");
    this.state = desk.querySelector("[data-look-state]");
    this.found = [];
    this.current = -1;
    this.timer = 0;
    this.asked = null;
    document.addEventListener("keydown", (event) => {
      if (event.key === "F8" && !event.defaultPrevented) { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); }
    });
  }

  get extensions() {
    return [
      lintGutter(), presented,
      keymap.of([
        { key: "Alt-Enter", run: () => this.mend() },
        { key: "Escape", run: (view) => this.#leave(view) },
      ]),
    ];
  }

  changed(wait = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  async look() {
    // A room is looked at once for everybody in it.
    if (this.live?.here) return;
    const drafts = {};
    for (const each of this.sections.values()) if (each.touched) drafts[each.handle] = each.text;
    this.asked?.abort();
    const mine = this.asked = new AbortController();
    this.state.textContent = said("checking");
    let answer;
    try { answer = await postJson(this.address, { drafts }, { signal: mine.signal }); } catch { return; }
    if (mine !== this.asked) return;
    this.state.textContent = answer.what !== "ok" ? said("notChecked") : answer.content.unchecked ? said("tooLong") : "";
    if (answer.what === "ok") this.#take(answer.content, (section) => !(section.handle in drafts) || drafts[section.handle] === section.text);
  }

  /* Takes what the room saw: `sums` tell of which texts. */
  shared({ found, sums }) {
    this.state.textContent = found.unchecked ? said("tooLong") : "";
    this.#take(found, (section) => sums[section.name] === checksum(section.text));
  }

  /* `fits` tells whether a section still has the text that was looked at. */
  #take(content, fits) {
    const fitting = new Set([...this.sections.values()].filter(fits).map((each) => each.handle));
    const before = this.found[this.current];
    this.found = content.findings.map((each) => ({ ...each, range: this.#range(each, fitting) }));
    this.current = before && this.live ? this.found.findIndex((each) => each.rule === before.rule && each.section === before.section && each.says === before.says) : -1;
    this.#underline(fitting);
    this.#draw();
    this.#drawMarks(content.marks);
    this.onStanding(content, this.found);
  }

  /* Where a finding stands in its editor; null where the text went on, or it is about no text. */
  #range(each, fitting) {
    const section = this.sections.get(each.section);
    if (!section || !each.line || each.drawn) return null;
    if (!fitting.has(each.section)) return null;
    const from = section.surface.at(each.line, each.column);
    const to = section.surface.at(each.end_line, each.end_column || 1_000_000);
    return { from, to: Math.max(from, to) };
  }

  #underline(fitting) {
    for (const section of this.sections.values()) {
      if (this.live && !fitting.has(section.handle)) continue;  // what is underlined there moves along
      const own = this.found.filter((each) => each.section === section.handle && each.range);
      section.view.dispatch(setDiagnostics(section.view.state, own.map((each) => ({
        ...each.range, severity: SEVERITY[each.level], message: each.message, source: each.rule,
        renderMessage: () => this.#told(each, false),
        actions: this.#actions(each),
      }))));
    }
  }

  #actions(each) {
    const found = [];
    if (each.change) found.push({ name: said(each.change.wording ? "reword" : "fix"), apply: () => this.apply(each) });
    if (each.rule === "complete/uncited" && each.range) {
      found.push({ name: said("cite"), apply: (view) => { view.dispatch({ selection: { anchor: this.#beforeStop(view, each.range.to) } }); cite(view); } });
      found.push({ name: said("assume"), apply: (view) => { view.dispatch({ selection: { anchor: each.range.from } }); mark(view, "assumption"); } });
    }
    return found;
  }

  #beforeStop(view, at) {
    return /[.!?]/.test(view.state.sliceDoc(at - 1, at)) ? at - 1 : at;
  }

  apply(each) {
    const section = this.sections.get(each.section);
    if (!section || !each.change || !this.found.includes(each)) return;
    const { line, column, end_line: endLine, end_column: endColumn, insert } = each.change;
    const from = section.surface.at(line, column);
    const to = section.surface.at(endLine, endColumn);
    section.view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, effects: present.of(null), userEvent: "input.fix" });
    section.view.focus();
    this.changed(150);
  }

  /* Mends the finding that is shown. */
  mend() {
    const each = this.found[this.current];
    if (!each?.change) return false;
    this.apply(each);
    return true;
  }

  #told(each, whole = true) {
    const box = element("div", "finding-told");
    const head = element("p", "finding-message");
    head.append(element("span", `badge ${KIND[each.level]}`, said(each.level)), ` ${each.message}`);
    box.append(head);
    if (each.against) {
      const sides = element("dl", "finding-sides");
      sides.append(element("dt", "", said("says")), element("dd", "", each.says), element("dt", "", said("against")), element("dd", "", each.against));
      if (each.against_event) sides.lastChild.append(` [${each.against_event}]`);
      box.append(sides);
    } else if (each.says && whole) box.append(element("q", "", each.says.replace(/\s*\|[\s|]*/g, " ").trim()));
    for (const name of ["suggestion", "ask"]) {
      if (!each[name]) continue;
      const line = element("p", "finding-advice");
      line.append(element("strong", "", `${said(name)}: `), each[name]);
      box.append(line);
    }
    return box;
  }

  #buttons(each) {
    const row = element("div", "row");
    for (const { name, apply } of this.#actions(each)) {
      const made = element("button", "btn small", name);
      made.type = "button";
      made.addEventListener("click", () => apply(this.sections.get(each.section).view));
      row.append(made);
    }
    return row;
  }

  #draw() {
    const notes = element("details", "notes");
    const items = { worth: [], notes: [] };
    this.found.forEach((each, index) => items[each.level === "note" ? "notes" : "worth"].push(this.#item(each, index)));
    if (items.notes.length) {
      const list = element("ol", "noted-list");
      list.append(...items.notes);
      notes.append(element("summary", "", counted("notes", items.notes.length)), list);
      notes.open = Boolean(this.list.querySelector(".notes[open]"));
      const last = element("li", "noted-notes");
      last.append(notes);
      items.worth.push(last);
    }
    this.list.replaceChildren(...items.worth);
    if (!this.found.length && !this.state.textContent) this.list.append(element("li", "quiet", said("noFindings")));
  }

  #item(each, index) {
    const item = element("li", each.level);
    item.dataset.index = String(index);
    const open = element("button", "noted-open");
    open.type = "button";
    const section = this.sections.get(each.section);
    const place = element("small", "", section?.title || said("details"));
    const told = each.says && this.found.some((other) => other !== each && other.message === each.message);
    open.append(element("span", `badge ${KIND[each.level]}`, said(each.level)), ` ${each.message} `, place);
    if (told) place.append(element("span", "says", ` · “${shortened(each.says)}”`));
    open.addEventListener("click", () => this.show(index));
    item.append(open);
    return item;
  }

  #drawMarks(marks) {
    this.marks.replaceChildren(...marks.map((each) => {
      const item = element("li");
      const open = element("button", "noted-open");
      open.type = "button";
      open.append(element("span", `mark ${each.standing}`, said(each.standing)), ` ${each.text.replace(/\*\*\w+:?\*\*:?/, "").trim()}`);
      open.addEventListener("click", () => {
        const section = this.sections.get(each.section);
        section?.surface.select(section.surface.at(each.line, 1));
      });
      item.append(open);
      return item;
    }));
    if (!marks.length) this.marks.append(element("li", "quiet", said("noMarks")));
  }

  /* Goes to the next finding from where the cursor is, in the order of the document. */
  step(by) {
    const order = [...this.sections.keys()];
    const worth = this.found.map((each, index) => ({ each, index })).filter(({ each }) => each.range && each.level !== "note");
    if (!worth.length) { this.state.textContent = said("noFindings"); return; }
    const here = [...this.sections.values()].find((each) => each.view.hasFocus);
    const place = ({ each }) => [order.indexOf(each.section), each.range.from];
    const at = here ? [order.indexOf(here.handle), here.view.state.selection.main.from] : [-1, -1];
    const after = (one, two) => one[0] - two[0] || one[1] - two[1];
    const known = worth.findIndex(({ index }) => index === this.current);
    let next;
    if (known >= 0) next = worth[(known + by + worth.length) % worth.length];
    else if (by > 0) next = worth.find((each) => after(place(each), at) >= 0) ?? worth[0];
    else next = worth.findLast((each) => after(place(each), at) < 0) ?? worth.at(-1);
    this.show(next.index);
  }

  show(index) {
    const each = this.found[index];
    const section = this.sections.get(each.section);
    this.current = index;
    for (const item of this.list.querySelectorAll("[data-index]")) {
      const own = Number(item.dataset.index) === index;
      item.classList.toggle("current", own);
      item.querySelector(".finding-told")?.remove();
      item.querySelector(".row")?.remove();
      if (own) { item.append(this.#told(each), this.#buttons(each)); item.scrollIntoView({ block: "nearest" }); }
    }
    if (!section) return;
    if (!each.range) { document.getElementById(each.section)?.scrollIntoView({ block: "start" }); return; }
    section.surface.select(each.range.from, each.range.to);
    for (const other of this.sections.values()) if (other !== section) other.view.dispatch({ effects: present.of(null) });
    section.view.dispatch({ effects: present.of({ pos: each.range.from, above: false, create: () => ({ dom: this.#card(each) }) }) });
  }

  #card(each) {
    const box = element("div", "finding-card");
    box.append(this.#told(each, false), this.#buttons(each));
    return box;
  }

  #leave(view) {
    if (!view.state.field(presented, false)) return false;
    view.dispatch({ effects: present.of(null) });
    return true;
  }
}
