// Keeps a wall screen up to date: asks whether there is something new, and draws it in place.

import { draw } from "../web/chart_card.js";

const wall = document.querySelector("[data-live]");
const away = document.querySelector("[data-away]");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(wall.dataset.live, { headers: { "If-None-Match": wall.dataset.tag }, cache: "no-store", redirect: "error" });
    if (answer.status !== 304) await show(answer);
    away.hidden = answer.status !== 304 && !answer.ok;
  } catch {
    away.hidden = false;
  }
}

async function show(answer) {
  if (!answer.ok) return;
  wall.innerHTML = await answer.text();
  wall.dataset.tag = answer.headers.get("ETag") ?? "";
  wall.querySelectorAll("[data-chart-card]").forEach(draw);
}

setInterval(ask, Number(wall.dataset.every) * 1000);
