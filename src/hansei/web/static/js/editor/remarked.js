/* The words that remarks are about, marked in the text; they move along with what is typed. And
   what is chosen by hand offers to say something about it. */
import { Decoration, EditorView, StateEffect, StateField, keymap, showTooltip } from "../../vendor/editor/core.js";
import { said } from "./words.js";

export const MOST_QUOTE = 600;
const marked = StateEffect.define(), pointed = StateEffect.define(), over = StateEffect.define();

const marks = StateField.define({
  create: () => Decoration.none,
  update(value, change) {
    let found = value.map(change.changes);
    for (const each of change.effects) {
      if (!each.is(marked)) continue;
      found = Decoration.set(each.value.map(({ id, from, to }) => Decoration.mark({ class: "commented", remark: id, attributes: { "data-remark": id } }).range(from, to)), true);
    }
    return found;
  },
  provide: (own) => EditorView.decorations.from(own),
});

const looked = StateField.define({
  create: () => "",
  update(value, change) {
    for (const each of change.effects) if (each.is(pointed)) return each.value;
    return value;
  },
});

const emphasis = EditorView.decorations.compute([marks, looked], (state) => {
  const place = placeOf(state, state.field(looked));
  return place ? Decoration.set([Decoration.mark({ class: "commented-now" }).range(place.from, place.to)]) : Decoration.none;
});

/* Where the words of a remark stand by now; null where they were taken out, or never found. */
function placeOf(state, id) {
  let found = null;
  if (id) state.field(marks).between(0, state.doc.length, (from, to, value) => { if (value.spec.remark === id) found = { from, to }; });
  return found;
}

export const remarkPlace = (view, id) => placeOf(view.state, id);
export const markRemarks = (view, found) => view.dispatch({ effects: marked.of(found) });
export const pointAtRemark = (view, id) => view.dispatch({ effects: pointed.of(id) });

/* The button under a choice; only what a person chose, and not what F8 went to. */
function offering(begin) {
  const button = () => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn small primary comment-here", textContent: said("comment") });
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", begin);
    return { dom: made };
  };
  return StateField.define({
    create: () => null,
    update(value, change) {
      if (change.effects.some((each) => each.is(over))) return null;
      if (!change.selection && !change.docChanged) return value;
      const { main } = change.state.selection;
      const fits = !main.empty && main.to - main.from <= MOST_QUOTE && !change.state.readOnly;
      if (!fits || !(change.isUserEvent("select") || value)) return null;
      return { pos: main.head, above: main.head < main.anchor, create: button };
    },
    provide: (own) => showTooltip.from(own),
  });
}

/* `begin` is called to say something about the choice, `open` with the remark that is clicked. */
export function remarked({ begin, open }) {
  return [
    marks, looked, emphasis, offering(begin),
    keymap.of([{ key: "Ctrl-Alt-m", mac: "Cmd-Alt-m", run: () => { begin(); return true; }, preventDefault: true }]),
    EditorView.domEventHandlers({
      click(event) {
        const id = event.target.closest?.("[data-remark]")?.dataset.remark;
        if (id) open(id);
      },
      blur(_event, view) { setTimeout(() => view.dispatch({ effects: over.of(null) })); },
    }),
  ];
}
