/* What a text needs that several people write at once: Yjs, and what binds it to the editor. */
export { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
export {
  Doc, UndoManager, applyUpdate, createAbsolutePositionFromRelativePosition, createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex, encodeStateAsUpdate, encodeStateVector, mergeUpdates,
} from "yjs";
