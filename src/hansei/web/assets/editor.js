/* What the scripts of the editor use of CodeMirror and Yjs, in one file. */
import { Language, defineLanguageFacet, languageDataProp } from "@codemirror/language";
import { Strikethrough, Table, TaskList, parser } from "@lezer/markdown";

export { acceptCompletion, autocompletion, closeCompletion, completionStatus, startCompletion } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
export { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
export { lintGutter, setDiagnostics } from "@codemirror/lint";
export { MergeView } from "@codemirror/merge";
export { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
export { Compartment, EditorSelection, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
export {
  Decoration, EditorView, MatchDecorator, ViewPlugin, WidgetType, hoverTooltip, keymap, placeholder, showTooltip,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";
export { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
export {
  Doc, UndoManager, applyUpdate, createAbsolutePositionFromRelativePosition, createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex, encodeStateAsUpdate, encodeStateVector, mergeUpdates,
} from "yjs";

/* Markdown as the server reads it: CommonMark with tables, task lists and strikethrough. Raw HTML
   is text there, so no grammar of HTML is carried along. */
const facet = defineLanguageFacet({ commentTokens: { block: { open: "<!--", close: "-->" } } });

export const markdown = new Language(
  facet,
  parser.configure([Table, TaskList, Strikethrough, { props: [languageDataProp.add({ Document: facet })] }]),
  [],
  "markdown",
);
