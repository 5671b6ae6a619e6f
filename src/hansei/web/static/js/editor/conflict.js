/* Asks what stands where a section was changed elsewhere: mine, theirs, or both merged by hand. */
import { EditorState, EditorView, history, markdown } from "../../vendor/editor/core.js";
import { toast } from "../toasts.js";
import { theme } from "./surface.js";
import { said } from "./words.js";

const changes = EditorView.theme({
  "&": { fontSize: "var(--t-s)" },
  ".cm-content": { padding: "var(--s-2)" },
  "&.cm-merge-a .cm-changedLine": { backgroundColor: "var(--warn-soft)" },
  "&.cm-merge-b .cm-changedLine": { backgroundColor: "var(--good-soft)" },
  "&.cm-merge-a .cm-changedText": { background: "none", boxShadow: "inset 0 -2px 0 var(--warn)" },
  "&.cm-merge-b .cm-changedText": { background: "none", boxShadow: "inset 0 -2px 0 var(--good)" },
});

function button(text, kind, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn small ${kind}`.trim();
  made.textContent = text;
  made.addEventListener("click", run);
  return made;
}

function paragraph(text, tag = "p") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function side(title, text) {
  const made = document.createElement("section");
  const words = document.createElement("pre");
  words.textContent = text;
  words.tabIndex = 0;
  made.append(paragraph(title, "h3"), words);
  return made;
}

/* Shows the question in `box`. `section` has text, put(text) and saver. */
export function askAbout(box, section, theirs) {
  const done = () => { box.hidden = true; box.replaceChildren(); section.focus(); };
  const head = document.createElement("div");
  head.append(paragraph(said("conflictTitle"), "h3"));
  const who = theirs?.by ?? section.theirsBy ?? "";
  head.append(paragraph(said(theirs ? "conflictBy" : "conflictGone", { by: who })));
  const choices = document.createElement("div");
  choices.className = "row";
  // It is said, but takes no focus: whoever is typing must not choose with the next key.
  head.className = "conflict-head";
  head.setAttribute("role", "alert");
  box.hidden = false;
  box.replaceChildren(head);
  if (!theirs) {
    choices.append(
      button(said("copy"), "", async (event) => {
        await navigator.clipboard?.writeText(section.text);
        event.target.textContent = said("copied");
      }),
      button(said("discard"), "bad", () => { section.discard(); done(); }),
    );
    box.append(choices);
    return;
  }
  const sides = document.createElement("div");
  sides.className = "conflict-sides";
  const mine = side(said("mine"), section.text);
  sides.append(mine, side(said("theirs"), theirs.text));
  section.whileAsked = () => { mine.querySelector("pre").textContent = section.text; };
  const end = () => { section.whileAsked = null; done(); };
  choices.append(
    button(said("keepMine"), "primary", () => { end(); section.saver.resolve(theirs.digest, theirs.text); }),
    button(said("takeTheirs"), "", () => {
      end();
      section.put(theirs.text);
      section.saver.resolve(theirs.digest, theirs.text);
      toast(said("theirsKept"));
    }),
    button(said("merge"), "", () => merge(box, section, theirs, done)),
  );
  box.append(sides, choices);
}

/* Theirs on the left, mine on the right, with an arrow at every difference. */
async function merge(box, section, theirs, done) {
  let MergeView;
  try { ({ MergeView } = await import("../../vendor/editor/merge.js")); } catch { toast(said("noMerging"), { bad: true }); return; }
  if (!section.whileAsked) return;  // decided meanwhile
  section.whileAsked = null;
  const place = document.createElement("div");
  place.className = "merging";
  const titles = document.createElement("div");
  titles.className = "merge-titles";
  titles.append(paragraph(said("theirs"), "h3"), paragraph(said("mine"), "h3"));
  const common = [EditorView.lineWrapping, markdown.extension, theme, changes];
  const view = new MergeView({
    parent: place,
    a: { doc: theirs.text, extensions: [...common, EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ "aria-label": said("theirs"), tabindex: "0" })] },
    b: { doc: section.text, extensions: [...common, history(), EditorView.contentAttributes.of({ "aria-label": said("mine"), spellcheck: "true" })] },
    revertControls: "a-to-b",
    highlightChanges: true,
  });
  const choices = document.createElement("div");
  choices.className = "row";
  const close = () => { view.destroy(); done(); };
  choices.append(
    button(said("useMerged"), "primary", () => {
      const text = view.b.state.doc.toString();
      close();
      section.put(text);
      section.saver.resolve(theirs.digest, theirs.text);
    }),
    button(said("cancel"), "", () => { view.destroy(); askAbout(box, section, theirs); }),
  );
  box.replaceChildren(box.querySelector(".conflict-head"), titles, place, choices);
  view.b.focus();
}
