// The map of a map card: our own outlines and points, nothing from elsewhere. Every spot is a
// button, so that Tab and Enter reach what the finger reaches.

import { inView } from "./in_view.js";
import { fetched, openMap, styled } from "./map.js";

inView("[data-map-card]", begin);

async function begin(card) {
  const box = card.querySelector(".map");
  try {
    const [library, shapes, points] = await Promise.all([
      import(card.dataset.library),
      fetched(card.dataset.shapes),
      card.dataset.points ? fetched(card.dataset.points) : null,
      styled(card.dataset.style),
    ]);
    if (!shapes.features.length) return;
    box.hidden = false;
    const map = openMap(library, box, shapes);
    if (points) map.on("load", () => points.features.forEach((spot) => put(library, map, spot)));
    card.querySelector(".map-status").hidden = true;
    card.querySelector(".map-keys").hidden = !matchMedia("(hover: hover)").matches;
  } catch {
    box.hidden = true; // the words that stand there without scripts are true again
  }
}

function put(library, map, { geometry, properties }) {
  const link = document.createElement("a");
  link.className = "map-spot";
  link.href = properties.url;
  link.textContent = properties.count;
  link.setAttribute("aria-label", properties.label);
  link.title = properties.label;
  const marker = new library.Marker({ element: link }).setLngLat(geometry.coordinates).addTo(map);
  link.addEventListener("focus", () => map.panTo(marker.getLngLat()));
}
