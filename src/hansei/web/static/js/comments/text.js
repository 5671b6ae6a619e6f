/* Comments beside the text: their words are marked in it, and marking words offers to comment.

   The margin is asked for when the page stands, so that reading never waits for it. */
import { showTimes } from "../times.js";

const box = document.querySelector("[data-comments]");
const paper = document.querySelector(".paper");
const WORD = /[\p{L}\p{N}]+/gu, CITE = /\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]/g;

async function load() {
  const answer = await fetch(box.dataset.comments, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  box.replaceChildren(...fresh.body.childNodes);
  showTimes(box);
  mark();
  if (location.hash.startsWith("#remark-")) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  offer();
  box.dataset.ready = "";
}

/* The words of a part of the page with the text nodes that they stand in. */
function wordsOf(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".cite, script, style, .hidden-visually")) continue;
    for (const each of node.data.matchAll(WORD)) found.push({ word: each[0].toLowerCase(), node, start: each.index, end: each.index + each[0].length });
  }
  return found;
}

function rangeOf(quote, place) {
  const wanted = [...quote.replace(CITE, " ").toLowerCase().matchAll(WORD)].map((each) => each[0]);
  const root = document.getElementById(place);
  if (!root || !wanted.length) return null;
  for (const part of [root, root.closest("section.section")]) {
    if (!part) continue;
    const words = wordsOf(part);
    for (let at = 0; at + wanted.length <= words.length; at += 1) {
      if (wanted.every((word, ahead) => words[at + ahead].word === word)) {
        const range = new Range(), last = words[at + wanted.length - 1];
        range.setStart(words[at].node, words[at].start);
        range.setEnd(last.node, last.end);
        return range;
      }
    }
  }
  return null;
}

function mark() {
  if (!CSS.highlights) return;
  const all = new Highlight();
  for (const talk of box.querySelectorAll(".talk[data-quote]:not([data-quote=''])")) {
    const range = rangeOf(talk.dataset.quote, talk.dataset.place);
    if (!range) continue;
    all.add(range);
    const now = () => CSS.highlights.set("commented-now", new Highlight(range));
    const over = () => CSS.highlights.delete("commented-now");
    talk.addEventListener("pointerenter", now);
    talk.addEventListener("pointerleave", over);
    talk.addEventListener("focusin", now);
    talk.addEventListener("focusout", over);
  }
  CSS.highlights.set("commented", all);
}

/* Marked words offer to comment on them; so does the key "m". */
function offer() {
  const button = box.querySelector("[data-comment-on]"), dialog = box.querySelector("[data-comment-dialog]");
  if (!button) return;
  document.body.append(button, dialog);
  document.addEventListener("selectionchange", () => {
    const chosen = passage();
    button.hidden = !chosen;
    if (!chosen) return;
    const at = chosen.range.getBoundingClientRect();
    button.style.setProperty("top", `${Math.max(8, at.bottom + scrollY + 8)}px`);
    button.style.setProperty("left", `${Math.min(innerWidth - 140, Math.max(8, at.left + scrollX))}px`);
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => open(dialog, passage(), button));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "m" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const chosen = passage();
    if (chosen) { event.preventDefault(); open(dialog, chosen, button); }
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  const suggests = dialog.querySelector("[name=suggests]");
  suggests.addEventListener("change", () => { dialog.querySelector("[data-wording]").hidden = !suggests.checked; });
}

function passage() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0), quote = chosen.toString().trim();
  const from = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
  const section = from.closest?.(".paper section.section"), event = from.closest?.(".events li[id^='event-']");
  if (!section || !quote || quote.length > 600 || !paper.contains(range.endContainer)) return null;
  const until = new Range();
  until.setStart(section, 0);
  until.setEnd(range.startContainer, range.startOffset);
  const before = [...until.toString().matchAll(WORD)].slice(-8).map((each) => each[0]).join(" ");
  return { range, quote, before, section: section.querySelector("h2")?.id || "", event: event?.id.slice(6) || "" };
}

function open(dialog, chosen, button) {
  if (!chosen) return;
  const form = dialog.querySelector("form");
  form.section.value = chosen.event ? "" : chosen.section;
  form.quote.value = chosen.event ? "" : chosen.quote;
  form.before.value = chosen.before;
  form.event.value = chosen.event;
  form.wording.value = chosen.quote;
  dialog.querySelector("[data-shown]").textContent = chosen.quote;
  dialog.querySelector("[data-for-words]").hidden = Boolean(chosen.event);
  button.hidden = true;
  dialog.showModal();
  form.text.focus();
}

if (box && paper) load();
