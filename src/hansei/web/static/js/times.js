/* Shows each <time data-moment> in the chosen zone and the reader's locale.

   The zone is "reader" (the profile's or the browser's), "incident" (the nearest data-zone) or
   "utc"; it is kept in this browser and changes for the whole page at once. */
const KEY = "hansei-zone";
const SHAPES = {
  full: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
  second: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  date: { year: "numeric", month: "short", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
const formats = new Map();

export function chosenZone() {
  try { return localStorage.getItem(KEY) || "reader"; } catch { return "reader"; }
}

export function chooseZone(choice) {
  try { localStorage.setItem(KEY, choice); } catch { /* private windows keep it for the page only */ }
  showTimes(document);
  document.dispatchEvent(new CustomEvent("hansei:zone", { detail: choice }));
}

export function readerZone() {
  return document.body.dataset.readerZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/* The IANA name in which times at `element` are shown. */
export function zoneAt(element) {
  const choice = chosenZone();
  if (choice === "utc") return "UTC";
  if (choice === "incident") return element.closest("[data-zone]")?.dataset.zone || "UTC";
  return readerZone();
}

export function formatted(at, shape, zone) {
  if (shape === "relative") return relative(at);
  const key = shape + zone;
  if (!formats.has(key)) {
    const locale = navigator.language;
    formats.set(key, new Intl.DateTimeFormat(locale, { ...SHAPES[shape] || SHAPES.full, hourCycle: "h23", timeZone: zone }));
  }
  return formats.get(key).format(at);
}

function relative(at) {
  const seconds = (at - Date.now()) / 1000;
  const words = new Intl.RelativeTimeFormat(navigator.language, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "minute");
}

export function showTimes(root) {
  for (const each of root.querySelectorAll("time[data-moment]")) {
    const at = new Date(each.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const shape = each.dataset.moment;
    try {
      each.textContent = formatted(at, shape, zoneAt(each));
    } catch { continue; }
    each.title = shape === "relative" ? formatted(at, "second", zoneAt(each)) : at.toISOString();
  }
  for (const each of root.querySelectorAll("time[data-day]")) {
    const day = new Date(`${each.dateTime}T00:00Z`); // a day is the same in every zone
    if (!Number.isNaN(day.getTime())) each.textContent = formatted(day, "date", "UTC");
  }
  for (const each of root.querySelectorAll("[data-zone-choice]")) {
    each.setAttribute("aria-pressed", String(each.dataset.zoneChoice === chosenZone()));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-zone-choice]");
  if (button) chooseZone(button.dataset.zoneChoice);
});
