/* After "@": the people there are. Enter in the box adds an action, Shift and Enter a line. */
export function startNames() {
  const box = document.querySelector("[data-names]");
  const names = [...document.querySelectorAll("#names option")].map((each) => each.value);
  if (!box) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", "@");
  box.after(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let chosen = 0, found = [];

  const written = () => /(?:^|\s)@([^@\n]{0,40})$/.exec(box.value.slice(0, box.selectionStart));

  function look() {
    const at = written();
    const wanted = at?.[1].toLowerCase() ?? "";
    found = at ? names.filter((each) => each.toLowerCase().includes(wanted) && each.toLowerCase() !== wanted).slice(0, 6) : [];
    chosen = 0;
    show();
  }

  function show() {
    list.replaceChildren(...found.map((name, at) => {
      const line = document.createElement("li");
      line.role = "option";
      line.id = `suggestion-${at}`;
      line.textContent = name;
      line.setAttribute("aria-selected", String(at === chosen));
      line.addEventListener("pointerdown", (event) => { event.preventDefault(); take(name); });
      return line;
    }));
    list.hidden = !found.length;
    if (found.length) box.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function take(name) {
    const at = written();
    const end = box.selectionStart, start = end - at[1].length;
    box.setRangeText(`${name} `, start, end, "end");
    found = [];
    show();
    box.focus();
  }

  box.addEventListener("input", look);
  box.addEventListener("blur", () => { found = []; show(); });
  box.addEventListener("keydown", (event) => {
    if (found.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      show();
    } else if (found.length && (event.key === "Enter" || event.key === "Tab")) take(found[chosen]);
    else if (found.length && event.key === "Escape") { found = []; show(); }
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) box.form.requestSubmit(box.form.querySelector("[value=action]"));
    else return;
    event.preventDefault();
  });
}
