/* Opens the form of a block over the page that its link stands on ([data-block-open]).

   What is being typed there is saved first: whoever listens to "hansei:flush" hands a promise to
   `detail.wait`, and one that comes to false keeps the form closed. */
import { showTimes } from "../times.js";
import { toast } from "../toasts.js";

async function flushed() {
  const waiting = [];
  document.dispatchEvent(new CustomEvent("hansei:flush", { detail: { wait: (promise) => waiting.push(promise) } }));
  return (await Promise.all(waiting)).every((each) => each !== false);
}

async function part(address) {
  const answer = await fetch(`${address}?part=1`);
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-block-form]");
}

function show({ start }, form, link) {
  const dialog = document.createElement("dialog");
  dialog.className = "block-dialog";
  const inside = document.createElement("div");
  inside.className = "inside";
  const head = document.createElement("div");
  head.className = "row spread block-dialog-head";
  const title = document.createElement("h2");
  title.textContent = link.dataset.title;
  title.id = "block-dialog-title";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.textContent = link.dataset.done;
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  inside.append(head, form);
  dialog.append(inside);
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  showTimes(dialog);
  const saving = start(form);
  dialog.addEventListener("close", async () => {
    await saving.leave();
    dialog.remove();
    link.closest("details")?.querySelector("summary")?.focus();
  });
  dialog.showModal();
  form.querySelector(".cell")?.focus();
}

// Before anybody who leads links away from what is unsaved.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-block-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  if (!await flushed()) return;
  try {
    const [module, form] = await Promise.all([import("./form.js"), part(link.href)]);
    show(module, form, link);
  } catch (error) {
    toast(error.message, { bad: true });
  }
}, true);
