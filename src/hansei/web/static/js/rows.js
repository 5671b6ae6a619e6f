/* j and k move through a list's rows, Enter opens the one that is marked. */
import { isTyping } from "./keys.js";

const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
let current = -1;

function mark(next) {
  if (!rows.length) return;
  rows[current]?.classList.remove("current");
  current = Math.min(rows.length - 1, Math.max(0, next));
  rows[current].classList.add("current");
  rows[current].querySelector("a")?.focus();
  rows[current].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j") mark(current + 1);
  if (event.key === "k") mark(current - 1);
});
