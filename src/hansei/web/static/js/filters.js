/* Keeps filters that ask for nothing out of the address. */
for (const form of document.querySelectorAll("form[role='search'][method='get']")) {
  form.addEventListener("submit", () => {
    for (const each of form.elements) if (each.name && !each.value) each.disabled = true;
  });
}
/* Coming back to the page shows in its fields what its address asks for, not what was typed last. */
window.addEventListener("pageshow", (event) => {
  const back = performance.getEntriesByType("navigation")[0]?.type !== "navigate" || event.persisted;
  if (back) for (const each of document.querySelectorAll("form[role='search'][method='get']")) each.reset();
  for (const each of document.querySelectorAll("form[role='search'] [disabled]")) each.disabled = false;
});
