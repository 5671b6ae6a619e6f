/* The milestones above the lanes: lines, windows of uncertainty, and labels in steps. */
export const ROW = 19;
const PAD = 5;

function known(chart) {
  return chart.timeline.milestones.filter((each) => each.at).sort((a, b) => a.at - b.at);
}

function words(chart, mark) {
  const several = chart.days > 1;
  const time = chart.side ? chart.clock.time(mark.at, 1) : chart.clock.minute(mark.at);
  return `${mark.label} ${several ? `${chart.clock.day(mark.at)}, ` : ""}${time}`;
}

/* How many steps labels take. */
export function rowsOf(labels) {
  return labels.length ? Math.max(...labels.map((each) => each.row)) + 1 : 0;
}

/* Each label stands below all whose words cross its line. */
export function placeLabels(chart, pen) {
  const marks = known(chart);
  chart.days = new Set(marks.map((each) => chart.clock.dayOf(each.at))).size;
  pen.font = `600 13px ${chart.ink.font}`;
  const placed = [];
  for (const mark of marks) {
    if (mark.latest < chart.view.start || mark.earliest > chart.view.end) continue;
    const x = chart.x(mark.at);
    const text = words(chart, mark);
    const wide = pen.measureText(text).width + 2 * PAD;
    const left = Math.max(0, Math.min(x - PAD, chart.width - wide));
    const right = left + wide;
    let row = 0;
    for (const each of placed) if (each.left < right && left < each.right) row = Math.max(row, each.row + 1);
    placed.push({ mark, text, x, left, right, row, y: row * ROW + 1 });
  }
  return placed;
}

/* The windows in which milestones lie for certain, and their lines, dashed where inferred. */
export function drawWindows(chart, pen) {
  const { ink } = chart;
  for (const { mark, x, y } of chart.labels) {
    const top = y + ROW - 3;
    const first = Math.max(chart.x(mark.earliest), chart.left - 8);
    const last = Math.min(chart.x(mark.latest), chart.right + 8);
    pen.fillStyle = ink.milestone;
    if (last - first >= 1) {
      pen.globalAlpha = 0.13;
      pen.fillRect(first, top, last - first, chart.bottom - top);
      pen.globalAlpha = 1;
    }
    if (mark.at < chart.view.start || mark.at > chart.view.end) continue;
    pen.strokeStyle = ink.milestone;
    pen.lineWidth = 1.5;
    pen.setLineDash(mark.how === "stated" ? [] : [5, 3]);
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, chart.bottom);
    pen.stroke();
    pen.setLineDash([]);
  }
}

export function drawLabels(chart, pen) {
  const { ink } = chart;
  pen.font = `600 13px ${ink.font}`;
  pen.textAlign = "left";
  for (const { text, left, right, y, mark } of chart.labels) {
    pen.fillStyle = ink.paper;
    pen.beginPath();
    pen.roundRect(left, y - 1, right - left, ROW - 2, 3);
    pen.fill();
    pen.fillStyle = ink.milestone;
    pen.fillText(text, left + PAD, y + 12.5);
    if (chart.hoveredMark === mark.name) pen.fillRect(left + PAD, y + 15, right - left - 2 * PAD, 1);
  }
}
