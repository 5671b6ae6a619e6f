/* A room that follows: hears that something changed, and takes the parts that did.

   `data-room` is the address of the review while people meet, `data-waiting` before and after. */
import { token } from "../csrf.js";
import { showTimes } from "../times.js";
import { runClocks } from "./clock.js";
import { startNames } from "./names.js";
import { News } from "./news.js";
import { startSending } from "./sending.js";

const HERE = 10_000;
const page = document.querySelector("[data-tag]");
const base = page.dataset.room || page.dataset.waiting;
const running = Boolean(page.dataset.room);
const opened = new Map([...page.querySelectorAll("details[data-part]")].map((each) => [each.id, each.open]));
let tag = page.dataset.tag, wanted = tag, taking = false;

/* Takes the page anew until it is as new as what was heard last; one at a time. */
async function changed(now) {
  wanted = now;
  if (taking) return;
  taking = true;
  try {
    for (let aim = ""; wanted !== tag && wanted !== aim && !document.hidden;) {
      aim = wanted;
      if (!(await take())) break;
    }
  } catch { /* the network went away: heard of again when it is back */ } finally {
    taking = false;
  }
}

async function take() {
  const answer = await fetch(location.href);
  if (!answer.ok) return false; // asked for again with the next tag
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const other = fresh.querySelector("[data-tag]");
  if (!other || Boolean(other.dataset.room) !== running) {
    if (running && page.dataset.over && !page.hasAttribute("data-quiet")) location.href = page.dataset.over;
    else location.reload();
    return false;
  }
  tag = other.dataset.tag;
  for (const part of page.querySelectorAll("[data-part]")) swap(part, fresh.getElementById(part.id));
  runClocks();
  follow();
  return true;
}

/* A part in which somebody types or chooses stays until they are done. */
function swap(part, fresh) {
  if (!fresh) return;
  if (part.matches("details")) opens(part, fresh);
  if (same(part) === same(fresh)) return;
  const at = document.activeElement;
  if (part.contains(at) && at.matches("textarea, select, input:not([type=hidden])")) return;
  const id = part.contains(at) ? at.id : "";
  part.replaceWith(fresh);
  showTimes(fresh);
  if (id) document.getElementById(id)?.focus();
}

/* An item opens what belongs to it; what somebody opens or closes meanwhile stays so. */
function opens(part, fresh) {
  const wanted = fresh.open;
  if (wanted !== opened.get(part.id) && wanted) part.open = true;
  opened.set(part.id, wanted);
  fresh.open = part.open;
}

function same(part) {
  return part.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/<time[^>]*>[^<]*<\/time>/g, (all) => /datetime="([^"]*)"/.exec(all)?.[1] || "").replace(/ data-(now|tone)="[^"]*"/g, "");
}

function follow() {
  const pointed = page.querySelector(".big-strip .pointed");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pointed?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

async function here() {
  if (document.hidden) return;
  try {
    await fetch(`${base}/here/`, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" } });
  } catch { /* the next one may arrive */ }
}

runClocks(() => take().catch(() => {}));
startNames();
startSending(changed);
follow();
new News(base, { heard: changed, apart: (is) => page.toggleAttribute("data-offline", is) });
if (running && !page.hasAttribute("data-quiet")) {
  here();
  setInterval(here, HERE);
}
page.dataset.ready = "";
