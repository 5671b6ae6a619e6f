/* Asks the server for a change and says what came of it. */
import { token } from "../csrf.js";
import { toast } from "../toasts.js";

const FORM_AGAIN = [400, 409];

/* Posts a form's fields. Gives {change} for what was done, {page} for a form to show again, or
   {refused, conflict} for what cannot be; null where nothing came of it, which is said. */
export async function send(address, fields, words) {
  fields.set("csrfmiddlewaretoken", token());
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST", body: fields,
      headers: { Accept: "application/json, text/html", "HX-Request": "true", "X-CSRFToken": token() },
    });
  } catch {
    toast(words.unreachable, { bad: true });
    return null;
  }
  const kind = answer.headers.get("content-type") || "";
  if (kind.startsWith("application/json")) {
    const told = await answer.json();
    return answer.ok ? { change: told } : { refused: told.refused, conflict: answer.status === 409 };
  }
  if (FORM_AGAIN.includes(answer.status)) return { page: await answer.text() };
  fault(answer, words);
  return null;
}

/* Says why there is no answer to go on with. */
export function fault(answer, words) {
  const out = answer.redirected || answer.status === 403;
  toast(out ? words.signed_out : words.failed.replace("{status}", answer.status), { bad: true });
}

/* Says what was done, with a button that takes it back. */
export function tell(change, words, undo) {
  if (!change.said) return;
  const box = toast(change.said);
  if (!change.undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = words.undo;
  button.addEventListener("click", () => { box.remove(); undo(change.undo); });
  box.append(button);
}
