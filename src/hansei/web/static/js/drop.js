/* Dropping files and folders: each is sent on its own as soon as it is chosen, then the form. */
import { token } from "./csrf.js";
const SHOWN = 200;
const AT_ONCE = 3;
const form = document.getElementById("drop");
const zone = form.querySelector(".drop-zone");
const box = document.getElementById("arriving");
const list = box.querySelector("[data-files]");
const bar = box.querySelector("progress");
const total = box.querySelector("[data-total]");
const again = box.querySelector("[data-again]");
const draft = form.querySelector("[data-draft]");
const wait = form.querySelector("[data-wait]");
const words = list.dataset;
const most = Number(form.dataset.most);
const files = new Map();
let upload = null;
let running = 0;

function said(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit += 1; }
  return `${new Intl.NumberFormat(navigator.language, { maximumFractionDigits: unit ? 1 : 0 }).format(bytes)} ${units[unit]}`;
}

/* One row a file, as long as there are few; of many, what is refused and how many there are. */
function row(entry) {
  if (entry.row || (list.childElementCount > SHOWN && !["refused", "failed"].includes(entry.state))) return;
  entry.row = document.createElement("li");
  const name = document.createElement("span");
  name.className = "title";
  name.textContent = entry.name;
  entry.badge = document.createElement("span");
  entry.row.append(name, entry.badge);
  list.append(entry.row);
}

function show(entry) {
  row(entry);
  if (entry.badge) {
    const kinds = { kept: "good", refused: "bad", failed: "bad" };
    entry.badge.className = `badge ${kinds[entry.state] || ""}`;
    entry.badge.textContent = entry.said;
  }
  const every = [...files.values()];
  const over = every.filter((each) => !["waiting", "sending"].includes(each.state));
  const there = over.filter((each) => each.state !== "failed");
  const sent = every.reduce((sum, each) => sum + (each.state === "sending" ? each.sent : there.includes(each) ? each.file.size : 0), 0);
  const all = every.reduce((sum, each) => sum + each.file.size, 0);
  bar.max = all || 1;
  bar.value = all ? sent : 1;
  total.textContent = said(words.sum, { done: there.length, all: every.length, size: size(all) });
  again.hidden = running > 0 || !every.some((each) => each.state === "failed");
  const busy = over.length < every.length;
  draft.disabled = busy || !every.some((each) => each.state === "kept");
  wait.hidden = !busy;
}

function set(entry, state, text) {
  entry.state = state;
  entry.said = text;
  show(entry);
}

function hidden(path) {
  return path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
}

function add(file, path) {
  if (hidden(path)) return;
  box.hidden = false;
  const known = files.get(path);
  if (known && ["waiting", "sending"].includes(known.state)) return;
  const entry = { file, name: path, state: "waiting", sent: 0, said: words.waiting, row: known?.row, badge: known?.badge };
  files.set(path, entry);
  if (files.size > most) set(entry, "refused", words.tooMany);
  else if (file.size > Number(form.dataset.largest)) set(entry, "refused", words.tooLarge);
  else show(entry);
}

async function begun() {
  const given = form.elements.upload.value;
  if (given) return form.dataset.start + encodeURIComponent(given) + "/files/";
  const answer = await fetch(form.dataset.start, { method: "POST", headers: { "X-CSRFToken": token() } });
  if (!answer.ok) throw new Error(String(answer.status));
  const made = await answer.json();
  form.elements.upload.value = made.upload;
  return made.files;
}

/* XMLHttpRequest, because fetch does not tell how much of a body has left. */
function send(entry, address) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-File-Name", encodeURIComponent(entry.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      entry.sent = event.loaded;
      set(entry, "sending", `${Math.floor((100 * event.loaded) / (event.total || 1))} %`);
    });
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* a page that says what is wrong */ }
      if (request.status !== 200 || !answer) set(entry, "failed", `${words.failed} (${request.status})`);
      else if (answer.refused) set(entry, "refused", answer.refused);
      else if (!answer.size && entry.file.size) set(entry, "refused", words.leftOut);
      else set(entry, "kept", words.kept);
      resolve();
    });
    for (const trouble of ["error", "abort", "timeout"]) {
      request.addEventListener(trouble, () => { set(entry, "failed", words.failed); resolve(); });
    }
    request.send(entry.file);
  });
}

async function work() {
  if (running >= AT_ONCE) return;
  running += 1;
  try {
    upload ??= begun();
    const address = await upload;
    for (;;) {
      const entry = [...files.values()].find((each) => each.state === "waiting");
      if (!entry) break;
      set(entry, "sending", "0 %");
      await send(entry, address);
    }
  } catch {
    upload = null;
    for (const each of files.values()) if (each.state === "waiting") set(each, "failed", words.failed);
  } finally {
    running -= 1;
    const last = [...files.values()].at(-1);
    if (last) show(last);
  }
}

function start() {
  for (let count = running; count < AT_ONCE; count += 1) work();
}

/* Walks a dropped folder; a listing comes in parts, and ends with an empty one. */
async function walk(entry, path) {
  if (files.size > most) return;
  if (entry.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    if (file) add(file, path + entry.name);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const part = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (!part.length) return;
    for (const each of part) if (!hidden(each.name)) await walk(each, `${path}${entry.name}/`);
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((each) => each.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length) for (const each of entries) await walk(each, "");
  else for (const file of transfer.files) add(file, file.name);
  start();
}

for (const input of [document.getElementById("choose-folder"), document.getElementById("choose-files")]) {
  input.closest(".only-scripted")?.removeAttribute("hidden");
  input.addEventListener("change", () => {
    for (const file of input.files) add(file, file.webkitRelativePath || file.name);
    input.value = "";
    start();
  });
}
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => { if (name === "drop" || !event.relatedTarget) zone.classList.remove("over"); });
}
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length && !event.dataTransfer.items.length) return;
  event.preventDefault();
  dropped(event.dataTransfer);
});
again.querySelector("button").addEventListener("click", () => {
  for (const each of files.values()) if (each.state === "failed") set(each, "waiting", words.waiting);
  start();
});
form.addEventListener("submit", (event) => {
  if ([...files.values()].some((each) => ["waiting", "sending"].includes(each.state))) event.preventDefault();
});
if (!form.elements.upload.value) draft.disabled = true;
