/* Toasts go by themselves unless there is something to undo or to read. */
const STAY = 6000;

export function toast(text, { bad = false } = {}) {
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  const said = document.createElement("span");
  said.textContent = text;
  box.append(said);
  document.querySelector(".toasts")?.append(box);
  if (!bad) setTimeout(() => box.remove(), STAY);
  return box;
}

/* With a button that takes back what was done. */
export function toastWithUndo(text, label, act) {
  const box = toast(text);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: label });
  button.addEventListener("click", () => { box.remove(); act(); });
  box.append(button);
}

export function startToasts() {
  document.addEventListener("click", (event) => event.target.closest?.("[data-dismiss]")?.closest(".toast")?.remove());
  for (const each of document.querySelectorAll(".toasts .toast:not(.bad)")) {
    if (!each.querySelector("form")) setTimeout(() => each.remove(), STAY);
  }
}
