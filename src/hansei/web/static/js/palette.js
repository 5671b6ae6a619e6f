/* The command palette: what this page can do, and what the search finds, in one list. */
import { commands, run } from "./keys.js";

const ENOUGH = 2;
let items = [];
let current = 0;
let asked = 0;

function fits(name, words) {
  const low = name.toLowerCase();
  return words.every((word) => low.includes(word));
}

function draw(list, input) {
  list.replaceChildren(...items.map((each, index) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `palette-${index}`;
    option.setAttribute("aria-selected", String(index === current));
    const name = document.createElement("span");
    name.textContent = each.name;
    option.append(name);
    if (each.keys || each.note) {
      const small = document.createElement("small");
      small.textContent = each.note || each.keys;
      option.append(small);
    }
    option.addEventListener("click", () => choose(each));
    return option;
  }));
  input.setAttribute("aria-activedescendant", items.length ? `palette-${current}` : "");
  list.children[current]?.scrollIntoView({ block: "nearest" });
}

/* Says that nothing was found, once it is known: words that are looked for may yet be. */
function tell(isKnown) {
  const none = document.querySelector("#palette [data-none]");
  none.textContent = isKnown && !items.length ? none.dataset.none : "";
}

function choose(item) {
  document.getElementById("palette").close();
  if (item.address) location.href = item.address;
  else run(item.element);
}

async function found(text) {
  if (text.length < ENOUGH) return [];
  try {
    const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return [];
    const { results } = await answer.json();
    return results.map((each) => ({ name: each.title, note: each.kind, address: each.address }));
  } catch { return []; }
}

async function refresh(list, input) {
  const text = input.value.trim();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const here = commands().filter((each) => !each.element.hasAttribute("data-palette") && fits(each.name, words));
  const unique = here.filter((each, index) => here.findIndex((other) => other.name === each.name) === index);
  items = unique.slice(0, 12);
  current = 0;
  draw(list, input);
  tell(text.length < ENOUGH);
  const mine = ++asked;
  const more = await found(text);
  if (mine !== asked) return;
  if (!more.length) { tell(true); return; }
  items = [...unique.slice(0, 6), ...more];
  draw(list, input);
}

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const open = () => { input.value = ""; dialog.showModal(); refresh(list, input); };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-palette]")) open();
    else if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && !event.defaultPrevented) {
      event.preventDefault();
      if (!dialog.open) open();
    }
  });
  input.addEventListener("input", () => refresh(list, input));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) { event.preventDefault(); current = (current + step + items.length) % items.length; draw(list, input); }
    if (event.key === "Enter" && items[current]) { event.preventDefault(); choose(items[current]); }
  });
}
