/* What every text that is written in needs of CodeMirror. */
import { Language, defineLanguageFacet, languageDataProp } from "@codemirror/language";
import { Strikethrough, Table, TaskList, parser } from "@lezer/markdown";

export { acceptCompletion, autocompletion, closeCompletion, completionStatus, startCompletion } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
export { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
export { lintGutter, setDiagnostics } from "@codemirror/lint";
export { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
export { Compartment, EditorSelection, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
export {
  Decoration, EditorView, MatchDecorator, ViewPlugin, WidgetType, hoverTooltip, keymap, placeholder, showTooltip,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";

/* Markdown as the server reads it: CommonMark with tables, task lists and strikethrough. Raw HTML
   is text there, so no grammar of HTML is carried along. */
const facet = defineLanguageFacet({ commentTokens: { block: { open: "<!--", close: "-->" } } });

export const markdown = new Language(
  facet,
  parser.configure([Table, TaskList, Strikethrough, { props: [languageDataProp.add({ Document: facet })] }]),
  [],
  "markdown",
);
