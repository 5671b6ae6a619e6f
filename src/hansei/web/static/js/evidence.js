/* Files dropped anywhere on the page, or pasted, are attached; citations are copied. */
import { toast } from "./toasts.js";

const form = document.querySelector("[data-drop]");

function send(files) {
  const data = new FormData(form);
  data.delete("file");
  for (const each of files) data.append("file", each, each.name || "picture.png");
  const bar = form.querySelector("[data-progress]");
  const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  bar.hidden = false;
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  request.addEventListener("loadend", () => {
    bar.hidden = true;
    bar.value = 0;
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* no answer for a script */ }
    if (request.status === 200) location.hash = "";
    if (request.status === 200) location.reload(); else toast(answer.reason || String(request.status || ""), { bad: true });
  });
  request.send(data);
}

if (form) {
  const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => { if (holds(event)) { event.preventDefault(); form.classList.add("over"); } });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) send(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length && !event.target.closest("input, textarea")) { event.preventDefault(); send(files); }
  });
  form.addEventListener("submit", (event) => {
    const { files } = form.elements.file;
    if (!files.length) return;
    event.preventDefault();
    send(files);
  });
}

for (const each of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  each.hidden = false;
  each.addEventListener("click", async () => {
    await navigator.clipboard.writeText(each.dataset.copy);
    toast(each.dataset.copy);
  });
}
