/* What the pointer does on the lanes: drag pans, on the band or axis or with shift it marks a
   stretch to zoom into; the wheel zooms with ctrl; two fingers pinch. */
const FAR = 4;

export function startPointing(chart, view, act, tip) {
  const { canvas } = chart;
  const held = new Map();
  let drag = null;
  let pinch = null;

  canvas.addEventListener("wheel", (event) => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      view.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.01), chart.at(event.offsetX));
    } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      view.pan((sideways / (chart.right - chart.left)) * view.span);
    }
  }, { passive: false });

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    held.set(event.pointerId, event.offsetX);
    canvas.setPointerCapture(event.pointerId);
    tip.hide();
    if (held.size === 2) {
      const [a, b] = [...held.values()];
      pinch = { apart: Math.abs(a - b) || 1, span: view.span, at: chart.at((a + b) / 2) };
      drag = null;
      return;
    }
    const ranging = event.shiftKey || event.offsetY < chart.top || event.offsetY > chart.bottom;
    drag = { x: event.offsetX, y: event.offsetY, at: chart.at(event.offsetX), start: view.start, ranging, far: false };
  });

  canvas.addEventListener("pointermove", (event) => {
    if (held.has(event.pointerId)) held.set(event.pointerId, event.offsetX);
    if (pinch && held.size === 2) {
      const [a, b] = [...held.values()];
      const span = (pinch.span * pinch.apart) / (Math.abs(a - b) || 1);
      const share = ((a + b) / 2 - chart.left) / (chart.right - chart.left);
      view.set(pinch.at - share * span, pinch.at - share * span + span);
      return;
    }
    if (!drag) { act.hover(chart.hit(event.offsetX, event.offsetY), event); return; }
    if (!drag.far && Math.hypot(event.offsetX - drag.x, event.offsetY - drag.y) < FAR) return;
    drag.far = true;
    if (drag.ranging) {
      act.range([drag.at, chart.at(event.offsetX)]);
    } else {
      const by = ((drag.x - event.offsetX) / (chart.right - chart.left)) * view.span;
      view.set(drag.start + by, drag.start + by + view.span);
      canvas.style.setProperty("cursor", "grabbing");
    }
  });

  const end = (event) => {
    held.delete(event.pointerId);
    if (held.size < 2) pinch = null;
    canvas.style.removeProperty("cursor");
    if (!drag) return;
    const done = drag;
    drag = null;
    act.range(null);
    if (event.type === "pointercancel") return;
    if (!done.far) act.press(chart.hit(event.offsetX, event.offsetY), event);
    else if (done.ranging) {
      const now = chart.at(event.offsetX);
      view.set(Math.min(done.at, now), Math.max(done.at, now));
    }
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("pointerleave", () => act.hover(null));
  canvas.addEventListener("dblclick", (event) => view.zoom(0.4, chart.at(event.offsetX)));
}

/* A few words beside the pointer. */
export class Tip {
  constructor(box, frame) { Object.assign(this, { box, frame }); }

  show(x, y, head, text) {
    const title = document.createElement("strong");
    title.textContent = head;
    const said = document.createElement("span");
    said.textContent = text;
    this.box.replaceChildren(title, said);
    this.box.hidden = false;
    const width = Math.min(320, this.frame.clientWidth - 16);
    this.box.style.setProperty("max-width", `${width}px`);
    const left = Math.max(4, Math.min(x + 14, this.frame.clientWidth - this.box.offsetWidth - 4));
    this.box.style.setProperty("transform", `translate(${left}px, ${y + 18}px)`);
  }

  hide() { if (!this.box.hidden) this.box.hidden = true; }
}
