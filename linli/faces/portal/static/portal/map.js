// The map of the report page: a tap on our own outlines says where it is.

import * as maplibre from "../vendor/maplibre-gl.mjs";
import { colour } from "../web/in_view.js";
import { openMap } from "../web/map.js";

// Shows the map in its box, or leaves the box hidden where the browser cannot draw it.
export async function drawMap(box, start, choose) {
  const shapes = await (await fetch(box.dataset.map)).json();
  if (!shapes.features.length) return;
  box.hidden = false;
  try {
    draw(box, shapes, start, choose);
  } catch {
    box.hidden = true;
  }
}

function draw(box, shapes, start, choose) {
  const map = openMap(maplibre, box.querySelector(".map"), shapes);
  const marker = new maplibre.Marker({ color: colour("alarm") });
  const put = (at) => (at ? marker.setLngLat(at).addTo(map) : marker.remove());
  if (start) put(start);
  map.on("click", ({ lngLat }) => choose(lngLat.lng, lngLat.lat));
  document.addEventListener("linli:point", ({ detail }) => put(detail));
}
