/* The events as a table of which only the rows in sight are there. A real grid for screen readers:
   it tells how many rows there are and which ones these are. */
import { BY_PERSON, HUMAN, KEY, NOISE, SHIFTED } from "./model.js";

const AROUND = 10;

export class List {
  constructor(box, timeline, words, act, mayChange) {
    Object.assign(this, { box, timeline, words, act, mayChange, current: null, first: -1, last: -1, drawn: new Map() });
    this.build();
    box.addEventListener("scroll", () => this.render(), { passive: true });
    box.addEventListener("click", (event) => this.onClick(event));
  }

  build() {
    const head = this.box.querySelector("thead");
    this.heads = [...head.querySelectorAll("th")].map((each) => each.textContent.trim());
    const table = element("table", { class: "grid", role: "grid", "aria-label": this.box.closest("[aria-label]").getAttribute("aria-label"), "aria-multiselectable": "true" });
    head.setAttribute("role", "rowgroup");
    head.rows[0].setAttribute("role", "row");
    head.rows[0].setAttribute("aria-rowindex", "1");
    for (const each of head.querySelectorAll("th")) each.setAttribute("role", "columnheader");
    this.dayBox = element("span", { class: "of-day" });
    [...head.querySelectorAll("th")].at(-4).append(" ", this.dayBox);
    this.body = element("tbody", { role: "rowgroup" });
    this.above = element("tr", { class: "pad", "aria-hidden": "true" });
    this.below = element("tr", { class: "pad", "aria-hidden": "true" });
    table.append(head, this.body);
    this.table = table;
    this.box.replaceChildren(table);
    this.box.classList.add("live");
  }

  /* The rows anew: events, and a heading where the day changes. */
  settle(clock) {
    this.clock = clock;
    const narrow = this.box.clientWidth < 620;
    this.box.classList.toggle("narrow", narrow);
    const [row, head] = narrow ? [84, 32] : [46, 32];
    this.rows = [];
    this.tops = [];
    this.rowOf = new Map();
    let top = 0;
    let day = null;
    for (const event of this.timeline.shown) {
      const now = clock.dayOf(event.at);
      if (now !== day) {
        this.rows.push({ day: event.at });
        this.tops.push(top);
        top += head;
        day = now;
      }
      this.rowOf.set(event.id, this.rows.length);
      this.rows.push({ event });
      this.tops.push(top);
      top += row;
    }
    this.whole = top;
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.render(true);
  }

  at(y) {
    let low = 0;
    let high = this.tops.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  render(force = false) {
    if (!this.rows.length) {
      const cell = element("td", { role: "gridcell", colspan: String(this.heads.length) }, this.words.nothing);
      const row = element("tr", { role: "row", class: "nothing" }, cell);
      this.drawn.clear();
      this.body.replaceChildren(row);
      this.first = -1;
      return;
    }
    const y = this.box.scrollTop;
    const from = Math.max(0, this.at(y) - AROUND);
    const to = Math.min(this.rows.length - 1, this.at(y + this.box.clientHeight) + AROUND);
    if (!force && this.first >= 0 && Math.abs(from - this.first) < AROUND / 2 && Math.abs(to - this.last) < AROUND / 2) return;
    this.first = from;
    this.last = to;
    const top = this.rows[this.at(y)];
    this.dayBox.textContent = this.clock.day(top.day ?? top.event.at);
    this.pad(this.above, this.tops[from]);
    this.pad(this.below, this.whole - (this.tops[to + 1] ?? this.whole));
    this.lay(from, to, force);
  }

  /* The rows from one to another; those that are there already stay, with the focus in them. */
  lay(from, to, force) {
    const focused = force && this.body.contains(document.activeElement) ? document.activeElement.closest("tr")?.dataset.id : null;
    if (force || !this.above.isConnected) {
      this.drawn.clear();
      this.body.replaceChildren(this.above, this.below);
    }
    for (const [index, row] of this.drawn) {
      if (index >= from && index <= to) continue;
      row.remove();
      this.drawn.delete(index);
    }
    let after = this.above;
    for (let index = from; index <= to; index += 1) {
      let row = this.drawn.get(index);
      if (!row) {
        row = this.row(index);
        this.drawn.set(index, row);
        after.after(row);
      }
      after = row;
    }
    if (!this.rowOf.has(this.current)) this.body.querySelector("tr[data-id]")?.setAttribute("tabindex", "0");
    if (focused) this.focusRow(focused);
  }

  pad(row, height) {
    row.hidden = height <= 0;
    row.style.setProperty("height", `${height}px`);
  }

  row(index) {
    const found = this.rows[index];
    if (!found.event) {
      const head = element("th", { role: "rowheader", scope: "rowgroup", colspan: String(this.heads.length) }, this.clock.longDay(found.day));
      return element("tr", { class: "day", role: "row", "aria-rowindex": String(index + 2) }, head);
    }
    const { event } = found;
    const before = this.rows[index - 1]?.event;
    const same = before && this.clock.minuteOf(before.at) === this.clock.minuteOf(event.at);
    const current = this.current === event.id;
    const row = element("tr", {
      role: "row", class: `event${event.flags & NOISE ? " noise" : ""}${same ? " same" : ""}${current ? " current" : ""}`,
      "aria-rowindex": String(index + 2), "aria-selected": String(this.timeline.chosen.has(event.id)), tabindex: current ? "0" : "-1",
    }, ...this.cells(event, same));
    if (current) row.setAttribute("aria-current", "true");
    row.dataset.id = event.id;
    return row;
  }

  cells(event, same) {
    const { words, timeline } = this;
    const time = element("time", { datetime: new Date(event.at).toISOString() }, this.clock.time(event.at, event.precision));
    const what = element("a", { class: "title", href: `${event.id}/`, tabindex: "-1" }, element("bdi", {}, event.text));
    const marks = [];
    if (event.flags & NOISE) marks.push(element("span", { class: "badge" }, words.noise));
    if (event.flags & BY_PERSON) marks.push(element("span", { class: "edited", title: words.edited, "aria-hidden": "true" }, "✎"));
    if (event.records > 1) marks.push(this.records(event));
    const kind = event.flags & HUMAN ? "human" : "system";
    const names = [event.source, ...event.also].map((each) => timeline.title(each)).join(", ");
    const found = [
      element("td", { role: "gridcell", class: "when" }, time, event.flags & SHIFTED ? element("sup", { title: words.shifted, "aria-hidden": "true" }, "±") : ""),
      element("td", { role: "gridcell", class: "what" }, this.star(event), what, ...marks, element("small", { class: "quiet id" }, event.id)),
      element("td", { role: "gridcell", class: "who" }, element("span", { class: `shape ${kind}`, "aria-hidden": "true" }), element("bdi", {}, event.who || words[kind === "human" ? "person" : "system"])),
      element("td", { role: "gridcell", class: "where" }, names),
    ];
    if (this.mayChange) {
      const box = element("input", { type: "checkbox", tabindex: "-1", "aria-label": words.choose.replace("{id}", event.id) });
      box.checked = timeline.chosen.has(event.id);
      found.unshift(element("td", { role: "gridcell", class: "pick" }, box));
    }
    return found;
  }

  /* Short, so that it and the id have room behind the words. */
  records(event) {
    const said = this.words.records.replace("{n}", event.records);
    return element("span", { class: "quiet", title: said }, element("span", { "aria-hidden": "true" }, `×${event.records}`), element("span", { class: "hidden-visually" }, said));
  }

  star(event) {
    const on = Boolean(event.flags & KEY);
    if (!this.mayChange) return element("span", { class: on ? "star on" : "star", "aria-hidden": "true" }, on ? "★" : "");
    return element("button", { type: "button", class: on ? "star on" : "star", tabindex: "-1", "aria-pressed": String(on), "aria-label": this.words.star.replace("{id}", event.id) }, on ? "★" : "☆");
  }

  onClick(event) {
    const row = event.target.closest("tr[data-id]");
    if (!row) return;
    const { id } = row.dataset;
    if (event.target.closest("input")) this.act.choose(id, event.target.checked, event.shiftKey);
    else if (event.target.closest("button.star")) this.act.star(id);
    else {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.act.open(id);
    }
  }

  /* Marks an event as the current one and shows it. */
  select(id, { focus = false } = {}) {
    this.current = id;
    const index = this.rowOf.get(id);
    if (index === undefined) { this.render(true); return; }
    const top = this.tops[index];
    const height = (this.tops[index + 1] ?? this.whole) - top;
    const head = this.table.tHead.offsetHeight;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop + 4) this.box.scrollTop = Math.max(0, top - 40);
    else if (top + height > scrollTop + clientHeight - head - 8) this.box.scrollTop = top + height - clientHeight + head + 40;
    this.render(true);
    if (focus) this.focusRow(id);
  }

  focusRow(id) {
    this.body.querySelector(`tr[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  /* The event at the top of what is seen. */
  scrollToTime(at) {
    const index = this.timeline.from(at);
    const event = this.timeline.shown[index];
    const head = this.rows[this.rowOf.get(event?.id) - 1]?.day === undefined ? 0 : 32;
    if (event) this.box.scrollTop = Math.max(0, this.tops[this.rowOf.get(event.id)] - head);
  }
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, value);
  made.append(...children.filter((each) => each !== ""));
  return made;
}
