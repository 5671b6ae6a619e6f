/* Who else is writing: by name at the top, beside the section that they are in, and as a cursor with
   a name in the text. */
import { Decoration, EditorView, ViewPlugin, WidgetType } from "../../vendor/editor/core.js";
import {
  createAbsolutePositionFromRelativePosition, createRelativePositionFromJSON, createRelativePositionFromTypeIndex,
} from "../../vendor/editor/room.js";
import { moved } from "./live.js";
import { said } from "./words.js";

const SHOWN = 6;

function initials(name) {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

class Caret extends WidgetType {
  constructor(person) { super(); this.person = person; }
  eq(other) { return other.person.seat === this.person.seat && other.person.name === this.person.name; }
  toDOM() {
    const made = document.createElement("span");
    made.className = `caret-of who-${this.person.colour}`;
    made.setAttribute("aria-hidden", "true");
    made.dataset.name = this.person.name;
    return made;
  }
  ignoreEvent() { return true; }
}

/* The cursors of the others in one text, and where one's own is, told to them. */
export function cursors(live, name) {
  const text = live.doc.getText(name);
  const place = (json) => {
    try {
      const found = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(json), live.doc);
      return found?.type === text ? found.index : null;
    } catch { return null; }
  };
  const drawn = (view) => {
    const marks = [];
    for (const person of live.people.values()) {
      if (person.seat === live.seat || person.at?.t !== name) continue;
      const anchor = place(person.at.a);
      const head = place(person.at.h);
      if (anchor === null || head === null || Math.max(anchor, head) > view.state.doc.length) continue;
      if (anchor !== head) marks.push(Decoration.mark({ class: `chosen-by who-${person.colour}` }).range(Math.min(anchor, head), Math.max(anchor, head)));
      marks.push(Decoration.widget({ widget: new Caret(person), side: 1 }).range(head));
    }
    return Decoration.set(marks, true);
  };
  const shown = ViewPlugin.define((view) => {
    const plugin = {
      decorations: drawn(view),
      update(update) {
        const others = update.transactions.some((each) => each.effects.some((effect) => effect.is(moved)));
        if (others) plugin.decorations = drawn(update.view);
        else if (update.docChanged) plugin.decorations = plugin.decorations.map(update.changes);
      },
    };
    return plugin;
  }, { decorations: (plugin) => plugin.decorations });
  const own = EditorView.updateListener.of((update) => {
    if (!(update.selectionSet || update.docChanged || update.focusChanged) || !update.view.hasFocus) return;
    const { anchor, head } = update.state.selection.main;
    if (head > text.length || anchor > text.length) return;
    live.point({ t: name, a: createRelativePositionFromTypeIndex(text, anchor, -1), h: createRelativePositionFromTypeIndex(text, head, -1) });
  });
  return [shown, own];
}

function token(person, where) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `person-here who-${person.colour}`;
  made.textContent = initials(person.name);
  made.title = where ? said("hereIn", { name: person.name, section: where.title }) : person.name;
  made.setAttribute("aria-label", made.title);
  made.addEventListener("click", () => where?.element.scrollIntoView({ block: "start" }));
  return made;
}

/* Draws who is there. `sections` by handle have element, title, name and view. */
export function showPeople(live, sections, page) {
  const box = page.querySelector("[data-people]");
  const others = new Map();
  for (const each of live.people.values()) {
    if (each.seat === live.seat) continue;
    const known = others.get(each.user);
    if (!known || (!known.at && each.at)) others.set(each.user, each);
  }
  const of = (person) => [...sections.values()].find((each) => each.name && each.name === person.at?.t);
  const list = [...others.values()];
  const focused = document.activeElement;
  if (box && !box.contains(focused)) {
    box.replaceChildren(...list.slice(0, SHOWN).map((each) => token(each, of(each))));
    if (list.length > SHOWN) box.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: `+${list.length - SHOWN}` }));
    box.hidden = !list.length;
  }
  for (const section of sections.values()) {
    const here = list.filter((each) => of(each) === section);
    const line = section.element.querySelector("[data-here]");
    if (line) {
      line.replaceChildren(...here.map((each) => Object.assign(document.createElement("span"), { className: `writes-here who-${each.colour}`, textContent: each.name })));
    }
    section.view.dispatch({ effects: moved.of(null) });
  }
}
