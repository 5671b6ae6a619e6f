/* The timeline's page: lanes, overview, list and panel over the same events. */
import { chosenZone, chooseZone, zoneAt } from "../times.js";
import { toast } from "../toasts.js";
import { Chart } from "./chart.js";
import { Clock } from "./clock.js";
import { startFilters } from "./filters.js";
import { readInk } from "./ink.js";
import { startKeys } from "./moves.js";
import { List } from "./list.js";
import { HUMAN, KEY, NOISE, Timeline } from "./model.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { startPointing, Tip } from "./pointing.js";
import { send, tell } from "./send.js";
import { drawFacts } from "./facts.js";
import { View } from "./view.js";

const ZONES = ["reader", "incident", "utc"];
const OF_ONE_INCIDENT = 1e6;

class Page {
  constructor(root, data) {
    this.root = root;
    this.words = JSON.parse(root.querySelector("[data-words]").textContent);
    this.mayChange = "mayChange" in root.dataset;
    this.timeline = new Timeline(data);
    this.current = null;
    this.dirty = false;
    this.view = new View(this.timeline.extent(), () => this.moved());
    this.lanes = root.querySelector("[data-lanes]");
    this.chart = new Chart(root.querySelector("[data-chart]"), this.timeline, this.view);
    this.chart.words = this.words;
    this.overview = new Overview(root.querySelector("[data-overview]"), this.timeline, this.view);
    this.tip = new Tip(root.querySelector("[data-tip]"), this.lanes);
    this.list = new List(root.querySelector("[data-list]"), this.timeline, this.words, this, this.mayChange);
    this.panel = new Panel(root.querySelector("[data-panel-box]"), this.words, {
      changed: (change, event) => this.changed(change, event),
      opened: () => {},
      closed: () => { history.replaceState(null, "", location.pathname + location.search); },
      goTo: (id) => this.open(id, { focus: true }),
    });
    root.querySelector("[data-skeleton]").remove();
    this.lookAtTheAction();
    this.startAll();
  }

  startAll() {
    startFilters(this.root, this.timeline, () => this.settle());
    startPointing(this.chart, this.view, this, this.tip);
    startKeys(this);
    this.listen();
    new ResizeObserver(() => this.measure()).observe(this.lanes);
    this.settle();
    this.followNow();
    this.toHash();
    this.root.classList.add("ready");
  }

  /* At first the stretch in which something happened, where there are weeks around it. */
  lookAtTheAction() {
    const action = this.timeline.action();
    if (action && action[1] - action[0] < 0.3 * this.view.whole) this.view.around(action);
  }

  listen() {
    const { root } = this;
    document.addEventListener("hansei:zone", () => this.settle());
    document.addEventListener("hansei:theme", () => this.settle());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.settle());
    addEventListener("hashchange", () => this.toHash());
    document.addEventListener("click", (event) => {
      const on = (selector) => event.target.closest?.(selector);
      if (on("[data-next-zone]")) chooseZone(ZONES[(ZONES.indexOf(chosenZone()) + 1) % ZONES.length]);
      if (on("[data-print]")) { on("details")?.removeAttribute("open"); print(); }
      const zoom = on("[data-zoom]")?.dataset.zoom;
      if (zoom) this.zoomTo(zoom);
      const link = on("a[data-panel]");
      if (link && !this.panel.box.contains(link) && !event.metaKey && !event.ctrlKey) {
        event.preventDefault();
        on("details")?.removeAttribute("open");
        this.panel.open(link.href, { focus: true });
      }
    });
    root.querySelector("[data-edit]")?.addEventListener("click", () => this.correct());
    root.querySelector("[data-selection-form]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.deed(event.submitter?.value);
    });
  }

  zoomTo(how) {
    if (how === "in") this.view.zoom(0.5, this.middle());
    else if (how === "out") this.view.zoom(2, this.middle());
    else if (how === "all") this.view.all();
    else if (this.timeline.action()) this.view.around(this.timeline.action());
  }

  /* Zooming keeps the current event in sight. */
  middle() {
    const event = this.timeline.byId.get(this.current);
    return event && event.at > this.view.start && event.at < this.view.end ? event.at : undefined;
  }

  /* Everything drawn anew: after a filter, a change, another zone or scheme. */
  settle() {
    this.clock = new Clock(zoneAt(this.root));
    this.view.bound(this.timeline.extent());
    this.list.settle(this.clock);
    drawFacts(this.root, this.timeline, this.clock, this.words);
    this.measure();
    this.counts();
  }

  measure() {
    const width = this.lanes.clientWidth;
    if (!width) return;
    const ink = readInk(this.root);
    this.chart.measure(width, this.clock, ink);
    this.overview.measure(width, ink);
    this.redraw();
  }

  redraw() {
    if (this.dirty) return;
    this.dirty = true;
    requestAnimationFrame(() => {
      this.dirty = false;
      if (!this.chart.clock) return; // on paper from the beginning, it was never measured
      this.chart.current = this.timeline.byId.get(this.current) || null;
      this.chart.draw();
      this.overview.draw();
    });
    if (this.counting) return;
    this.counting = setTimeout(() => { this.counting = 0; this.inView(); }, 120);
  }

  moved() {
    this.tip.hide();
    this.redraw();
    clearTimeout(this.following);
    this.following = setTimeout(() => this.followNow(), 250);
  }

  /* The list comes along where the current event is out of view. At the start at once: rows that
     move later, under somebody's finger, lose what was pressed. */
  followNow() {
    clearTimeout(this.following);
    const event = this.timeline.byId.get(this.current);
    if (event && event.at >= this.view.start && event.at <= this.view.end) return;
    this.list.scrollToTime(this.view.start);
  }

  inView() {
    const { timeline, view } = this;
    const n = timeline.from(view.end + 1) - timeline.from(view.start);
    const said = this.words.in_view.replace("{n}", n.toLocaleString()).replace("{total}", timeline.shown.length.toLocaleString());
    const zone = this.words.shown_in.replace("{zone}", this.clock.zone);
    this.root.querySelector("[data-in-view]").textContent = `${said} · ${zone}`;
  }

  counts() {
    const { timeline } = this;
    this.root.querySelector("[data-count]").textContent = this.words.listed.replace("{n}", timeline.shown.length.toLocaleString()).replace("{total}", timeline.events.length.toLocaleString());
    const chosen = this.root.querySelector("[data-chosen]");
    if (chosen) chosen.textContent = timeline.chosen.size ? this.words.chosen.replace("{n}", timeline.chosen.size) : "";
    for (const each of this.root.querySelectorAll(".deeds button")) {
      each.disabled = each.value === "merge" ? timeline.chosen.size < 2 : !timeline.chosen.size && !this.current;
    }
  }

  /* Makes an event the current one: in the lanes, in the list, and for those who listen. */
  select(id, { focus = false, speak = false } = {}) {
    this.current = id;
    const event = this.timeline.byId.get(id);
    if (!event) return;
    this.view.show(event.at);
    this.list.select(id, { focus });
    if (speak) this.say(event);
    this.counts();
    this.redraw();
  }

  say(event) {
    const kind = event.who || this.words[event.flags & HUMAN ? "person" : "system"];
    const marks = [event.flags & KEY ? "★" : "", event.flags & NOISE ? this.words.noise : ""].filter(Boolean).join(" ");
    this.root.querySelector("[data-said]").textContent = `${event.id}, ${this.clock.time(event.at, event.precision)}, ${this.timeline.title(event.source)}, ${kind}: ${event.text} ${marks}`;
  }

  open(id, { focus = false } = {}) {
    if (this.timeline.byId.has(id)) this.select(id);
    if (location.hash !== `#${id}`) history.replaceState(null, "", `#${id}`);
    this.panel.open(`${this.root.dataset.address}${encodeURIComponent(id)}/`, { event: id, focus });
  }

  correct() {
    const id = [...this.timeline.chosen][0] || this.current;
    if (id) this.panel.open(`${this.root.dataset.address}${encodeURIComponent(id)}/edit/`, { event: id, focus: true });
  }

  toHash() {
    const cited = /^#e(\d+)$/.exec(location.hash);
    // A text about several incidents cites those of further ones with the incident's key in front.
    const id = cited ? `e${Number(cited[1]) % OF_ONE_INCIDENT}` : "";
    if (id && id !== this.panel.event) this.open(id);
  }

  choose(id, on, stretch = false) {
    const ids = [id];
    if (stretch && this.lastChosen !== undefined && this.timeline.place.has(this.lastChosen)) {
      const [a, b] = [this.timeline.place.get(this.lastChosen), this.timeline.place.get(id)].sort((x, y) => x - y);
      for (const each of this.timeline.shown.slice(a, b + 1)) ids.push(each.id);
    }
    for (const each of ids) if (on) this.timeline.chosen.add(each); else this.timeline.chosen.delete(each);
    this.lastChosen = id;
    this.list.render(true);
    this.counts();
    this.redraw();
  }

  star(id) {
    const on = this.timeline.byId.get(id).flags & KEY;
    this.deed(on ? "unstar" : "star", [id]);
  }

  /* Does something to the chosen events, else to the current one. */
  async deed(name, given = null) {
    if (!this.mayChange || !name) return;
    const ids = given || (this.timeline.chosen.size ? [...this.timeline.chosen] : this.current ? [this.current] : []);
    const events = ids.map((id) => this.timeline.byId.get(id)).filter(Boolean);
    if (!events.length || (name === "merge" && events.length < 2)) return;
    let wanted = name;
    if (name === "star" && events.every((each) => each.flags & KEY)) wanted = "unstar";
    if (name === "hide" && events.every((each) => each.flags & NOISE)) wanted = "show";
    const found = await this.ask(wanted, ids);
    if (found?.change) {
      if (!given) this.timeline.chosen.clear();
      this.changed(found.change, this.panel.event);
    }
  }

  /* Asks for it once more where others changed the timeline, but not these events. */
  async ask(name, ids) {
    const before = JSON.stringify(ids.map((id) => bare(this.timeline.byId.get(id))));
    for (const last of [false, true]) {
      const fields = new FormData();
      fields.set("do", name);
      fields.set("version", this.timeline.version);
      for (const id of ids) fields.append("events", id);
      if (ids.includes(this.panel.event)) fields.set("first", this.panel.event);
      const found = await send(this.root.dataset.selection, fields, this.words);
      if (!found?.conflict) {
        if (found?.refused) toast(found.refused, { bad: true });
        return found;
      }
      await this.reload();
      if (last || before !== JSON.stringify(ids.map((id) => bare(this.timeline.byId.get(id))))) break;
    }
    toast(this.words.conflict, { bad: true });
    return null;
  }

  /* Takes over what a change did; null: something changed elsewhere. */
  async changed(change, event = "") {
    if (!change) { await this.reload(); return; }
    const before = String(this.timeline.version);
    this.timeline.patch(change);
    this.stamp(change.version, before);
    tell(change, this.words, (address) => this.undo(address));
    this.settle();
    const touched = change.events.map((row) => row[0]);
    const known = (id) => id && this.timeline.byId.has(id);
    const next = [event, touched.includes(this.current) ? this.current : touched[0]].find(known);
    if (this.panel.typed) return;
    if (this.panel.isOpen && (touched.length || this.panel.event) && next) this.open(next);
    else if (this.panel.event && !known(this.panel.event)) this.panel.close();
    else if (this.panel.isOpen) this.panel.again();
    else if (next) this.select(next);
  }

  async undo(address) {
    if (document.activeElement === document.body) this.lanes.focus({ preventScroll: true });
    const found = await send(address, new FormData(), this.words);
    if (found?.change) this.changed(found.change, this.panel.event);
    else if (found?.refused) { toast(found.refused, { bad: true }); this.reload(); }
  }

  async reload() {
    const data = await load(this.root);
    if (!data) return;
    this.timeline.replace(data);
    this.stamp(data.version);
    this.settle();
  }

  /* Forms are sent over the version they know. One to write in goes on only from the version that
     stood before our own change: what others changed meanwhile, its writer has not seen. */
  stamp(version, before = "") {
    for (const each of [...document.querySelectorAll("input[name=version]"), ...this.panel.versionsPutBy()]) {
      if (!each.closest("form.form") || each.value === before) each.value = version;
    }
  }

  /* What the pointer is on: see pointing.js. */
  hover(found, event) {
    const before = [this.chart.hovered, this.chart.hoveredMark];
    this.chart.hovered = found?.cluster?.first || null;
    this.chart.hoveredMark = found?.milestone?.name || null;
    this.chart.canvas.style.setProperty("cursor", found ? "pointer" : "default");
    if (before[0] !== this.chart.hovered || before[1] !== this.chart.hoveredMark) this.redraw();
    if (!found) { this.tip.hide(); return; }
    const { clock, words } = this;
    if (found.milestone) {
      const { at, earliest, latest, label } = found.milestone;
      const window = earliest === latest ? "" : words.between.replace("{first}", clock.time(earliest)).replace("{last}", clock.time(latest));
      this.tip.show(event.offsetX, event.offsetY, `${label} ${clock.time(at)}`, window);
      return;
    }
    const { first, count, last } = found.cluster;
    const head = `${clock.time(first.at, first.precision)} ${first.who}`.trim();
    const more = count > 1 ? `${words.several.replace("{n}", count.toLocaleString()).replace("{end}", clock.time(last))}. ` : "";
    this.tip.show(event.offsetX, event.offsetY, head, more + first.text.slice(0, 160));
  }

  range(range) {
    this.chart.range = range;
    this.redraw();
  }

  press(found, event) {
    this.tip.hide();
    this.lanes.focus({ preventScroll: true });
    if (!found) return;
    if (found.milestone) {
      this.panel.open(`${this.root.dataset.address}milestones/${found.milestone.name}/`, {});
      return;
    }
    const { first, count, last } = found.cluster;
    if (event.shiftKey) { this.choose(first.id, !this.timeline.chosen.has(first.id)); return; }
    const start = Math.min(first.at, this.chart.at(found.cluster.left));
    if (count > 1 && last - start > 50 && this.view.span > 400) {
      this.select(first.id);
      const room = Math.max((last - start) * 0.3, 200);
      this.view.set(start - room, last + room);
    } else this.open(first.id);
  }
}

/* What an edit is judged by: whether it still stands as it was seen. */
function bare(event) {
  return event && [event.text, event.at, event.flags, event.who];
}

async function load(root) {
  try {
    const answer = await fetch(root.dataset.events, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
}

const root = document.getElementById("timeline");
if (root?.querySelector("[data-lanes]")) {
  const data = await load(root);
  if (data) new Page(root, data);
  else {
    toast(JSON.parse(root.querySelector("[data-words]").textContent).unreachable, { bad: true });
    root.classList.add("failed");
  }
}

