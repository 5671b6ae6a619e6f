/* Sends forms of the room without leaving it. What was typed stays until it has arrived. */
import { token } from "../csrf.js";
import { toast, toastWithUndo } from "../toasts.js";

export function startSending(arrived) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-send]");
    if (!form) return;
    event.preventDefault();
    send(form, event.submitter, arrived);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-change]");
    if (form) form.requestSubmit();
  });
}

async function send(form, button, arrived) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const wrong = form.querySelector("[data-wrong]");
  if (wrong) wrong.hidden = true;
  try {
    const body = new FormData(form, button?.name ? button : undefined);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok) return refuse(wrong, told.reason);
    if (form.matches("[data-clear]")) form.reset();
    if (told.said) say(told.said, told.undo, arrived);
    if (document.activeElement?.matches("select") && form.contains(document.activeElement)) document.activeElement.blur();
    if (told.tag) arrived(told.tag);
  } catch {
    refuse(wrong, form.closest("[data-tag]")?.dataset.lost || "It could not be sent. It stays here: try again.");
  } finally {
    delete form.dataset.busy;
  }
}

function refuse(wrong, reason = "It was refused: reload the page.") {
  if (!wrong) return void toast(reason, { bad: true });
  wrong.textContent = reason;
  wrong.hidden = false;
}

function say(text, undo, arrived) {
  if (!undo) { toast(text); return; }
  toastWithUndo(text, document.querySelector("[data-undo-word]")?.dataset.undoWord || "Undo", async () => {
    const answer = await fetch(undo, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() } });
    if (answer.ok) arrived((await answer.json()).tag);
  });
}
