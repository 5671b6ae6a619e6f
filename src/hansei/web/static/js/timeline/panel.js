/* The panel beside the list: an event, a milestone, a form. Its parts come from the server as they
   are without scripts; forms in it are sent without leaving the page. A form that somebody typed in
   is put by when something else is opened, and is there again at its address. */
import { showTimes, readerZone } from "../times.js";
import { toast, toastWithUndo } from "../toasts.js";
import { Clock } from "./clock.js";
import { fault, send } from "./send.js";

export class Panel {
  constructor(box, words, { changed, opened, closed, goTo }) {
    Object.assign(this, { box, words, changed, opened, closed, goTo, address: "", event: "", asked: 0, from: null, typed: false, kept: new Map() });
    this.idle = [...box.childNodes];
    box.addEventListener("click", (event) => this.onClick(event));
    box.addEventListener("submit", (event) => this.onSubmit(event));
    box.addEventListener("input", ({ target }) => {
      if (target.closest("form.form")) this.typed = true;
      // Who says when it was means that choice.
      if (target.type !== "radio") for (const each of target.closest(".choice-with")?.querySelectorAll("[type=radio]") ?? []) each.checked = true;
    });
    addEventListener("beforeunload", (event) => { if (this.typed) event.preventDefault(); });
    box.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) this.close(); });
  }

  get isOpen() { return Boolean(this.address); }

  get here() { return new URL(this.address, location).href; }

  versionsPutBy() {
    return [...this.kept.values()].flat().flatMap((each) => [...(each.querySelectorAll?.("input[name=version]") ?? [])]);
  }

  /* Shows what stands at an address. `event` is the id, where it is an event's. */
  async open(address, { event = "", focus = false } = {}) {
    const wanted = new URL(address, location).href;
    if (this.typed && wanted === this.here) { this.box.querySelector("textarea, input:not([type=hidden])").focus(); return; }
    const mine = ++this.asked;
    if (!this.isOpen) this.from = document.activeElement;
    const kept = this.kept.get(wanted);
    const page = kept ? "" : await this.part(address, mine);
    if (mine !== this.asked || page === null) return;
    this.putBy();
    this.address = address;
    this.event = event;
    this.box.classList.add("open");
    if (kept) this.restore(kept); else this.show(page);
    this.opened(event);
    if (focus) this.box.querySelector("h2")?.focus();
  }

  /* The part at an address; null where there is none to show, which is said. */
  async part(address, mine) {
    this.box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (answer.ok && !answer.redirected) return await answer.text();
      fault(answer, this.words);
    } catch {
      toast(this.words.unreachable, { bad: true });
    } finally {
      if (mine === this.asked) this.box.removeAttribute("aria-busy");
    }
    return null;
  }

  putBy() {
    if (!this.typed) return;
    const { address, event } = this;
    this.kept.set(this.here, [...this.box.childNodes]);
    this.typed = false;
    toastWithUndo(this.words.kept, this.words.go_on, () => this.open(address, { event, focus: true }));
  }

  restore(nodes) {
    this.kept.delete(this.here);
    this.box.replaceChildren(...nodes);
    this.typed = true;
  }

  show(html) {
    this.typed = false;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    this.box.replaceChildren(holder.content);
    this.box.scrollTop = 0;
    showTimes(this.box);
    prepare(this.box);
  }

  close() {
    if (!this.isOpen) return;
    this.asked += 1;
    this.putBy();
    this.address = this.event = "";
    this.box.classList.remove("open");
    this.box.replaceChildren(...this.idle);
    this.closed();
    this.from?.isConnected && this.from.focus();
  }

  again() {
    if (this.isOpen) this.open(this.address, { event: this.event });
  }

  onClick(event) {
    const on = (selector) => event.target.closest(selector);
    if (on(".form-foot a")) this.typed = false; // given up
    if (on("[data-close]")) { event.preventDefault(); this.close(); return; }
    const open = on("[data-open]");
    if (open) { event.preventDefault(); this.goTo(open.dataset.open); return; }
    const back = on("[data-back]");
    if (back) { event.preventDefault(); this.goTo(this.box.querySelector("[data-event]").dataset.event); return; }
    const link = on("a[data-panel]");
    if (link) { event.preventDefault(); this.open(link.href, { focus: true }); return; }
    const copy = on("[data-copy-raw]");
    if (copy) copyRaw(copy);
  }

  async onSubmit(event) {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    const buttons = form.querySelectorAll("button");
    for (const each of buttons) each.disabled = true;
    const found = await send(form.action, fields, this.words);
    for (const each of buttons) each.disabled = false;
    if (!found) return;
    if (found.refused) { toast(found.refused, { bad: true }); this.changed(null); this.again(); return; }
    if (found.page) { this.show(found.page); this.typed = true; this.box.querySelector("[aria-invalid], .callout")?.focus?.(); return; }
    if (form.matches(".form")) this.typed = false;
    this.changed(found.change, form.dataset.event || this.event);
  }
}

async function copyRaw(button) {
  const raw = button.closest(".raw").querySelector("code");
  const said = button.querySelector("span");
  const before = said.textContent;
  try {
    await navigator.clipboard.writeText(raw.textContent);
    said.textContent = "✓";
  } catch {
    getSelection().selectAllChildren(raw);
  }
  setTimeout(() => { said.textContent = before; }, 1500);
}

/* What only a browser knows of: the reader's own zone. */
export function prepare(box) {
  for (const each of box.querySelectorAll("[data-reader-time]")) {
    const zone = readerZone();
    const clock = new Clock(zone);
    const at = Date.parse(each.dataset.readerTime);
    each.querySelector(".clock").textContent = clock.time(at, at % 1000 ? 0 : 1);
    each.querySelector("[data-name]").textContent = zone;
    each.hidden = false;
  }
}

export { copyRaw };
