/* The panel beside the list: an event, a milestone, a form. Its parts come from the server as they
   are without scripts; forms in it are sent without leaving the page. */
import { showTimes, readerZone } from "../times.js";
import { toast } from "../toasts.js";
import { Clock } from "./clock.js";
import { send } from "./send.js";

export class Panel {
  constructor(box, words, { changed, opened, closed, goTo }) {
    Object.assign(this, { box, words, changed, opened, closed, goTo, address: "", event: "", asked: 0, from: null });
    this.idle = [...box.childNodes];
    box.addEventListener("click", (event) => this.onClick(event));
    box.addEventListener("submit", (event) => this.onSubmit(event));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) this.close(); });
  }

  get isOpen() { return Boolean(this.address); }

  /* Shows what stands at an address. `event` is the id, where it is an event's. */
  async open(address, { event = "", focus = false } = {}) {
    const mine = ++this.asked;
    if (!this.isOpen) this.from = document.activeElement;
    this.address = address;
    this.event = event;
    this.box.classList.add("open");
    this.box.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(address, { headers: { "HX-Request": "true" } });
    } catch {
      toast(this.words.unreachable, { bad: true });
      return;
    } finally {
      if (mine === this.asked) this.box.removeAttribute("aria-busy");
    }
    if (mine !== this.asked) return;
    this.show(await answer.text());
    this.opened(event);
    if (focus) this.box.querySelector("h2")?.focus();
  }

  show(html) {
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
    if (found.page) { this.show(found.page); this.box.querySelector("[aria-invalid], .callout")?.focus?.(); return; }
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
