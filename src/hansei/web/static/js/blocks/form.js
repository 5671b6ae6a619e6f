/* The form of a structured block: rows by keyboard, citations from a list, saved after each pause.

   Every [data-block-form] on the page is started. After each save the document hears of it:
   "hansei:block" with { handle, text, digest, version } of the section that the block stands in. */
import { startCiting } from "./cite.js";
import { startRows } from "./rows.js";
import { startSaving } from "./saving.js";

export function start(root, changed = false) {
  if (root.dataset.started) return null;
  root.dataset.started = "yes";
  const words = JSON.parse(root.querySelector("[data-words]").textContent);
  for (const each of root.querySelectorAll("[data-needs-script]")) each.hidden = false;
  const saving = startSaving(root, words, start);
  startRows(root, words, saving);
  startCiting(root, words);
  if (changed) saving.changed();
  return saving;
}

for (const each of document.querySelectorAll("[data-block-form]")) start(each);
