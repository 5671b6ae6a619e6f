/* A menu closes when one clicks or tabs away from it, or presses Escape. */
export function startMenus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => { for (const each of open()) if (!each.contains(event.target)) each.open = false; });
  document.addEventListener("focusin", (event) => { for (const each of open()) if (!each.contains(event.target)) each.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const each of open()) { each.open = false; each.querySelector("summary").focus(); }
  });
}
