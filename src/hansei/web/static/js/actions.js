/* The board and the filters of actions: drag, keys, dialogs. Without it every move is in a menu. */
import { token } from "./csrf.js";
import { isTyping } from "./keys.js";
import { showTimes } from "./times.js";
import { toast } from "./toasts.js";

const ASKS = { verify: "verify", judge: "judge" };
let dragged = null;

document.documentElement.classList.add("scripted");

/* "planned:plan;completed:complete" as a map from columns to moves. */
function drops(card) {
  return new Map(card.dataset.drops.split(";").filter(Boolean).map((each) => each.split(":")));
}

function lanes() {
  return [...document.querySelectorAll(".lane")];
}

function refusal(page) {
  const found = page.querySelector(".callout.bad p, .wrong, .empty p");
  return found?.textContent.trim() || page.title;
}

/* Puts the board of an answered page in the place of this one, with what it has to say. */
function replace(page, id) {
  const fresh = page.getElementById("board");
  if (!fresh) { location.reload(); return; }
  document.getElementById("board").replaceWith(fresh);
  const toasts = page.querySelector(".toasts");
  if (toasts) document.querySelector(".toasts").replaceWith(toasts);
  showTimes(document);
  const card = document.getElementById(id);
  card?.querySelector(".title").focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function send(card, fields) {
  const body = new FormData();
  body.set("version", card.dataset.version);
  body.set("next", document.getElementById("board").dataset.address);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const headers = { "X-CSRFToken": token() };
  card.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/actions/${card.dataset.action}/move/`, { method: "POST", body, headers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) replace(page, card.id);
    else toast(refusal(page), { bad: true });
  } catch {
    toast(document.getElementById("board").dataset.offline, { bad: true });
  }
  card.removeAttribute("aria-busy");
}

function moveTo(card, lane) {
  const move = drops(card).get(lane.dataset.stage);
  if (!move) return;
  if (ASKS[move]) ask(card, ASKS[move]);
  else send(card, { move, to: lane.dataset.stage });
}

function ask(card, name) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  const form = dialog.querySelector("form");
  form.action = `/actions/${card.dataset.action}/move/`;
  form.elements.version.value = card.dataset.version;
  dialog.querySelector("[data-name]").textContent = card.dataset.name;
  dialog.showModal();
}

function onDrag(event) {
  const card = event.target.closest?.(".act[draggable]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.name);
  card.classList.add("dragged");
  const open = drops(card);
  for (const lane of lanes()) {
    if (lane.contains(card)) continue;
    lane.classList.add(open.has(lane.dataset.stage) ? "open-to-it" : "closed-to-it");
  }
}

function onOver(event) {
  const lane = dragged && event.target.closest?.(".lane");
  for (const each of lanes()) each.classList.toggle("over", each === lane && lane.classList.contains("open-to-it"));
  if (lane?.classList.contains("open-to-it")) event.preventDefault();
}

function onDrop(event) {
  const lane = event.target.closest?.(".lane");
  if (!dragged || !lane) return;
  event.preventDefault();
  const card = dragged;
  endDrag();
  moveTo(card, lane);
}

function endDrag() {
  dragged?.classList.remove("dragged");
  dragged = null;
  for (const lane of lanes()) lane.classList.remove("over", "open-to-it", "closed-to-it");
}

/* Arrow keys go from card to card; with Shift they move the card itself. */
function onKey(event) {
  const card = event.target.closest?.(".act");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!card || !step || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = lanes();
  const at = all.findIndex((lane) => lane.contains(card));
  event.preventDefault();
  if (event.shiftKey && card.draggable) {
    for (let next = at + step[0]; step[0] && all[next]; next += step[0]) {
      if (drops(card).has(all[next].dataset.stage)) { moveTo(card, all[next]); return; }
    }
    return;
  }
  const inside = [...all[at].querySelectorAll(".act")];
  const row = inside.indexOf(card);
  if (step[1]) { inside[row + step[1]]?.querySelector(".title").focus(); return; }
  for (let next = at + step[0]; all[next]; next += step[0]) {
    const cards = all[next].querySelectorAll(".act");
    if (cards.length) { cards[Math.min(row, cards.length - 1)].querySelector(".title").focus(); return; }
  }
}

function onClick(event) {
  const link = event.target.closest?.("[data-ask]");
  if (link) {
    const card = link.closest(".act");
    if (!card) return;
    event.preventDefault();
    link.closest("details").open = false;
    ask(card, link.dataset.ask);
  } else if (event.target.closest?.("[data-close]")) event.target.closest("dialog").close();
}

function startFilters() {
  const form = document.querySelector("[data-filters]");
  if (!form) return;
  const tidy = () => { for (const each of form.elements) if (each.name && !each.value) each.disabled = true; };
  form.addEventListener("submit", tidy);
  form.addEventListener("change", () => form.requestSubmit());
}

startFilters();
if (document.getElementById("board")) {
  document.addEventListener("dragstart", onDrag);
  document.addEventListener("dragover", onOver);
  document.addEventListener("drop", onDrop);
  document.addEventListener("dragend", endDrag);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}
