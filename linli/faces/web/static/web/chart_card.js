// Draws the chart of a chart card from the table in it; the table stays for whoever reads it.

import { colour, inView } from "./in_view.js";

inView("[data-chart-card]", draw);

async function draw(card) {
  const echarts = await import(card.dataset.library);
  const box = card.querySelector(".chart");
  box.hidden = false;
  card.querySelector("details").open = false;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(options(card.querySelector("table"), card.dataset.kind));
  new ResizeObserver(() => chart.resize()).observe(box);
}

function options(table, kind) {
  const [, ...names] = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  const axis = { axisLabel: { color: colour("ink-soft") }, splitLine: { lineStyle: { color: colour("line") } } };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: ["brand", "amber", "blue", "green", "red"].map(colour),
    textStyle: { fontFamily: colour("fonts"), color: colour("ink") },
    grid: { left: 8, right: 8, top: names.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: { show: names.length > 1, top: 0, textStyle: { color: colour("ink") } },
    tooltip: { trigger: "axis", renderMode: "richText" }, // HTML would need inline styles
    xAxis: { type: "category", data: rows.map(([name]) => name), ...axis },
    yAxis: { type: "value", ...axis },
    series: names.map((name, n) => ({ name, type: kind, data: rows.map((row) => number(row[n + 1])) })),
  };
}

function number(text) {
  const value = Number.parseFloat(text.replace(/[^\d.-]/g, ""));
  return Number.isNaN(value) ? null : value;
}
