/* A form that is on its way is not sent again by a second click. One that a script sends sees to
   that by itself; one that leads to a file may be sent again after a while. */
const WHILE = 10_000;
const underway = new Set();

export function startOnce() {
  // On the window: the scripts of the page have decided by then whether it is theirs.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (underway.has(form)) { event.preventDefault(); return; }
    underway.add(form);
    setTimeout(() => underway.delete(form), WHILE);
  });
  addEventListener("pageshow", () => underway.clear());
}
