/* Rows of a form: Enter goes on, Alt and arrows move, Alt and Delete take out, with a way back. */
import { toast } from "../toasts.js";

let made = 0;

function newToken() {
  made += 1;
  return `n${Date.now().toString(36).slice(-6)}${made.toString(36)}`.slice(0, 12);
}

function emptyRow(root) {
  const token = newToken();
  const row = root.querySelector("template[data-empty]").content.querySelector("tr").cloneNode(true);
  row.dataset.row = token;
  for (const each of row.querySelectorAll("[id], [name], [aria-describedby], button[value]")) {
    for (const name of ["id", "name", "aria-describedby", "value"]) {
      const value = each.getAttribute(name);
      if (value && (name !== "value" || each.matches("button"))) {
        each.setAttribute(name, value.replace(/-new(?=-|$)/, `-${token}`));
      }
    }
  }
  for (const each of row.querySelectorAll("[data-needs-script]")) each.hidden = false;
  return row;
}

export function fields(row) {
  return [...row.querySelectorAll(".cell")];
}

export function startRows(root, words, saving) {
  const body = root.querySelector("[data-body]");
  const state = root.querySelector("[data-state]");

  function place(row) {
    const all = [...body.children];
    return words.moved.replace("{at}", all.indexOf(row) + 1).replace("{count}", all.length);
  }

  function add(after = null, column = 0) {
    const row = emptyRow(root);
    if (after) after.after(row); else body.append(row);
    root.querySelector("[data-nothing]")?.remove();
    fields(row)[column]?.focus();
    return row;
  }

  function move(row, by, focused) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(row); else other.after(row);
    (focused || row.querySelector(`[data-move="${by}"]`)).focus();
    saving.changed();
    state.textContent = place(row);
  }

  function remove(row) {
    const next = row.nextElementSibling;
    const before = row.previousElementSibling;
    row.remove();
    (fields(next || before || document.createElement("tr"))[0] || root.querySelector("[data-add]")).focus();
    saving.changed();
    const box = toast(words.deleted);
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn small";
    undo.textContent = words.undo;
    undo.addEventListener("click", () => {
      if (next?.isConnected) next.before(row); else body.append(row);
      box.remove();
      fields(row)[0]?.focus();
      saving.changed();
    });
    box.append(undo);
  }

  function onEnter(event, row) {
    if (event.target.matches("[data-lines]") && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const column = fields(row).indexOf(event.target);
    const next = row.nextElementSibling;
    if (next) fields(next)[column]?.focus(); else add(row, 0);
  }

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (!row || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && event.target.matches(".cell")) {
      onEnter(event, row);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
    } else if (event.altKey && event.key === "Delete") {
      event.preventDefault();
      remove(row);
    }
  });

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("[data-row]");
    if (button?.matches("[data-add]")) { event.preventDefault(); add(); }
    else if (row && button.matches("[data-move]")) { event.preventDefault(); move(row, Number(button.dataset.move)); }
    else if (row && button.matches("[data-delete]")) { event.preventDefault(); remove(row); }
  });
}
