/* Asks the server for a change and says what came of it. */
import { toast } from "../toasts.js";

/* Posts a form's fields. Gives {change} for what was done, {page} for a form to show again, or
   {refused, conflict} for what cannot be; null where the server is out of reach. */
export async function send(address, fields, words) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST", body: fields,
      headers: { Accept: "application/json, text/html", "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf },
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
  return { page: await answer.text(), status: answer.status };
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
