/* What was typed into a form that was not taken, because one was signed out or it was open for too
   long: kept in this tab, and given back to the same person where the form stands. */
import { toast } from "./toasts.js";

const KEPT = "hansei:unsent";
const FORMS = "main form[method='post']";
const NEVER = ["password", "file", "submit", "button", "reset", "image"];

const here = () => location.pathname + location.search;
const fieldsOf = (form) => [...form.elements].filter((each) => each.name && each.name !== "csrfmiddlewaretoken" && !NEVER.includes(each.type));
const alike = (action) => [...document.querySelectorAll(FORMS)].filter((each) => (each.getAttribute("action") || "") === action);

function keep(form) {
  const action = form.getAttribute("action") || "";
  const fields = fieldsOf(form).map((each) => ({ name: each.name, value: each.value, checked: each.checked }));
  const entry = { who: document.body.dataset.user, page: here(), action, place: alike(action).indexOf(form), fields };
  try { sessionStorage.setItem(KEPT, JSON.stringify(entry)); } catch { /* this tab keeps nothing */ }
}

function taken() {
  try {
    const entry = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    return entry;
  } catch { return null; }
}

function fill(form, fields) {
  const left = fieldsOf(form);
  for (const { name, value, checked } of fields) {
    const choice = (each) => ["radio", "checkbox"].includes(each.type);
    const at = left.findIndex((each) => each.name === name && (!choice(each) || each.value === value));
    if (at < 0) continue;
    const [field] = left.splice(at, 1);
    if (choice(field)) field.checked = checked; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

export function startUnsent() {
  const { user } = document.body.dataset;
  document.addEventListener("submit", (event) => {
    if (user && !event.defaultPrevented && event.target.matches(FORMS)) keep(event.target);
  });
  const entry = taken();
  if (!entry) return;
  if (!user || document.querySelector("[data-unsent]")) {
    try { sessionStorage.setItem(KEPT, JSON.stringify({ ...entry, refused: true })); } catch { /* as above */ }
    return;
  }
  if (!entry.refused || entry.who !== user || entry.page !== here()) return;
  const form = alike(entry.action)[entry.place];
  if (!form) return;
  fill(form, entry.fields);
  toast(document.querySelector(".toasts").dataset.back);
}
