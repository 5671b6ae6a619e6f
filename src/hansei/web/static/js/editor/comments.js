/* Comments and suggestions beside the text while it is written. The list comes from the server and
   is asked for again when somebody said something; what is typed into it stays meanwhile. */
import { locate, wordsBefore, wordsOf } from "../comments/anchors.js";
import { showTimes } from "../times.js";
import { toast, toastWithUndo } from "../toasts.js";
import { postForm } from "./net.js";
import { MOST_QUOTE, markRemarks, pointAtRemark, remarkPlace, remarked } from "./remarked.js";
import { said } from "./words.js";

const ALONE = 15_000;
const MARKS = /\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]|\*\*|~~|`/g;

export class Comments {
  /* `sections` by handle: {handle, title, view, surface, text, element}; `flush` has the text saved. */
  constructor({ box, sections, flush, current, live = null }) {
    Object.assign(this, { box, sections, flush, current, live, turn: 0 });
    this.dialog = null;
    box.addEventListener("submit", (event) => this.#submitted(event));
    box.addEventListener("click", (event) => this.#clicked(event));
    for (const name of ["pointerover", "focusin"]) box.addEventListener(name, (event) => this.#point(event.target.closest?.(".talk")));
    for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, () => this.#point(null));
    if (live) live.addEventListener("news", () => this.load());
    setInterval(() => { if (!this.live?.here && !document.hidden) this.load(); }, ALONE);
  }

  extensions(section) {
    return remarked({ begin: () => this.begin(section), open: (id) => this.show(id) });
  }

  async load() {
    const turn = ++this.turn;
    let text;
    try {
      const answer = await fetch(this.box.dataset.comments, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      text = await answer.text();
    } catch { return; }
    if (turn !== this.turn) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const dialog = fresh.querySelector("[data-comment-dialog]");
    dialog?.remove();
    if (dialog && !this.dialog) this.#hang(dialog);
    const typed = this.#typed();
    this.box.replaceChildren(...fresh.body.childNodes);
    this.#restore(typed);
    showTimes(this.box);
    this.#mark();
    this.box.dataset.ready = "";
  }

  // In the text

  #mark() {
    const talks = [...this.box.querySelectorAll(".talk")];
    for (const section of this.sections.values()) {
      const { text, view } = section;
      const own = talks.filter(({ dataset }) => dataset.quote && dataset.handle === section.handle);
      markRemarks(view, own.flatMap((talk) => {
        const id = talk.id.slice(7);
        const place = locate(talk.dataset, text) ?? remarkPlace(view, id);
        return place && place.from < place.to ? [{ id, ...place }] : [];
      }));
    }
  }

  #point(talk) {
    const id = talk?.id.slice(7) ?? "";
    if (id === this.pointed) return;
    this.pointed = id;
    for (const each of this.sections.values()) pointAtRemark(each.view, id);
  }

  /* Shows a remark that was clicked in the text: over the text where there is no room beside it. */
  show(id) {
    const talk = this.box.querySelector(`#remark-${CSS.escape(id)}`);
    if (!talk) return;
    for (const each of this.box.querySelectorAll(".talk.current")) each.classList.remove("current");
    talk.classList.add("current");
    this.box.classList.add("raised");
    talk.scrollIntoView({ block: "nearest" });
    // Where the list lies over the text, the words stay in sight above it.
    const section = this.sections.get(talk.dataset.handle);
    if (section && getComputedStyle(this.box).position === "fixed") section.surface.reveal(remarkPlace(section.view, id)?.from);
  }

  #goTo(talk) {
    const id = talk.id.slice(7);
    const section = this.sections.get(talk.dataset.handle);
    this.box.classList.remove("raised");
    if (!section) return false;
    const place = remarkPlace(section.view, id);
    if (place) section.surface.select(place.from, place.to);
    else section.element.scrollIntoView({ block: "start" });
    return true;
  }

  // Saying something

  /* About what is chosen in a section, or about all of it. */
  begin(section = this.current()) {
    if (!section || !this.dialog) return;
    const { from, to } = section.view.state.selection.main;
    const source = to - from <= MOST_QUOTE ? wholeWords(section.text, from, to) : "";
    const form = this.dialog.querySelector("form");
    const quote = source.replace(MARKS, "").trim();
    form.section.value = section.handle;
    form.quote.value = quote;
    form.before.value = quote ? wordsBefore(section.text, from) : "";
    form.wording.value = source;
    this.dialog.querySelector("[data-shown]").textContent = quote || section.title;
    this.dialog.querySelector("[data-for-words]").hidden = !quote;
    this.dialog.querySelector("[data-wrong]").hidden = true;
    this.dialog.showModal();
    form.text.focus();
  }

  #hang(dialog) {
    this.dialog = dialog;
    document.body.append(dialog);
    dialog.addEventListener("submit", (event) => this.#submitted(event));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    const suggests = dialog.querySelector("[name=suggests]");
    suggests.addEventListener("change", () => { dialog.querySelector("[data-wording]").hidden = !suggests.checked; });
  }

  #submitted(event) {
    event.preventDefault();
    this.#send(event.target);
  }

  async #send(form) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    try {
      // What is said about words has to find them in the stored text.
      const saved = form.closest("dialog") || form.action.endsWith("/acceptance/") ? await this.flush() : true;
      const { what, content } = saved ? await postForm(form.action, new FormData(form)) : { what: "unsaved" };
      if (what !== "ok") this.#refuse(form, content?.reason ?? said(what === "unsaved" ? "commentUnsaved" : "commentUnsent"));
      else await this.#arrived(form, content);
    } finally {
      delete form.dataset.busy;
    }
  }

  async #arrived(form, { said: words, undo, thread, stands }) {
    const dialog = form.closest("dialog");
    form.reset();
    if (dialog) {
      dialog.querySelector("[data-wording]").hidden = true;
      dialog.close();
    }
    if (stands && !this.live) document.dispatchEvent(new CustomEvent("hansei:block", { detail: stands }));
    await this.load();
    if (dialog && thread) this.show(String(thread));
    if (words && undo) toastWithUndo(words, said("undo"), async () => { await postForm(undo, {}); await this.load(); });
    else if (words) toast(words);
  }

  #refuse(form, reason) {
    const line = form.querySelector("[data-wrong]");
    if (!line) { toast(reason, { bad: true }); return; }
    line.textContent = reason;
    line.hidden = false;
  }

  // In the list

  #clicked(event) {
    if (event.target.closest?.("[data-lower]")) { this.box.classList.remove("raised"); return; }
    const link = event.target.closest?.("blockquote a, .about a");
    if (link && this.#goTo(link.closest(".talk"))) event.preventDefault();
  }

  #typed() {
    const boxes = [...this.box.querySelectorAll("textarea")].filter((each) => each.value !== each.defaultValue || each === document.activeElement);
    return boxes.map((each) => ({ id: each.id, value: each.value, from: each.selectionStart, to: each.selectionEnd, focused: each === document.activeElement }));
  }

  #restore(typed) {
    for (const { id, value, from, to, focused } of typed) {
      const box = document.getElementById(id);
      if (!box) continue;
      box.closest("details").open = true;
      box.value = value;
      if (!focused) continue;
      box.focus({ preventScroll: true });
      box.setSelectionRange(from, to);
    }
  }
}

/* From the first word that a choice touches to the last: a remark is about words. */
function wholeWords(text, from, to) {
  const words = wordsOf(text).filter((each) => each.to > from && each.from < to);
  return words.length ? text.slice(words[0].from, words.at(-1).to) : "";
}
