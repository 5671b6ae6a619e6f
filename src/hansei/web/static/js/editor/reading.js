/* The reading page: a citation opens what it cites, the contents follow the reader, printing. */
import { showTimes } from "../times.js";

const REST = 220;
const GAP = 8;
let timer = 0;

function popover() {
  let box = document.getElementById("cite-popover");
  if (!box) {
    box = document.createElement("div");
    box.id = "cite-popover";
    box.className = "cite-popover";
    box.popover = "auto";
    // Whoever closes it while the pointer rests on the citation does not want it back.
    box.addEventListener("beforetoggle", (event) => { if (event.newState === "closed") clearTimeout(timer); });
    document.body.append(box);
  }
  return box;
}

function open(link, { focus = false } = {}) {
  const source = document.getElementById(`cite-${link.dataset.cite}`);
  if (!source) return false;
  const box = popover();
  if (box.matches(":popover-open") && box.dataset.cite === link.dataset.cite && !focus) return true;
  box.dataset.cite = link.dataset.cite;
  box.replaceChildren(...[...source.childNodes].map((each) => each.cloneNode(true)));
  for (const each of box.querySelectorAll(".no-print")) each.classList.remove("no-print");
  showTimes(box);
  box.showPopover();
  const at = link.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height < innerHeight || at.top < height + GAP;
  box.style.setProperty("left", `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`);
  box.style.setProperty("top", `${below ? at.bottom + GAP : at.top - height - GAP}px`);
  if (focus) box.querySelector("a")?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.cite");
  if (link && !event.ctrlKey && !event.metaKey && open(link, { focus: event.detail === 0 })) event.preventDefault();
  if (event.target.closest?.("[data-print]")) print();
});
document.addEventListener("pointerover", (event) => {
  const link = event.pointerType === "mouse" && event.target.closest?.("a.cite");
  clearTimeout(timer);
  if (link) timer = setTimeout(() => open(link), REST);
  else if (!event.target.closest?.(".cite-popover")) timer = setTimeout(() => { const box = popover(); if (box.matches(":popover-open") && !box.contains(document.activeElement)) box.hidePopover(); }, REST * 2);
});

const links = new Map([...document.querySelectorAll(".outline a")].map((each) => [decodeURIComponent(each.hash.slice(1)), each]));
const seen = new Set();
const watch = new IntersectionObserver((entries) => {
  for (const each of entries) {
    const name = each.target.getAttribute("aria-labelledby");
    if (each.isIntersecting) seen.add(name); else seen.delete(name);
  }
  const first = [...links.keys()].find((each) => seen.has(each));
  for (const [name, link] of links) {
    if (name === first) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
}, { rootMargin: "-15% 0px -60% 0px" });
for (const each of document.querySelectorAll(".paper > .section")) watch.observe(each);
