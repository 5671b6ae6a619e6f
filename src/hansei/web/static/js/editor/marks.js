/* Marks a sentence as open with one key: assumption, unknown, disputed, question; and releases a
   paragraph for customers. */
import { keymap } from "../../vendor/editor/core.js";

const MARK = /\*\*(?:Assumption|Unknown|Question|Disputed):?\*\*:?\s*/i;
const PUBLIC = "<!-- public -->";
const KEYS = { assumption: "Alt-a", unknown: "Alt-u", disputed: "Alt-d", question: "Alt-q", public: "Alt-p" };

/* Where the sentence around the cursor begins: behind a list's sign, or the stop before it. */
function sentenceStart(line, at) {
  const lead = /^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?/.exec(line)[0].length;
  let start = lead;
  for (const stop of line.slice(0, Math.max(at, lead)).matchAll(/[.!?](?:\s*\[[eE]v?\d[^\]]*\])?\s+(?=\S)/g)) {
    if (stop.index >= lead && stop.index + stop[0].length <= at) start = stop.index + stop[0].length;
  }
  return start;
}

export function mark(view, name) {
  const { state } = view;
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  if (name === "public") { release(view); return true; }
  const label = `**${name[0].toUpperCase()}${name.slice(1)}:** `;
  const start = line.from + sentenceStart(line.text, head - line.from);
  const there = MARK.exec(state.sliceDoc(start, line.to));
  const own = there && there.index === 0 ? there[0].length : 0;
  const same = own && state.sliceDoc(start, start + own).toLowerCase().startsWith(label.trim().toLowerCase());
  view.dispatch({ changes: { from: start, to: start + own, insert: same ? "" : label }, userEvent: "input" });
  view.focus();
  return true;
}

/* The paragraph around the cursor, with or without its release. */
function release(view) {
  const { doc, selection } = view.state;
  let line = doc.lineAt(selection.main.head);
  while (line.number > 1 && doc.line(line.number - 1).text.trim()) line = doc.line(line.number - 1);
  const there = line.text.trim() === PUBLIC;
  view.dispatch({
    changes: there ? { from: line.from, to: Math.min(line.to + 1, doc.length), insert: "" } : { from: line.from, insert: `${PUBLIC}\n` },
    userEvent: "input",
  });
  view.focus();
}

export const markKeys = keymap.of(Object.entries(KEYS).map(([name, key]) => ({ key, mac: `Ctrl-${key}`, run: (view) => mark(view, name), preventDefault: true })));
