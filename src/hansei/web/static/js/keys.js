/* Keyboard shortcuts: every element with data-key="g i" is pressed by typing it. "?" lists them, those
   that wait for something to be chosen too, and the pairs of every [data-more-keys]. */
const WAIT = 900;
let typed = [];
let timer = 0;

export function isTyping(target) {
  return Boolean(target?.closest?.("input, textarea, select, [contenteditable='true'], .cm-editor"));
}

/* The key that goes with letters: ⌘ on Apple's keyboards, Ctrl on all others. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/* What there is to do on this page: [{keys, name, element}]. */
function all() {
  return [...document.querySelectorAll("[data-key], [data-command]")].map((element) => ({
    keys: element.dataset.key || "",
    name: element.dataset.command || element.getAttribute("aria-label") || element.textContent.trim().replace(/\s+/g, " "),
    element,
  }));
}

/* What can be done now. */
export function commands() {
  return all().filter((each) => !each.element.disabled);
}

export function run(element) {
  const menu = element.closest("details");
  if (menu) menu.open = false;
  if (element.matches("input, textarea, select")) { element.focus(); element.select?.(); } else element.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key.length !== 1) return;
  clearTimeout(timer);
  typed.push(event.key);
  const now = commands();
  const match = (keys) => now.find((each) => each.keys === keys);
  let found = match(typed.join(" "));
  if (!found && typed.length > 1) found = match(event.key);
  const begun = now.some((each) => each.keys.startsWith(typed.join(" ") + " "));
  if (found) { event.preventDefault(); typed = []; run(found.element); return; }
  if (!begun) typed = [];
  timer = setTimeout(() => { typed = []; }, WAIT);
}

function list() {
  const dialog = document.getElementById("keys");
  const box = dialog.querySelector("[data-list]");
  const entries = all().filter((each) => each.keys).map((each) => [each.keys, each.name]);
  const shown = [[`${MOD} K`, box.dataset.paletteName], ["Esc", box.dataset.closeName], ...entries];
  box.replaceChildren(...shown.flatMap(([keys, name]) => {
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) { const box = document.createElement("kbd"); box.textContent = key; term.append(box, " "); }
    const said = document.createElement("dd");
    said.textContent = name;
    return [term, said];
  }), ...[...document.querySelectorAll("[data-more-keys] > *")].map((each) => each.cloneNode(true)));
  dialog.showModal();
}

export function startKeys() {
  for (const each of document.querySelectorAll("[data-mod]")) each.textContent = `${MOD} ${each.dataset.mod}`;
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-keys]")) list(); });
}
