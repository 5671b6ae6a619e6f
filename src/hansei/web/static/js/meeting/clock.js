/* The clock of the current item. It colours softly when its time is over, and never sounds. */
const CLOSING = 120, LONG = 180;
let ticking = 0, ahead = null;

export function runClocks() {
  const all = document.querySelectorAll("[data-clock]");
  if (ahead === null && all.length) ahead = Date.now() - Date.parse(all[0].dataset.now); // of the server's clock
  for (const each of all) show(each);
  if (!ticking && all.length) {
    ticking = setInterval(() => document.querySelectorAll("[data-clock]").forEach(show), 1000);
  }
}

function show(clock) {
  const now = Date.now() - ahead;
  const ends = Date.parse(clock.dataset.ends), began = Date.parse(clock.dataset.began);
  const left = Math.round((ends - now) / 1000);
  const tone = left > CLOSING ? "calm" : left >= 0 ? "closing" : left > -LONG ? "over" : "long over";
  const minutes = Math.floor(Math.abs(left) / 60), seconds = String(Math.abs(left) % 60).padStart(2, "0");
  clock.querySelector("[data-time]").textContent = `${left < 0 ? "+" : ""}${minutes}:${seconds}`;
  const whole = ends - began;
  clock.querySelector("[data-used]").value = whole > 0 ? Math.min(100, Math.max(0, 100 * (now - began) / whole)) : 100;
  clock.dataset.tone = tone;
  for (const each of clock.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== tone;
}
