/* Citations in the text: shown as such, chosen by "[" or Ctrl K, told by resting on one. */
import {
  Decoration, MatchDecorator, Prec, ViewPlugin, acceptCompletion, autocompletion, closeCompletion, completionStatus,
  hoverTooltip, insertNewline, keymap, startCompletion,
} from "../../vendor/editor/core.js";
import { formatted, zoneAt } from "../times.js";
import { get } from "./net.js";
import { said } from "./words.js";

const PATIENCE = 900;
const BEGUN = /(?:^|[^\w\]!])\[((?:[^[\]\n\s][^[\]\n]{0,60})?)$/;
const shapes = new MatchDecorator({
  regexp: /\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\](?!\()|\*\*(Assumption|Unknown|Question|Disputed):?\*\*:?/g,
  decoration: (match) => Decoration.mark({ class: match[1] ? `mark ${match[1].toLowerCase()}` : "cm-cite" }),
});
const shown = ViewPlugin.define((view) => {
  const plugin = { decorations: shapes.createDeco(view), update(update) { plugin.decorations = shapes.updateDeco(update, plugin.decorations); } };
  return plugin;
}, { decorations: (plugin) => plugin.decorations });

function told(each) {
  if (!each.at) return said("evidence");
  const place = document.querySelector("[data-editor]");
  return `${formatted(new Date(each.at), "second", zoneAt(place))}${each.source ? ` · ${each.source}` : ""}`;
}

function options(found) {
  return found.map((each, index) => ({
    label: each.text.length > 110 ? `${each.text.slice(0, 108)} …` : each.text,
    detail: `${each.key ? "★ " : ""}${each.id} · ${told(each)}`,
    boost: 99 - index,
    apply: (view, _, from, to) => {
      const start = view.state.sliceDoc(from - 1, from) === "[" ? from - 1 : from;
      const closes = view.state.sliceDoc(to, to + 1) === "]" ? 1 : 0;
      const before = start && /[^\s([]/.test(view.state.sliceDoc(start - 1, start)) ? " " : "";
      const insert = `${before}[${each.id}]`;
      view.dispatch({
        changes: { from: start, to: to + closes, insert }, selection: { anchor: start + insert.length }, userEvent: "input.complete",
      });
    },
  }));
}

/* The completion of one post-mortem, whose picker asks `address`. */
export function citing(address) {
  const known = new Map();

  async function find(text, signal) {
    const { what, content } = await get(`${address}?q=${encodeURIComponent(text)}`, { signal });
    const found = what === "ok" ? content.found : [];
    for (const each of found) known.set(each.id.toLowerCase(), each);
    return found;
  }

  async function source(context) {
    const line = context.state.doc.lineAt(context.pos);
    const match = BEGUN.exec(line.text.slice(0, context.pos - line.from));
    if (!match && !context.explicit) return null;
    const leaving = new AbortController();
    context.addEventListener("abort", () => leaving.abort(), { onDocChange: true });
    try {
      const found = await find(match ? match[1] : "", leaving.signal);
      return found.length ? { from: context.pos - (match ? match[1].length : 0), options: options(found), filter: false } : null;
    } catch { return null; }
  }

  async function describe(view, pos) {
    const line = view.state.doc.lineAt(pos);
    for (const match of line.text.matchAll(/\[([eE]v?\d+(?:\s*,\s*[eE]v?\d+)*)\](?!\()/g)) {
      const from = line.from + match.index;
      if (pos < from || pos > from + match[0].length) continue;
      const names = match[1].split(",").map((each) => each.trim().toLowerCase());
      for (const name of names) if (!known.has(name)) await find(name);
      return { pos: from, end: from + match[0].length, above: true, create: () => ({ dom: card(names.map((name) => known.get(name) ?? { id: name, text: "?" })) }) };
    }
    return null;
  }

  return [
    shown,
    hoverTooltip(describe, { hoverTime: 350 }),
    autocompletion({ override: [source], icons: false, activateOnTypingDelay: 120, maxRenderedOptions: 40, closeOnBlur: true, tooltipClass: () => "cite-picker" }),
    Prec.highest(keymap.of([{ key: "Mod-k", run: cite, preventDefault: true }, { key: "Enter", run: acceptSoon }])),
  ];
}

function card(found) {
  const box = document.createElement("div");
  box.className = "cite-card";
  for (const each of found) {
    const line = document.createElement("p");
    const name = document.createElement("strong");
    name.textContent = each.id;
    const when = document.createElement("small");
    when.textContent = ` ${told(each)}`;
    line.append(name, when, document.createElement("br"), each.text);
    box.append(line);
  }
  return box;
}

/* Enter while the picker is shown and still asks for the last letters: chooses what it answers. */
function acceptSoon(view) {
  if (completionStatus(view.state) !== "pending" || !view.dom.querySelector(".cite-picker")) return false;
  const { doc } = view.state;
  const until = Date.now() + PATIENCE;
  const look = () => {
    if (view.state.doc !== doc) return;
    const status = completionStatus(view.state);
    if (status === "active" && acceptCompletion(view)) return;
    if (status && Date.now() < until) setTimeout(look, 30);
    else insertNewline(view);
  };
  setTimeout(look, 30);
  return true;
}

/* Opens the picker: begins a citation where none is begun. */
export function cite(view) {
  if (completionStatus(view.state) === "active") { closeCompletion(view); return true; }
  const { from, to } = view.state.selection.main;
  view.focus();
  if (view.state.sliceDoc(Math.max(0, from - 1), from) !== "[") {
    const space = from && /\S/.test(view.state.sliceDoc(from - 1, from)) ? " [" : "[";
    view.dispatch({ changes: { from: to, insert: space }, selection: { anchor: to + space.length }, userEvent: "input" });
  }
  startCompletion(view);
  return true;
}
