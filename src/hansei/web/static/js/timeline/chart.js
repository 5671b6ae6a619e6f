/* The lanes and the milestone band on a canvas. What lies closer than a mark is one bar with its
   count, so that the drawing costs the same however many events there are. */
import { HUMAN, KEY, NOISE } from "./model.js";
import { drawClusters } from "./marks.js";
import { fit } from "./ink.js";
import { drawLabels, drawWindows, placeLabels, rowsOf, ROW } from "./band.js";

const WIDE = 720;
const NARROW = 560;
const MARK = 14;
const MOST_NUMBERS = 40;
const DIGIT = 6.5; // pixels that one takes, with its room
const AXIS = 42;

export class Chart {
  constructor(canvas, timeline, view) {
    Object.assign(this, { canvas, timeline, view, rows: 0, current: null, hovered: null, range: null });
    this.clusters = [];
    this.labels = [];
  }

  /* Measures that hold until the size, the lanes or the milestones change. */
  measure(width, clock, ink) {
    Object.assign(this, { width, clock, ink });
    this.side = width >= WIDE ? 158 : 0;
    this.left = this.side + 10;
    this.right = width - 12;
    this.lane = this.side ? 38 : 52;
    // On a phone the lanes fold into one: the list below tells the sources.
    this.lanes = width < NARROW ? [{ source: null, sources: 1, events: this.timeline.shown }] : this.timeline.lanes;
    this.rows = 0;
    this.grow();
  }

  /* The band gets the steps that its labels need, and keeps them: zooming moves nothing below. */
  grow() {
    this.labels = placeLabels(this, this.canvas.getContext("2d"));
    this.rows = Math.max(this.rows, rowsOf(this.labels));
    this.top = this.rows * ROW + 8;
    this.bottom = this.top + this.lane * Math.max(1, this.lanes.length);
    this.height = this.bottom + AXIS;
  }

  rowOf(event) {
    return this.lanes === this.timeline.lanes ? this.lanes.indexOf(event.lane) : 0;
  }

  x(at) { return this.left + ((at - this.view.start) / this.view.span) * (this.right - this.left); }
  at(x) { return this.view.start + ((x - this.left) / (this.right - this.left)) * this.view.span; }

  draw() {
    this.grow();
    const pen = fit(this.canvas, this.width, this.height);
    pen.clearRect(0, 0, this.width, this.height);
    pen.textBaseline = "alphabetic";
    this.drawAxis(pen);
    drawWindows(this, pen);
    this.drawLanes(pen);
    this.drawCurrent(pen);
    this.drawRange(pen);
    drawLabels(this, pen);
  }

  drawAxis(pen) {
    const { ink, view } = this;
    const room = (view.span / (this.right - this.left)) * 84;
    pen.font = `12px ${ink.font}`;
    pen.textAlign = "center";
    let shown = null;
    for (const tick of this.clock.ticks(view.start, view.end, room)) {
      const x = Math.round(this.x(tick.at)) + 0.5;
      pen.strokeStyle = ink.line;
      pen.lineWidth = tick.day ? 1.5 : 1;
      line(pen, x, this.top, x, this.bottom + 4);
      const width = pen.measureText(tick.label).width;
      if (x - width / 2 < 0 || x + width / 2 > this.width) continue;
      pen.fillStyle = ink["ink-3"];
      pen.fillText(tick.label, x, this.bottom + 18);
      const day = this.clock.day(tick.at);
      if (day !== shown) {
        pen.font = `600 12px ${ink.font}`;
        pen.fillText(day, Math.min(Math.max(x, 22), this.width - 22), this.bottom + 34);
        pen.font = `12px ${ink.font}`;
        shown = day;
      }
    }
    pen.strokeStyle = ink["line-strong"];
    pen.lineWidth = 1;
    line(pen, this.left - 6, this.bottom + 0.5, this.right + 6, this.bottom + 0.5);
  }

  drawLanes(pen) {
    const { ink, lanes } = this;
    this.clusters = [];
    pen.strokeStyle = ink.line;
    pen.lineWidth = 1;
    lanes.forEach((lane, index) => {
      const top = Math.round(this.top + this.lane * index) + 0.5;
      line(pen, 0, top, this.width, top);
      const found = this.gather(lane, this.middle(index));
      for (const each of found) this.clusters.push(each);
    });
    drawClusters(this, pen);
    pen.textAlign = "left";
    lanes.forEach((lane, index) => this.drawName(pen, lane, index));
  }

  middle(row) { return this.top + this.lane * (row + 1) - (this.side ? 19 : 15); }

  drawName(pen, lane, row) {
    const { ink, timeline, words } = this;
    const name = lane.source === null ? words.all : lane.source < 0 ? words.others.replace("{n}", lane.sources) : timeline.title(lane.source);
    const y = this.side ? this.middle(row) + 4 : this.top + this.lane * row + 17;
    pen.font = `600 13px ${ink.font}`;
    const shown = clip(pen, name, this.side ? this.side - 44 : this.width / 2);
    const wide = pen.measureText(`${shown} `).width;
    outlined(pen, ink, shown, 2, y, ink.ink);
    pen.font = `12px ${ink.font}`;
    outlined(pen, ink, lane.events.length.toLocaleString(), 2 + wide, y, ink["ink-3"]);
  }

  /* The events of a lane that are in view, gathered where they would lie upon each other. */
  gather(lane, middle) {
    const { view, timeline } = this;
    const found = [];
    const scale = (this.right - this.left) / view.span;
    const { events } = lane;
    let current = null;
    for (let index = this.before(lane); index < events.length; index += 1) {
      const event = events[index];
      if (event.at > view.end) break;
      if (event.at < view.start && event.until < view.start) continue;
      const x = this.left + (Math.max(event.at, view.start) - view.start) * scale;
      if (current === null || x - current.left >= MARK) {
        current = { lane, first: event, left: x, right: x, x, y: middle, count: 0, people: 0, key: false, quiet: true, last: 0, ends: 0, chosen: false };
        found.push(current);
      }
      current.right = x;
      current.count += 1;
      current.last = event.at;
      if (event.flags & HUMAN) current.people += 1;
      if (event.flags & KEY && !current.key) { current.key = true; current.first = event; }
      if (!(event.flags & NOISE)) current.quiet = false;
      if (event.until > current.ends) current.ends = event.until;
      if (timeline.chosen.has(event.id)) current.chosen = true;
    }
    let least = -Infinity;
    for (const each of found) {
      each.x = Math.max((each.left + each.right) / 2, least);
      least = each.x + MARK;
    }
    found.forEach((each, place) => {
      const room = Math.min(each.x - (found[place - 1]?.x ?? -Infinity), (found[place + 1]?.x ?? Infinity) - each.x);
      each.crowded = found.length > MOST_NUMBERS || room < DIGIT * (String(each.count).length + 0.5);
    });
    return found;
  }

  /* Where to begin so that what lasts into view is seen: lasting ones are few, and looked for once. */
  before(lane) {
    if (lane.lasting === undefined) lane.lasting = lane.events.reduce((most, each) => Math.max(most, each.until ? each.until - each.at : 0), 0);
    return this.timeline.from(this.view.start - lane.lasting, lane.events);
  }

  ring(pen, x, y, size) {
    pen.strokeStyle = this.ink.accent;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.stroke();
  }

  drawCurrent(pen) {
    for (const [event, strong] of [[this.hovered, false], [this.current, true]]) {
      if (!event || event.at < this.view.start || event.at > this.view.end) continue;
      const x = this.x(event.at);
      pen.strokeStyle = this.ink.accent;
      pen.globalAlpha = strong ? 0.9 : 0.35;
      pen.lineWidth = 1;
      line(pen, x, this.top, x, this.bottom);
      const row = this.rowOf(event);
      if (strong && row >= 0) this.ring(pen, x, this.middle(row), 10);
      pen.globalAlpha = 1;
    }
  }

  drawRange(pen) {
    if (!this.range) return;
    const [a, b] = this.range.map((at) => this.x(at));
    pen.fillStyle = this.ink.accent;
    pen.globalAlpha = 0.14;
    pen.fillRect(Math.min(a, b), 0, Math.abs(b - a), this.bottom);
    pen.globalAlpha = 1;
  }

  /* What lies at a place: {milestone}, {cluster} or null. */
  hit(x, y) {
    for (const each of this.labels) {
      if (x >= each.left && x <= each.right && y >= each.y && y <= each.y + ROW) return { milestone: each.mark };
    }
    const row = Math.floor((y - this.top) / this.lane);
    const lane = y >= this.top && y < this.bottom ? this.lanes[row] : null;
    let best = null;
    for (const each of this.clusters) {
      if (each.lane !== lane) continue;
      const apart = Math.abs(each.x - x);
      if (apart <= 12 && (!best || apart < Math.abs(best.x - x))) best = each;
    }
    return best ? { cluster: best } : null;
  }
}

export function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/* Text on a ground of its own, readable above lines. */
export function outlined(pen, ink, text, x, y, colour) {
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = ink.paper;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

const clipped = new Map();

export function clip(pen, text, width) {
  const key = `${pen.font}|${Math.round(width)}|${text}`;
  if (clipped.has(key)) return clipped.get(key);
  let shown = text;
  while (shown.length > 1 && pen.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  clipped.set(key, shown);
  return shown;
}
