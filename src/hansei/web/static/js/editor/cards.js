/* What stands in the text but is not written in it: the timeline, milestones and figures as closed
   cards, and the release for customers as a label. A line of the Markdown stands for each. */
import { Decoration, EditorView, StateField, WidgetType } from "../../vendor/editor/core.js";
import { showTimes } from "../times.js";
import { said } from "./words.js";

const LINES = new Map([
  ["<!-- timeline -->", "timeline"],
  ["<!-- milestones -->", "milestones"],
]);
const PUBLIC = "<!-- public -->";

class Card extends WidgetType {
  constructor(kind) { super(); this.kind = kind; }
  eq(other) { return other.kind === this.kind; }
  toDOM(view) {
    const box = document.createElement("details");
    box.className = "card-in-text";
    box.contentEditable = "false";
    const title = document.createElement("summary");
    title.textContent = said(this.kind === "timeline" ? "timelineCard" : "milestonesCard");
    box.append(title);
    const template = document.querySelector(`template[data-card="${this.kind}"]`);
    if (template) box.append(template.content.cloneNode(true));
    box.addEventListener("toggle", () => { showTimes(box); view.requestMeasure(); });
    return box;
  }
  ignoreEvent() { return true; }
}

class Label extends WidgetType {
  eq() { return true; }
  toDOM() {
    const made = document.createElement("span");
    made.className = "badge accent";
    made.textContent = said("publicMark");
    return made;
  }
}

function drawn(state) {
  const found = [];
  let fence = "";
  for (let number = 1; number <= state.doc.lines; number += 1) {
    const line = state.doc.line(number);
    const text = line.text.trim();
    const mark = /^(`{3,}|~{3,})/.exec(text);
    if (mark) fence = fence ? (text.startsWith(fence) ? "" : fence) : mark[1];
    else if (fence) continue;
    else if (LINES.has(text)) found.push(Decoration.replace({ widget: new Card(LINES.get(text)), block: true }).range(line.from, line.to));
    else if (text === PUBLIC) found.push(Decoration.replace({ widget: new Label() }).range(line.from, line.to));
  }
  return Decoration.set(found);
}

const field = StateField.define({
  create: drawn,
  update: (value, change) => (change.docChanged ? drawn(change.state) : value),
  provide: (own) => [
    EditorView.decorations.from(own),
    EditorView.atomicRanges.of((view) => view.state.field(own)),
  ],
});

export const cards = [field];
