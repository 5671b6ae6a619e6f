/* The sections as plain fields, before the editor stands in their place. One can type in them; that
   is kept in this browser and taken along. */
import { difference } from "./carrying.js";

const FRAME = 16;
const LONGEST_HOLD = 3000;
const SIZED = CSS.supports("field-sizing", "content");

function fitted(area) {
  area.style.setProperty("height", "auto");
  area.style.setProperty("height", `${area.scrollHeight}px`);
}

export class Plain {
  constructor(page, keep) {
    this.keep = keep;
    this.done = false;
    this.composing = false;
    this.held = 0;
    this.sections = [...page.querySelectorAll("[data-section]")];
    page.addEventListener("input", (event) => this.#typed(event.target));
    page.addEventListener("compositionstart", () => { this.composing = true; });
    page.addEventListener("compositionend", () => { this.composing = false; });
    page.addEventListener("pointerdown", () => { this.held = Date.now(); }, true);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { this.held = 0; }, true);
    addEventListener("beforeunload", (event) => { if (!this.done && !this.submitted && this.dirty) event.preventDefault(); });
    page.addEventListener("submit", (event) => { this.submitted = event.target.matches(".plain-section"); }, true);
    if (!SIZED) for (const each of this.sections) fitted(this.#area(each));
    for (const each of this.sections) this.#keep(each);
  }

  #area(section) { return section.querySelector("textarea[name=text]"); }

  get dirty() {
    return this.sections.some((each) => this.#area(each).value !== this.#area(each).defaultValue);
  }

  #typed(area) {
    const section = area.closest?.("[data-section]");
    if (this.done || !section || area !== this.#area(section)) return;
    if (!SIZED) fitted(area);
    this.#keep(section);
  }

  /* Keeps what stands in a field under the name that this tab turns out to have. */
  async #keep(section) {
    await this.keep.settle();
    if (this.done) return;
    const { value, defaultValue, readOnly } = this.#area(section);
    if (readOnly) return;
    const { section: handle, digest, title } = section.dataset;
    if (value === defaultValue) this.keep.remove(handle);
    else this.keep.put(handle, { base: digest, over: defaultValue, sent: [], text: value, title });
  }

  /* Nobody types over what was kept here before and is not back yet. */
  lock(handles) {
    for (const each of this.sections) this.#area(each).readOnly = handles.has(each.dataset.section);
  }

  /* Resolves when nobody is in the middle of a word that is composed, or of choosing words with a
     pointer. Where a menu of the browser opens, no pointer is ever told to be let go. */
  async calm() {
    do await new Promise((done) => setTimeout(done, FRAME)); while (this.composing || Date.now() - this.held < LONGEST_HOLD);
  }

  /* What a section said at first and says now, and what is chosen in it. */
  take(section) {
    const area = this.#area(section);
    const { defaultValue: before, value: text, selectionStart: from, selectionEnd: to } = area;
    return { before, text, edit: difference(before, text), from, to, focused: document.activeElement === area };
  }

  /* Keeps what one looks at in its place while `change` puts other things above it. */
  still(change) {
    const seen = document.activeElement?.closest("[data-section]") ?? this.sections.find((each) => each.getBoundingClientRect().bottom > innerHeight / 3);
    const before = seen?.getBoundingClientRect().top;
    change();
    if (seen && scrollY) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
  }
}
