/* The template's form and its text keep step, and the preview with them. Either side can be edited. */
import { token } from "./csrf.js";
const form = document.querySelector("[data-template]");
const WAIT = 350;
let timer = 0;
let asked = 0;

document.documentElement.classList.add("scripted");

function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

/* Asks how the side that was edited reads, and brings the other side up to it. */
async function look(from) {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("from", from);
  let page;
  try {
    const answer = await fetch(form.dataset.template, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch { return; }
  if (mine !== asked) return;
  if (from === "form") part(form, "text").querySelector("textarea").value = part(page, "text").querySelector("textarea").value;
  else part(form, "form").replaceWith(part(page, "form"));
  part(form, "faults").replaceWith(part(page, "faults"));
  part(form, "preview").replaceWith(part(page, "preview"));
  if (from === "form") grow();
}

/* There is always an empty section to write into. */
function grow() {
  const rows = form.querySelectorAll(".section-rows > li");
  const last = rows[rows.length - 1];
  if (!last || form.elements.kind.value === "module") return;
  if (![...last.querySelectorAll("input:not([type=number]), textarea")].some((each) => each.value.trim())) return;
  const at = rows.length;
  const fresh = last.cloneNode(true);
  fresh.classList.add("spare");
  for (const each of fresh.querySelectorAll("input, textarea")) {
    const name = each.name.replace(/\d+$/, at);
    fresh.querySelector(`label[for="${each.id}"]`)?.setAttribute("for", name.includes("place") ? name : `field-${name}`);
    each.name = name;
    each.id = name.includes("place") ? name : `field-${name}`;
    each.value = name.includes("place") ? at + 1 : "";
  }
  last.classList.remove("spare");
  last.after(fresh);
}

/* Puts the cursor on a line of the text. */
function goTo(line) {
  const area = part(form, "text").querySelector("textarea");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  area.scrollTop = (line - 5) * (area.scrollHeight / lines.length);
}

form?.addEventListener("input", (event) => {
  const from = event.target.name === "text" ? "text" : "form";
  clearTimeout(timer);
  timer = setTimeout(() => look(from), WAIT);
});
form?.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-line]");
  if (!link) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
