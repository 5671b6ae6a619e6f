/* Saves a form after every pause, over the state that it was made from; asks where that is gone. */
import { showTimes } from "../times.js";

const PAUSE = 900;
const AGAIN = 6000;
const LARGEST_LEAVING = 60000;

export function startSaving(root, words, restart) {
  const form = root.querySelector("[data-rows-form]");
  const state = root.querySelector("[data-state]");
  let dirty = false;
  let busy = false;
  let late = false;
  let timer = 0;

  const say = (text) => { state.textContent = text; };

  function changed() {
    dirty = true;
    if (late) return;
    say(words.typing);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  function sent() {
    const data = new FormData(form);
    data.set("do", "save");
    return data;
  }

  async function save() {
    if (busy || late) return;
    clearTimeout(timer);
    busy = true;
    dirty = false;
    const data = sent();
    say(words.saving);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") failed(words.signedOut);
      else if (answer.ok) stands(await answer.json(), data);
      else if (answer.status === 409) ask(await answer.json());
      else if (answer.status < 500) refused(answer);
      else failed(words.offline);
    } catch {
      failed(words.offline);
    } finally {
      busy = false;
    }
    if (dirty && !late && state.textContent === words.saving) changed();
  }

  function failed(why) {
    dirty = true;
    say(why);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  }

  async function refused(answer) {
    dirty = true;
    let reason = String(answer.status);
    try { reason = (await answer.json()).reason; } catch { /* a page, not an answer for a script */ }
    say(words.refused.replace("{reason}", reason));
  }

  function stands(found, data) {
    form.elements.base.value = found.digest;
    if (Object.keys(found.cells).length) root.querySelector("[data-offered]")?.remove();
    for (const [token, cells] of Object.entries(found.cells)) fill(token, cells, data);
    remark(found.remarks);
    const beneath = root.querySelector("[data-beneath]");
    beneath.innerHTML = found.beneath;
    showTimes(beneath);
    say(words.saved);
    document.dispatchEvent(new CustomEvent("hansei:block", { detail: { ...found.section, version: found.version } }));
    if (dirty) changed();
  }

  /* What the server filled in or tidied, where nobody has typed since. */
  function fill(token, cells, data) {
    for (const [key, value] of Object.entries(cells)) {
      const field = form.elements[`row-${token}-${key}`];
      if (!field) continue;
      const shown = field.matches("[data-cites]") ? value.replace(/[[\]]/g, "") : value;
      if (field.value === shown || field === document.activeElement) continue;
      if (field.value !== String(data.get(field.name) ?? "").replace(/\r\n/g, "\n")) continue;
      field.value = shown;
      const own = field.parentElement.querySelector(`[data-own="${key}"]`);
      if (own) own.textContent = shown;
    }
  }

  function remark(found) {
    for (const list of root.querySelectorAll("[data-said]")) {
      const row = list.closest("[data-row]")?.dataset.row;
      write(list, found[row]?.[list.dataset.said]);
    }
    write(root.querySelector("[data-remarks]"), found[""]?.[""]);
  }

  function write(list, texts = []) {
    const drawing = root.querySelector("template[data-drawing]").content.firstElementChild;
    list.replaceChildren(...texts.map((text) => {
      const item = document.createElement("li");
      const said = document.createElement("span");
      said.textContent = text;
      item.append(...(drawing ? [drawing.cloneNode(true)] : []), said);
      return item;
    }));
  }

  /* Somebody else saved another state meanwhile: both are shown, one is chosen. */
  function ask(answer) {
    late = true;
    dirty = true;
    say(words.late);
    const panel = root.querySelector("template[data-late-panel]").content.cloneNode(true);
    const box = panel.firstElementChild;
    box.querySelector("[data-by]").textContent = answer.theirs.by;
    box.querySelector("[data-theirs]").innerHTML = answer.theirs.html;
    box.querySelector("[data-keep]").addEventListener("click", () => {
      form.elements.base.value = answer.theirs.digest;
      late = false;
      box.remove();
      save();
    });
    box.querySelector("[data-take]").addEventListener("click", () => through("", "GET"));
    form.before(box);
    box.querySelector("[data-keep]").focus();
  }

  /* Lets the server make the form anew: rows that only it knows, or the state that stands. */
  async function through(wish, method = "POST") {
    const data = sent();
    data.set("do", wish);
    const address = `${form.action}?part=1`;
    const answer = await fetch(address, method === "POST" ? { method, body: data } : {}).catch(() => null);
    if (!answer?.ok) { failed(words.offline); return; }
    if (!root.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-block-form]");
    stop();
    root.replaceWith(fresh);
    showTimes(fresh);
    restart(fresh, method === "POST");
    const last = fresh.querySelector("[data-body]").lastElementChild;
    const cells = [...(last?.querySelectorAll(".cell") ?? [])];
    (cells.find((each) => !each.value) ?? cells[0])?.focus();
  }

  function stop() {
    clearTimeout(timer);
    dirty = false;
    window.removeEventListener("beforeunload", hold);
    document.removeEventListener("visibilitychange", leave);
    window.removeEventListener("online", save);
  }

  function hold(event) {
    if (dirty || busy) event.preventDefault();
  }

  function leave() {
    if (document.visibilityState !== "hidden" || !dirty || busy || late) return;
    const data = new URLSearchParams(sent());
    if (String(data).length > LARGEST_LEAVING) return;
    fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((found) => { if (found) { dirty = false; form.elements.base.value = found.digest; say(words.saved); } })
      .catch(() => {});
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.matches("[data-through-server]")) through(button.value);
    else save();
  });
  window.addEventListener("beforeunload", hold);
  document.addEventListener("visibilitychange", leave);
  window.addEventListener("online", save);
  /* Saves what is not saved and lets go of the page; a form that is made anew takes over. */
  async function depart() {
    if (dirty && !late) await save();
    stop();
  }

  return { changed, save, leave: depart };
}
