/* Two texts side by side, with an arrow at every difference. */
export { MergeView } from "@codemirror/merge";
