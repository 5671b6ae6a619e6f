/* The marks of the lanes, drawn in as few strokes as there are styles: a square for machines, a ring
   for people, a bar for several at once, with its number where there is room. */
import { HUMAN } from "./model.js";

const SHADES = [1, 0.8, 0.45];

function shade(cluster) {
  return cluster.key ? 0 : cluster.quiet ? 2 : 1;
}

/* How high a bar is, by the order of magnitude. */
export function barHeight(cluster) {
  return Math.min(20, 8 + 1.25 * Math.floor(Math.log2(cluster.count) + 1));
}

export function drawClusters(chart, pen) {
  drawSpans(chart, pen);
  SHADES.forEach((alpha, index) => {
    const some = chart.clusters.filter((each) => shade(each) === index);
    if (!some.length) return;
    pen.globalAlpha = alpha;
    drawMachines(chart, pen, some);
    drawPeople(chart, pen, some);
  });
  pen.globalAlpha = 1;
  drawNumbers(chart, pen);
  for (const each of chart.clusters) {
    if (!each.chosen) continue;
    if (each.count > 1) chart.ring(pen, each.x, each.y + 6 - barHeight(each) / 2, 12);
    else chart.ring(pen, each.x, each.y, 9);
  }
}

function drawSpans(chart, pen) {
  pen.fillStyle = chart.ink.system;
  pen.globalAlpha = 0.22;
  for (const each of chart.clusters) {
    if (each.ends <= each.last) continue;
    const end = Math.min(chart.x(each.ends), chart.right + 8);
    pen.fillRect(each.left, each.y - 3, Math.max(2, end - each.left), 6);
  }
  pen.globalAlpha = 1;
}

function drawMachines(chart, pen, clusters) {
  pen.fillStyle = chart.ink.system;
  pen.beginPath();
  for (const each of clusters) {
    if (each.count > 1) {
      const height = barHeight(each);
      const part = height * (1 - each.people / each.count);
      if (part >= 0.5) pen.rect(each.x - 5, each.y + 6 - part, 10, part);
    } else if (!(each.first.flags & HUMAN)) {
      const size = each.key ? 5.5 : 3.5;
      pen.rect(each.x - size, each.y - size, 2 * size, 2 * size);
    }
  }
  pen.fill();
}

function drawPeople(chart, pen, clusters) {
  pen.beginPath();
  for (const each of clusters) {
    if (each.count > 1) {
      const height = barHeight(each);
      const part = (height * each.people) / each.count;
      if (part < 0.5) continue;
      const [x, y] = [each.x - 4, each.y + 7 - height];
      if (each.people === each.count) pen.roundRect(x, y, 8, height - 2, 4);
      else pen.rect(x, y, 8, Math.max(2, part - 1));
    } else if (each.first.flags & HUMAN) {
      const size = each.key ? 5.5 : 3.5;
      pen.moveTo(each.x + size, each.y);
      pen.arc(each.x, each.y, size, 0, 2 * Math.PI);
    }
  }
  pen.fillStyle = chart.ink.paper;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = chart.ink.human;
  pen.stroke();
}

function drawNumbers(chart, pen) {
  pen.font = `10.5px ${chart.ink.font}`;
  pen.textAlign = "center";
  pen.fillStyle = chart.ink["ink-3"];
  for (const each of chart.clusters) {
    if (each.count > 1 && !each.crowded) pen.fillText(each.count < 1000 ? each.count : each.count.toLocaleString(), each.x, each.y + 3 - barHeight(each));
  }
}
