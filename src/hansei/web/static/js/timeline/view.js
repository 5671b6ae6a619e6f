/* The stretch of time that is looked at. Every change of it tells `onChange`. */
const LEAST = 200;
const MARGIN = 0.03;

export class View {
  constructor(extent, onChange) {
    this.onChange = onChange;
    this.bound(extent);
    this.start = this.first;
    this.end = this.last;
  }

  bound([first, last]) {
    const margin = Math.max((last - first) * MARGIN, 500);
    this.first = first - margin;
    this.last = last + margin;
  }

  get span() { return this.end - this.start; }
  get whole() { return this.last - this.first; }

  set(start, end) {
    let span = Math.min(Math.max(end - start, LEAST), this.whole);
    let from = start + (end - start - span) / 2;
    from = Math.min(Math.max(from, this.first), this.last - span);
    if (from === this.start && from + span === this.end) return;
    this.start = from;
    this.end = from + span;
    this.onChange();
  }

  zoom(factor, at = (this.start + this.end) / 2) {
    const share = (at - this.start) / this.span;
    const span = Math.min(Math.max(this.span * factor, LEAST), this.whole);
    this.set(at - share * span, at - share * span + span);
  }

  pan(by) { this.set(this.start + by, this.end + by); }
  all() { this.set(this.first, this.last); }

  /* A stretch with some room around it. */
  around([start, end]) {
    const room = Math.max((end - start) * 0.08, 2000);
    this.set(start - room, end + room);
  }

  /* Moves as little as needed to show an instant. */
  show(at) {
    const room = this.span * 0.08;
    if (at < this.start + room) this.pan(at - this.start - room);
    else if (at > this.end - room) this.pan(at - this.end + room);
  }
}
