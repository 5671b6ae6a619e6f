/* Milestones and figures above the lanes, after they changed. */
import { element } from "./list.js";

export function drawFacts(root, timeline, clock, words) {
  const days = new Set(timeline.milestones.filter((each) => each.at).map((each) => clock.dayOf(each.at)));
  for (const mark of timeline.milestones) {
    const link = root.querySelector(`[data-milestone="${mark.name}"]`);
    if (!link) continue;
    const name = element("span", { class: "name" }, mark.label);
    link.className = `mark${mark.at ? (mark.how === "inferred" ? " inferred" : "") : " unknown"}`;
    const when = mark.at
      ? element("time", { datetime: new Date(mark.at).toISOString() }, clock.time(mark.at), days.size > 1 ? element("small", {}, clock.day(mark.at)) : "")
      : element("span", {}, words.unknown);
    link.replaceChildren(name, " ", when);
  }
  const box = root.querySelector("[data-figures]");
  box.replaceChildren(...timeline.figures.map((each) => element(
    "div", { class: each.status === "recorded" ? "stat" : `stat ${each.status}` },
    element("dt", {}, each.title),
    element("dd", {}, each.value, " ", each.range ? element("span", { class: "range" }, each.range) : ""),
  )));
}
