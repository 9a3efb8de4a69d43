// Draws the chart of a chart card from the table in it; the table stays for whoever reads it.
// A cell may say the number that it shows in `data-value`, and its interval in `data-low` and `data-high`.
// A row with `data-running` tells of a time that is not over: a course ends before it, and it stands apart.

import { colour, inView } from "./in_view.js";

inView("[data-chart-card]", draw);

export async function draw(card) {
  const box = card.querySelector(".chart");
  if (!box) return; // nothing to draw
  const echarts = await import(card.dataset.library);
  box.hidden = false;
  const option = options(card, box);
  card.querySelector("details").open = false;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(option);
  // What is taken out of the page has no size any more: ECharts would keep it for good.
  new ResizeObserver(() => (box.isConnected ? fit(chart, card, box) : chart.dispose())).observe(box);
  matchMedia("print").addEventListener("change", () => box.isConnected && fit(chart, card, box));
  offerPicture(echarts, card, box, option);
}

// Drawn anew at once: for another width, or for paper, which is always light.
function fit(chart, card, box) {
  chart.resize();
  chart.setOption({ ...options(card, box), animation: false });
}

// What the table says: the names of its columns, and of each row its name and its numbers.
function read(table) {
  const [, ...names] = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map(({ cells: [name, ...cells] }) => [name.textContent.trim(), ...cells.map(number)]);
  const running = new Set([...table.tBodies[0].rows].flatMap(({ dataset }, n) => ("running" in dataset ? [n] : [])));
  const within = [...table.tBodies[0].rows].map(({ cells: [, cell] }, n) => [n, cell?.dataset.low, cell?.dataset.high]);
  return { names, rows, running, within: within.filter(([, low]) => low).map((each) => each.map(Number)) };
}

function number(cell) {
  const value = Number.parseFloat(cell.dataset.value ?? cell.textContent.replace(/[^\d.-]/g, ""));
  return Number.isNaN(value) ? null : value;
}

const KINDS = { rows: "bar", stack: "bar" };

function options(card, box) {
  const { names, rows, running, within } = read(card.querySelector("table"));
  const { kind, unit = "" } = card.dataset;
  const lying = kind === "rows";
  const size = Number.parseFloat(getComputedStyle(card).fontSize) * 0.8125;
  const text = { color: colour("ink-soft"), fontSize: size };
  const inked = { color: colour("ink"), fontSize: size };
  const line = { lineStyle: { color: colour("line") } };
  const named = { type: "category", inverse: lying, data: rows.map(([name]) => name), axisLabel: { ...text, ...(lying && { width: 11 * size, overflow: "truncate" }), ...(running.size && { showMaxLabel: true, alignMaxLabel: "right" }) }, axisLine: line, axisTick: { show: false } };
  const counted = { type: "value", axisLabel: { ...text, formatter: `{value}${unit === "%" ? "%" : ""}` }, splitLine: line, ...(unit === "" && { minInterval: 1 }), ...(kind === "stack" && { max: 100 }) };
  return {
    animation: !("still" in card.dataset || matchMedia("(prefers-reduced-motion: reduce)").matches),
    color: COLOURS.map(colour),
    textStyle: { fontFamily: colour("fonts"), color: colour("ink"), fontSize: size },
    grid: { left: 8, right: 16, top: (names.length > 1 ? 1.75 + 1.75 * legendLines(names, box.clientWidth, size) : 1) * size, bottom: 8, containLabel: true },
    legend: { show: names.length > 1, top: 0, textStyle: inked },
    tooltip: { trigger: "axis", renderMode: "richText", formatter: spoken }, // HTML would need inline styles
    xAxis: lying ? counted : named,
    yAxis: lying ? named : counted,
    series: [
      ...names.map((name, n) => ({
        name,
        type: KINDS[kind] ?? kind,
        stack: kind === "stack" ? "all" : undefined,
        barMaxWidth: 2.5 * size,
        symbol: SYMBOLS[n % SYMBOLS.length],
        symbolSize: 0.625 * size,
        lineStyle: { width: 2, type: LINES[n % LINES.length] },
        data: rows.map((row, at) => (kind === "line" && running.has(at) ? null : row[n + 1])),
      })),
      ...(kind === "line" && running.size ? names.map((name, n) => soFar(name, n, rows, running, size)) : []),
      ...(kind === "bar" && names.length === 1 && within.length ? [intervals(within)] : []),
    ],
  };
}

// How many lines the names of the courses take, each with its sign before it.
function legendLines(names, width, size) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${colour("fonts")}`;
  let [lines, taken] = [1, 0];
  for (const name of names) {
    const wide = pen.measureText(name).width + 40;
    if (taken && taken + wide > width - 32) [lines, taken] = [lines + 1, 0];
    taken += wide;
  }
  return lines;
}

// What is not over yet, as a hollow sign of its own: joined to the course it would look like a fall.
function soFar(name, n, rows, running, size) {
  const data = rows.map((row, at) => (running.has(at) ? row[n + 1] : null));
  const look = { color: colour("surface"), borderColor: colour(COLOURS[n % COLOURS.length]), borderWidth: 2 };
  return { name, type: "line", symbol: SYMBOLS[n % SYMBOLS.length], symbolSize: 0.75 * size, itemStyle: look, data };
}

// What stands at a place of the axis; a course that has nothing there is not named.
function spoken(each) {
  const told = each.filter(({ value }) => value !== null && value !== undefined);
  return [each[0].axisValueLabel, ...told.map(({ marker, seriesName, value }) => `${marker}${seriesName}  ${value}`)].join("\n");
}

// Upon each bar a line from the one end of its interval to the other.
function intervals(within) {
  const whisker = (_params, api) => {
    const [low, high] = [1, 2].map((end) => api.coord([api.value(0), api.value(end)]));
    const half = 6;
    const stroke = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colour("ink"), lineWidth: 1.5 } });
    const [x, top, bottom] = [low[0], high[1], low[1]];
    return { type: "group", children: [stroke(x, top, x, bottom), stroke(x - half, top, x + half, top), stroke(x - half, bottom, x + half, bottom)] };
  };
  return { type: "custom", renderItem: whisker, encode: { x: 0, y: [1, 2] }, data: within, tooltip: { show: false }, silent: true, z: 10 };
}

// Courses differ by more than their colour.
const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const COLOURS = ["brand", "amber", "blue", "green", "red"];
const LINES = ["solid", "dashed", "dotted"];

// The button that saves the chart as a picture, with its title, on the colour of the card.
function offerPicture(echarts, card, box, option) {
  const button = card.querySelector("[data-chart-picture]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const title = card.querySelector("h2").textContent;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.max(box.clientWidth, 720), box.clientHeight + 40]; // room for the legend
    const picture = echarts.init(canvas, null, { devicePixelRatio: 2 });
    picture.setOption({
      ...option,
      animation: false,
      title: { text: title, left: 8, top: 8, textStyle: { color: colour("ink"), fontSize: 16, fontWeight: 600 } },
      legend: { ...option.legend, top: 40 },
      grid: { ...option.grid, top: option.grid.top + 40 },
    });
    const link = document.createElement("a");
    link.download = `${title}.png`;
    link.href = picture.getDataURL({ pixelRatio: 2, backgroundColor: colour("surface") });
    picture.dispose();
    link.click();
  });
}
