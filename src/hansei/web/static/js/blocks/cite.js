/* Chooses events and evidence for a cell: "[" or the button opens a list, typing searches it. */
const WAIT = 180;
let count = 0;

export function startCiting(root, words) {
  const address = root.dataset.citable;
  let box = null;

  function close(back = true) {
    if (!box) return;
    const { field, element } = box;
    box = null; // taking the element out moves the focus, which asks to close again
    element.remove();
    if (back) field.focus();
  }

  function choose(id) {
    const { field } = box;
    const names = field.value.split(/[\s,;]+/).filter(Boolean);
    if (!names.includes(id)) names.push(id);
    field.value = names.join(", ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  /* In the layer above the page, so that no table cuts it off; below its field, or above. */
  function place(element, field) {
    const at = field.getBoundingClientRect();
    const size = element.getBoundingClientRect();
    const below = at.bottom + size.height + 8 < window.innerHeight || at.top < size.height;
    const left = Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8));
    element.style.setProperty("--left", `${left}px`);
    element.style.setProperty("--top", `${below ? at.bottom + 4 : at.top - size.height - 4}px`);
  }

  async function search() {
    const mine = box;
    if (!mine) return;
    const asked = mine.input.value;
    const answer = await fetch(`${address}?q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { found } = await answer.json();
    if (box !== mine || mine.input.value !== asked) return; // closed, or asked again meanwhile
    mine.list.replaceChildren(...found.map((each, at) => option(each, at)));
    if (!found.length) {
      const nothing = document.createElement("li");
      nothing.className = "quiet";
      nothing.textContent = words.nothingFound;
      mine.list.append(nothing);
    }
    select(0);
  }

  function option(each, at) {
    const item = document.createElement("li");
    item.id = `${box.list.id}-${at}`;
    item.setAttribute("role", "option");
    item.dataset.id = each.id;
    const name = document.createElement("b");
    name.textContent = each.id;
    const text = document.createElement("span");
    text.textContent = each.text;
    const small = document.createElement("small");
    small.textContent = [each.at?.slice(0, 16).replace("T", " "), each.source].filter(Boolean).join(" · ");
    item.append(name, text, small);
    item.addEventListener("click", () => choose(each.id));
    return item;
  }

  function select(at) {
    const options = [...box.list.querySelectorAll("[role=option]")];
    if (!options.length) { box.input.removeAttribute("aria-activedescendant"); return; }
    const chosen = (at + options.length) % options.length;
    options.forEach((each, index) => each.setAttribute("aria-selected", String(index === chosen)));
    box.input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
    box.at = chosen;
  }

  function open(field) {
    close(false);
    count += 1;
    const panel = root.querySelector("template[data-cite-panel]").content.cloneNode(true);
    const element = panel.firstElementChild;
    const input = element.querySelector("input");
    const list = element.querySelector("ul");
    list.id = `cite-list-${count}`;
    input.setAttribute("aria-controls", list.id);
    box = { element, input, list, field, at: 0 };
    field.closest("td").append(element);
    element.popover = "manual";
    element.showPopover();
    place(element, field);
    let timer = 0;
    input.addEventListener("input", (event) => { event.stopPropagation(); clearTimeout(timer); timer = setTimeout(search, WAIT); });
    input.addEventListener("keydown", onKey);
    element.addEventListener("focusout", (event) => { if (!element.contains(event.relatedTarget)) close(false); });
    input.focus();
    search();
  }

  function onKey(event) {
    event.stopPropagation();
    if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); select(box.at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); select(box.at - 1); }
    else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = box.list.querySelector("[aria-selected=true]");
      if (chosen) choose(chosen.dataset.id);
    }
  }

  root.addEventListener("keydown", (event) => {
    if (event.key === "[" && event.target.matches("[data-cites]")) { event.preventDefault(); open(event.target); }
  });
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest("[role=option]")) event.preventDefault(); // keeps the focus in the list
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cite-open]");
    if (button) open(button.parentElement.querySelector("[data-cites]"));
  });
}
