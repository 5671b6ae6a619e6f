/* Light or dark: the profile's choice, or this browser's. */
const KEY = "hansei-theme";

export function startTheme() {
  const root = document.documentElement;
  let kept = null;
  try { kept = localStorage.getItem(KEY); } catch { /* nothing is kept in private windows */ }
  if (kept && !root.dataset.theme) root.dataset.theme = kept;
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try { localStorage.setItem(KEY, root.dataset.theme); } catch { /* as above */ }
    document.dispatchEvent(new CustomEvent("hansei:theme"));
  });
}
