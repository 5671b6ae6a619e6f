/* The clock of the current item. It colours softly when its time is over, and never sounds. */
const CLOSING = 120, LONG = 180, HOUR = 3600, LEFT = 3 * HOUR, REST = 600_000;
let ticking = 0, ahead = null, told = 0;

/* `left` is called now and then once an item is hours over: the server knows whether people went. */
export function runClocks(left = () => {}) {
  const all = document.querySelectorAll("[data-clock]");
  if (ahead === null && all.length) ahead = Date.now() - Date.parse(all[0].dataset.now); // of the server's clock
  for (const each of all) show(each);
  if (!ticking && all.length) {
    ticking = setInterval(() => {
      const over = [...document.querySelectorAll("[data-clock]")].map(show);
      if (over.some((each) => each > LEFT) && Date.now() - told > REST) { told = Date.now(); left(); }
    }, 1000);
  }
}

/* Shows one, and returns by how many seconds it is over. */
function show(clock) {
  const now = Date.now() - ahead;
  const ends = Date.parse(clock.dataset.ends), began = Date.parse(clock.dataset.began);
  const left = Math.round((ends - now) / 1000);
  const tone = left > CLOSING ? "calm" : left >= 0 ? "closing" : left > -LONG ? "over" : "long over";
  clock.querySelector("[data-time]").textContent = left < 0 ? clock.dataset.over.replace("{}", length(-left)) : exact(left);
  const whole = ends - began;
  clock.querySelector("[data-used]").value = whole > 0 ? Math.min(100, Math.max(0, 100 * (now - began) / whole)) : 100;
  clock.dataset.tone = tone;
  for (const each of clock.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== tone;
  return -left;
}

function exact(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* What is over needs no seconds: a number that runs presses. */
function length(seconds) {
  const minutes = Math.max(1, Math.floor(seconds / 60)), hours = Math.floor(minutes / 60);
  const two = (number) => String(number).padStart(2, "0");
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
  return hours ? `${hours} h ${two(minutes % 60)} min` : `${minutes} min`;
}
