/* The whole timeline as a strip, with the part that is looked at as a brush. */
import { KEY } from "./model.js";
import { fit } from "./ink.js";

const HEIGHT = 46;
const GRIP = 8;
const BIN = 3;

export class Overview {
  constructor(canvas, timeline, view) {
    Object.assign(this, { canvas, timeline, view, drag: null, still: null });
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { this.drag = null; });
  }

  measure(width, ink) {
    Object.assign(this, { width, ink, still: null });
  }

  x(at) { return 6 + ((at - this.view.first) / this.view.whole) * (this.width - 12); }
  at(x) { return this.view.first + ((x - 6) / (this.width - 12)) * this.view.whole; }

  /* How many events, and key events, lie in each few pixels. */
  count() {
    const bins = Array.from({ length: Math.ceil(this.width / BIN) }, () => [0, 0]);
    for (const each of this.timeline.shown) {
      const bin = bins[Math.min(bins.length - 1, Math.max(0, Math.floor(this.x(each.at) / BIN)))];
      bin[0] += 1;
      if (each.flags & KEY) bin[1] += 1;
    }
    return { bins, most: Math.max(1, ...bins.map((each) => each[0])) };
  }

  draw() {
    const { ink } = this;
    const pen = fit(this.canvas, this.width, HEIGHT);
    this.still ||= this.drawStill();
    pen.clearRect(0, 0, this.width, HEIGHT);
    pen.drawImage(this.still, 0, 0, this.width, HEIGHT);
    const [left, right] = [this.x(this.view.start), this.x(this.view.end)];
    pen.fillStyle = ink.paper;
    pen.globalAlpha = 0.65;
    pen.fillRect(0, 0, left, HEIGHT);
    pen.fillRect(right, 0, this.width - right, HEIGHT);
    pen.globalAlpha = 1;
    pen.strokeStyle = ink.accent;
    pen.lineWidth = 1.5;
    pen.strokeRect(left, 0.75, right - left, HEIGHT - 1.5);
    pen.fillStyle = ink.accent;
    for (const x of [left, right]) { pen.beginPath(); pen.roundRect(x - 2.5, HEIGHT / 2 - 8, 5, 16, 2.5); pen.fill(); }
  }

  /* What does not change while one looks around, drawn once. */
  drawStill() {
    const { ink } = this;
    const canvas = document.createElement("canvas");
    const pen = fit(canvas, this.width, HEIGHT);
    pen.fillStyle = ink.sunken;
    pen.fillRect(0, 0, this.width, HEIGHT);
    const { bins, most } = this.count();
    bins.forEach(([all, key], index) => {
      if (!all) return;
      const height = 4 + (HEIGHT - 14) * Math.sqrt(all / most);
      pen.fillStyle = ink.system;
      pen.globalAlpha = 0.5;
      pen.fillRect(index * BIN, HEIGHT - 4 - height, BIN - 1, height);
      pen.globalAlpha = 1;
      if (key) pen.fillRect(index * BIN, HEIGHT - 4, BIN - 1, 4);
    });
    pen.fillStyle = ink.milestone;
    for (const each of this.timeline.milestones) if (each.at) pen.fillRect(this.x(each.at), 0, 1.5, HEIGHT);
    return canvas;
  }

  part(x) {
    const [left, right] = [this.x(this.view.start), this.x(this.view.end)];
    if (Math.abs(x - left) <= GRIP) return "start";
    if (Math.abs(x - right) <= GRIP) return "end";
    return x > left && x < right ? "body" : "new";
  }

  begin(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    const x = event.offsetX;
    this.drag = { part: this.part(x), at: this.at(x), start: this.view.start, end: this.view.end };
    if (this.drag.part === "new") this.view.set(this.drag.at - this.view.span / 2, this.drag.at + this.view.span / 2);
    event.preventDefault();
  }

  move(event) {
    if (!this.drag) {
      this.canvas.style.setProperty("cursor", { start: "ew-resize", end: "ew-resize", body: "grab", new: "crosshair" }[this.part(event.offsetX)]);
      return;
    }
    const { part, at, start, end } = this.drag;
    const now = this.at(event.offsetX);
    if (part === "body") this.view.set(start + now - at, end + now - at);
    else if (part === "start") this.view.set(Math.min(now, end - 1), end);
    else if (part === "end") this.view.set(start, Math.max(now, start + 1));
    else if (Math.abs(this.x(now) - this.x(at)) > 3) this.view.set(Math.min(at, now), Math.max(at, now));
  }
}
