/* The events of a timeline, what is shown of them, and their lanes. Times are milliseconds in UTC. */
export const HUMAN = 1, KEY = 2, NOISE = 4, BY_PERSON = 8, SHIFTED = 16;
const MOST_LANES = 8;

export class Timeline {
  constructor(data) {
    this.sources = [];
    this.actors = [];
    this.byId = new Map();
    this.chosen = new Set();
    this.asked = { words: [], source: "", kind: "", key: false, noise: false };
    this.replace(data);
  }

  /* Everything anew, as the server has it. */
  replace(data) {
    this.sources = data.sources.map(([name, title]) => ({ name, title }));
    this.actors = data.actors;
    this.events = data.events.map((row) => this.read(row, data));
    this.byId = new Map(this.events.map((each) => [each.id, each]));
    this.take(data);
  }

  /* What a change did. Sources and actors of the rows are named in it. */
  patch(change) {
    for (const id of change.gone) this.byId.delete(id);
    for (const row of change.events) {
      const event = this.read(row, change);
      this.byId.set(event.id, event);
    }
    this.events = [...this.byId.values()];
    this.take(change);
  }

  take(data) {
    this.version = data.version;
    this.milestones = data.milestones;
    this.figures = data.figures;
    this.events.sort((a, b) => a.at - b.at || a.order - b.order);
    this.chosen = new Set([...this.chosen].filter((id) => this.byId.has(id)));
    this.settle();
  }

  read(row, data) {
    const [id, at, until, text, flags, source, actor, precision, also, records] = row;
    const who = actor < 0 ? "" : data.actors[actor];
    return {
      id, at, until, text, flags, who, precision, records,
      order: Number(id.slice(1)) || 0,
      source: this.known(data.sources[source]),
      also: also ? also.map((each) => this.known(data.sources[each])) : [],
      hay: `${id} ${text} ${who}`.toLowerCase(),
    };
  }

  known(pair) {
    const [name, title] = Array.isArray(pair) ? pair : [pair.name, pair.title];
    let index = this.sources.findIndex((each) => each.name === name);
    if (index < 0) index = this.sources.push({ name, title }) - 1;
    return index;
  }

  /* Which events fit what is asked for, and the lanes that they lie in. */
  settle() {
    const { words, source, kind, key, noise } = this.asked;
    const wanted = source ? this.sources.findIndex((each) => each.name === source) : -1;
    this.shown = this.events.filter((each) => {
      if (key && !(each.flags & KEY)) return false;
      if (!noise && each.flags & NOISE && !(key && each.flags & KEY)) return false;
      if (kind && (kind === "human") !== Boolean(each.flags & HUMAN)) return false;
      if (source && each.source !== wanted && !each.also.includes(wanted)) return false;
      return words.every((word) => each.hay.includes(word));
    });
    this.place = new Map(this.shown.map((each, index) => [each.id, index]));
    this.makeLanes();
  }

  makeLanes() {
    const counts = new Map();
    for (const each of this.shown) {
      const found = counts.get(each.source) || { source: each.source, key: 0, all: 0 };
      found.all += 1;
      if (each.flags & KEY) found.key += 1;
      counts.set(each.source, found);
    }
    let own = [...counts.values()];
    if (own.length > MOST_LANES) {
      const ranked = own.slice().sort((a, b) => b.key - a.key || b.all - a.all || a.source - b.source);
      own = own.filter((each) => ranked.indexOf(each) < MOST_LANES - 1);
    }
    const lanes = own.map((each) => ({ source: each.source, sources: 1, events: [] }));
    const bySource = new Map(lanes.map((each) => [each.source, each]));
    const rest = { source: -1, sources: counts.size - own.length, events: [] };
    for (const each of this.shown) {
      const lane = bySource.get(each.source) || rest;
      lane.events.push(each);
      each.lane = lane;
    }
    this.lanes = rest.events.length ? [...lanes, rest] : lanes;
  }

  /* From the first to the last instant of anything. */
  extent() {
    const instants = this.milestones.filter((each) => each.at).flatMap((each) => [each.earliest, each.latest]);
    let first = Math.min(...instants, this.events[0]?.at ?? Infinity);
    let last = Math.max(...instants, first);
    for (const each of this.events) last = Math.max(last, each.at, each.until);
    if (!Number.isFinite(first)) first = last = Date.now();
    return [first, Math.max(last, first + 1000)];
  }

  /* The stretch of the milestones, where there are two or more. */
  action() {
    const at = this.milestones.filter((each) => each.at).map((each) => each.at);
    return at.length > 1 ? [Math.min(...at), Math.max(...at)] : null;
  }

  /* The first shown event at or after an instant, as a position. */
  from(at, events = this.shown) {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle].at < at) low = middle + 1; else high = middle;
    }
    return low;
  }

  title(source) {
    return source < 0 ? "" : this.sources[source].title;
  }
}
