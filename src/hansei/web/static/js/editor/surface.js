/* An editor over an abstract text.

   A source says what the text is at first and brings the extensions that keep it: `plainSource`
   has the browser's own history. A source that several people share binds its text in the same
   place, with a history that undoes one's own changes only. */
import {
  EditorSelection, EditorState, EditorView, HighlightStyle, Prec, defaultKeymap, highlightSelectionMatches,
  history, historyKeymap, keymap, markdown, placeholder, search, searchKeymap, syntaxHighlighting, tags,
} from "../../vendor/editor/core.js";

export function plainSource(text) {
  return { text, extensions: [history(), keymap.of(historyKeymap)] };
}

const BARS = 240;
const ink = (name) => `var(--${name})`;
export const theme = EditorView.theme({
  "&": { fontSize: "var(--t-read)", color: ink("ink"), backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--sans)", lineHeight: "1.65", overflowX: "visible" },
  ".cm-content": { padding: "var(--s-2) 0", caretColor: ink("ink"), maxWidth: "46rem" },
  ".cm-line": { padding: "0 var(--s-2) 0 var(--s-1)" },
  ".cm-gutters": { backgroundColor: "transparent", border: "0", color: ink("ink-3") },
  ".cm-placeholder": { color: ink("ink-3"), fontStyle: "italic", whiteSpace: "normal" },
  ".cm-selectionMatch": { backgroundColor: ink("accent-soft") },
  ".cm-searchMatch": { backgroundColor: ink("mark"), color: ink("ink") },
  ".cm-searchMatch-selected": { outline: "2px solid var(--focus)" },
  ".cm-panels": { backgroundColor: ink("raised"), color: ink("ink"), border: "0", borderRadius: "var(--r-m)", zIndex: "5" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "var(--s-2)", fontFamily: "var(--sans)" },
  ".cm-panel.cm-search label": { fontSize: "var(--t-xs)" },
  ".cm-panel.cm-search [name=close]": { color: ink("ink-2"), fontSize: "1.2rem", padding: "0 var(--s-2)" },
  ".cm-textfield": { background: ink("paper"), color: ink("ink"), border: "1px solid var(--line-strong)", borderRadius: "var(--r-s)", fontSize: "var(--t-s)" },
  ".cm-button": { background: ink("paper"), color: ink("ink"), border: "1px solid var(--line-strong)", borderRadius: "var(--r-s)", fontSize: "var(--t-xs)" },
  ".cm-tooltip": { backgroundColor: ink("raised"), color: ink("ink"), border: "0", borderRadius: "var(--r-m)", boxShadow: "var(--float)", fontFamily: "var(--sans)", fontSize: "var(--t-s)", zIndex: "30" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "20rem", maxWidth: "min(34rem, 92vw)", minWidth: "min(20rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "grid", padding: "var(--s-1) var(--s-3)", lineHeight: "1.4", borderBottom: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: ink("accent-soft"), color: ink("ink") },
  ".cm-completionLabel": { overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionDetail": { color: ink("ink-3"), fontStyle: "normal", fontSize: "var(--t-xs)", margin: "0", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-diagnostic": { padding: "var(--s-2) var(--s-3)", maxWidth: "30rem", borderLeft: "0" },
  ".cm-diagnosticAction": { background: ink("accent"), color: ink("on-accent"), borderRadius: "var(--r-s)", padding: "2px var(--s-2)", margin: "var(--s-2) var(--s-2) 0 0", fontSize: "var(--t-xs)", font: "inherit" },
  ".cm-lintRange": { backgroundImage: "none", textDecorationLine: "underline", textDecorationThickness: "2px", textUnderlineOffset: "0.2em", textDecorationSkipInk: "none", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecorationStyle: "wavy", textDecorationColor: ink("bad") },
  ".cm-lintRange-warning": { textDecorationStyle: "wavy", textDecorationColor: ink("warn") },
  ".cm-lintRange-info": { textDecorationStyle: "dotted", textDecorationColor: ink("line-strong") },
  ".cm-lintRange-active": { backgroundColor: ink("mark") },
  ".cm-lint-marker": { width: "0.5rem", height: "0.5rem", borderRadius: "50%", content: "none", margin: "0.65em 0 0 0.15rem" },
  ".cm-lint-marker-error": { backgroundColor: ink("bad"), borderRadius: "1px", transform: "rotate(45deg)" },
  ".cm-lint-marker-warning": { backgroundColor: ink("warn") },
  ".cm-lint-marker-info": { backgroundColor: "transparent", border: "1px solid var(--line-strong)" },
  ".cm-gutter-lint": { width: "0.9rem" },
});

const look = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "650", fontSize: "1.05em" },
  { tag: tags.strong, fontWeight: "650" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.monospace, fontFamily: "var(--mono)", fontSize: "0.9em" },
  { tag: [tags.link, tags.url], color: "var(--accent)" },
  { tag: tags.quote, color: "var(--ink-2)" },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.meta, tags.comment], color: "var(--ink-3)" },
]);

/* Enter goes on with a list; in an empty item it ends the list. */
function goOnWithList(view) {
  const { state } = view;
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = /^(\s*)(?:([-*+])|(\d{1,3})([.)]))(\s+)(\[[ xX]\]\s+)?/.exec(line.text);
  if (!found || !main.empty || main.head < line.from + found[0].length || state.readOnly) return false;
  if (line.text.length === found[0].length) {
    view.dispatch({ changes: { from: line.from, to: line.to, insert: "" }, userEvent: "input" });
    return true;
  }
  const sign = found[2] ?? `${Number(found[3]) + 1}${found[4]}`;
  const insert = `\n${found[1]}${sign}${found[5]}${found[6] ? "[ ] " : ""}`;
  view.dispatch(state.update({
    changes: { from: main.head, insert }, selection: EditorSelection.cursor(main.head + insert.length),
    scrollIntoView: true, userEvent: "input",
  }));
  return true;
}

/* A heading of two signs would begin another section: it becomes one of three as it is typed. */
const deeperHeadings = EditorState.transactionFilter.of((change) => {
  if (!change.docChanged || !change.isUserEvent("input.type")) return change;
  const line = change.newDoc.lineAt(change.newSelection.main.head);
  const found = /^(#{1,2}) /.exec(line.text);
  if (!found) return change;
  return [change, { changes: { from: line.from, to: line.from + found[1].length, insert: "###" }, sequential: true }];
});

/* Typing over several lines: the browser would put styles on what it moves together, which the
   content security policy refuses. */
const overLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    if (event.inputType !== "insertText" || !event.data || main.empty || view.composing || view.state.readOnly) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

export function createSurface({ parent, source, label, prompt = "", extensions = [], onChange }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: source.text,
      extensions: [
        ...source.extensions,
        ...extensions,
        Prec.high(keymap.of([{ key: "Enter", run: goOnWithList }])),
        keymap.of([...searchKeymap, ...defaultKeymap]),
        deeperHeadings,
        overLines,
        markdown.extension,
        syntaxHighlighting(look),
        search({ top: true }),
        highlightSelectionMatches(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label, spellcheck: "true", autocorrect: "on", autocapitalize: "sentences",
        }),
        prompt ? placeholder(prompt) : [],
        theme,
        EditorView.updateListener.of((update) => { if (update.docChanged) onChange?.(update); }),
      ],
    }),
  });
  return {
    view,
    get text() { return view.state.doc.toString(); },
    /* Replaces the whole text as one step that undo takes back. */
    put(text) {
      const { doc } = view.state;
      if (doc.toString() === text) return;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, userEvent: "input.replace" });
    },
    /* Where a line and column, both from 1, stand in the text; clipped to it. */
    at(line, column) {
      const { doc } = view.state;
      const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
      return Math.min(found.from + Math.max(column - 1, 0), found.to);
    },
    /* Scrolls a place under the bars at the top of the page. */
    reveal(from = 0) {
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "start", yMargin: BARS }) });
    },
    select(from, to = from) {
      view.focus();
      view.dispatch({ selection: EditorSelection.single(from, to), effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
  };
}
