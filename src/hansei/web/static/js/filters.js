/* Keeps filters that ask for nothing out of the address. */
for (const form of document.querySelectorAll("form[role='search'][method='get']")) {
  form.addEventListener("submit", () => {
    for (const each of form.elements) if (each.name && !each.value) each.disabled = true;
  });
}
/* Coming back to the page brings its fields back. */
window.addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll("form[role='search'] [disabled]")) each.disabled = false;
});
