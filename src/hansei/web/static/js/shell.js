/* What every page has: times in the reader's zone, keys, the palette, toasts, light and dark. */
import { startTokens, token } from "./csrf.js";
import { showTimes } from "./times.js";
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startMenus } from "./menus.js";
import { showCurrentTabs } from "./tabs.js";
import { startOnce } from "./once.js";
import { startUnsent } from "./unsent.js";

document.addEventListener("htmx:config:request", (event) => {
  const headers = event.detail.ctx?.request?.headers;
  if (headers) headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:after:swap", () => showTimes(document));

showTimes(document);
startKeys();
startPalette();
startTheme();
startToasts();
startMenus();
showCurrentTabs();
startUnsent();
startOnce();
startTokens();
