/* The colours of the page for drawing: read from the style sheet, so that the scheme holds. */
const NAMES = ["ink", "ink-2", "ink-3", "paper", "sunken", "line", "line-strong", "system", "human", "milestone", "star", "accent", "warn"];

export function readInk(box) {
  const probe = document.createElement("span");
  probe.hidden = true;
  box.append(probe);
  const found = {};
  for (const name of NAMES) {
    probe.style.setProperty("color", `var(--${name})`);
    found[name] = getComputedStyle(probe).color;
  }
  found.font = getComputedStyle(box).fontFamily;
  probe.remove();
  return found;
}

/* A canvas as sharp as the screen: its context in CSS pixels, and its size. */
export function fit(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.setProperty("width", `${width}px`);
    canvas.style.setProperty("height", `${height}px`);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}
