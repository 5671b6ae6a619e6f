/* Edits as {from, to, insert}: the one that makes a text of another, and what it is in a text that
   was changed meanwhile. Nothing that was typed goes, and nothing that others wrote. */
const halved = (text, at) => /[\uD800-\uDBFF]/.test(text[at - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[at] ?? "");

export function difference(before, after) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  // A sign of two units is changed as a whole.
  if (halved(before, from) || halved(after, from)) from -= 1;
  if (halved(before, before.length - same) || halved(after, after.length - same)) same -= 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

const grown = ({ from, to, insert }) => insert.length - (to - from);

/* `mine` in the text that `theirs` made of the same one; where both changed the same words, what was
   typed here stands behind theirs. */
export function carried(mine, theirs) {
  if (mine.to <= theirs.from) return mine;
  const { insert } = mine;
  if (mine.from >= theirs.to) return { from: mine.from + grown(theirs), to: mine.to + grown(theirs), insert };
  const at = theirs.from + theirs.insert.length;
  return { from: at, to: at, insert };
}

/* Where a place in the text stands after an edit. */
export function placed(at, edit) {
  if (at <= edit.from) return at;
  return at >= edit.to ? at + grown(edit) : edit.from + edit.insert.length;
}
