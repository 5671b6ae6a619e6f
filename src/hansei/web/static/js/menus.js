/* A menu closes when one clicks or tabs away from it, or presses Escape. One that asks for something
   waits for it to be typed; one that would reach beyond the page is moved into it. */
const MARGIN = 8;

function moveIn(items) {
  items.style.removeProperty("translate");
  const { left, right } = items.getBoundingClientRect();
  const over = Math.max(0, right + MARGIN - document.documentElement.clientWidth);
  const by = over ? -over : Math.max(0, MARGIN - left);
  if (by) items.style.setProperty("translate", `${by}px`);
}

export function startMenus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("toggle", ({ target }) => {
    const items = target.matches?.("details.menu[open]") ? target.querySelector(".items") : null;
    if (!items) return;
    moveIn(items);
    items.querySelector("input:is([type='text'], [type='search']), textarea")?.focus();
  }, true);
  document.addEventListener("click", (event) => { for (const each of open()) if (!each.contains(event.target)) each.open = false; });
  document.addEventListener("focusin", (event) => { for (const each of open()) if (!each.contains(event.target)) each.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const each of open()) { each.open = false; each.querySelector("summary").focus(); }
  });
}
