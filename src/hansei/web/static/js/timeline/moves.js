/* The keyboard on lanes and list: arrows go from event to event and from lane to lane. What single
   letters do is on the buttons that carry them (data-key), so that "?" lists it. */
import { isTyping } from "../keys.js";

export function startKeys(page) {
  const { timeline, list, lanes, view } = page;
  const onLanes = (target) => lanes.contains(target) || target === document.body;
  const onList = (target) => list.box.contains(target);

  const go = (event, focus) => { if (event) page.select(event.id, { focus, speak: true }); };
  const here = () => timeline.place.get(page.current);
  const step = (by, focus) => {
    const place = here();
    const start = place === undefined ? timeline.from(view.start) - (by > 0 ? 1 : 0) : place;
    go(timeline.shown[Math.min(timeline.shown.length - 1, Math.max(0, start + by))], focus);
  };
  const inLane = (by) => {
    const event = timeline.byId.get(page.current);
    if (!event || here() === undefined) { step(1, false); return; }
    const { events } = event.lane;
    const place = events.indexOf(event);
    go(events[place + by], false);
  };
  const toLane = (by) => {
    const event = timeline.byId.get(page.current);
    if (!event || here() === undefined) { step(1, false); return; }
    const lane = timeline.lanes[timeline.lanes.indexOf(event.lane) + by];
    if (!lane) return;
    const after = timeline.from(event.at, lane.events);
    const near = [lane.events[after - 1], lane.events[after]].filter(Boolean);
    go(near.sort((a, b) => Math.abs(a.at - event.at) - Math.abs(b.at - event.at))[0], false);
  };

  const lanesKeys = {
    ArrowRight: () => step(1, false), ArrowLeft: () => step(-1, false),
    ArrowDown: () => toLane(1), ArrowUp: () => toLane(-1),
    ".": () => inLane(1), ",": () => inLane(-1),
    PageDown: () => view.pan(view.span * 0.8), PageUp: () => view.pan(view.span * -0.8),
  };
  const listKeys = {
    ArrowDown: () => step(1, true), ArrowUp: () => step(-1, true),
    PageDown: () => step(10, true), PageUp: () => step(-10, true),
  };
  const common = {
    Home: (focus) => go(timeline.shown[0], focus),
    End: (focus) => go(timeline.shown[timeline.shown.length - 1], focus),
    Enter: () => { if (page.current) page.open(page.current, { focus: true }); },
    " ": () => { if (page.current && page.mayChange) page.choose(page.current, !timeline.chosen.has(page.current)); },
    Escape: () => page.panel.close(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) && event.target.type !== "checkbox") return;
    if (event.target.closest?.("button, a, summary") && (event.key === "Enter" || event.key === " ")) return;
    const [inLanes, inList] = [onLanes(event.target), onList(event.target)];
    if (!inLanes && !inList) return;
    const act = (inLanes ? lanesKeys : listKeys)[event.key] || common[event.key];
    if (!act) return;
    event.preventDefault();
    act(inList);
  });

  /* Tabbing into the list comes to the current row, or to the first one. */
  list.box.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-id]");
    if (row && row.dataset.id !== page.current) { page.current = row.dataset.id; list.current = page.current; page.counts(); page.redraw(); }
  });
}
