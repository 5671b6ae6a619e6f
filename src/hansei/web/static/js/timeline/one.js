/* The page of one event by itself. */
import { copyRaw, prepare } from "./panel.js";

prepare(document);
document.addEventListener("click", (event) => {
  const copy = event.target.closest?.("[data-copy-raw]");
  if (copy) copyRaw(copy);
});
