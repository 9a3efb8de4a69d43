// The map of the report page: the outlines of our own places and nothing from elsewhere.

import * as maplibre from "../vendor/maplibre-gl.mjs";

const COLOURS = { fill: "#dcebe7", line: "#0f5c5c", point: "#a3201b" };

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
  const map = new maplibre.Map({
    container: box.querySelector(".map"),
    style: { version: 8, sources: {}, layers: [] },
    bounds: boundsOf(shapes.features),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    cooperativeGestures: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  const marker = new maplibre.Marker({ color: COLOURS.point });
  const put = (at) => (at ? marker.setLngLat(at).addTo(map) : marker.remove());
  map.on("load", () => {
    map.addSource("places", { type: "geojson", data: shapes });
    map.addLayer({ id: "fill", type: "fill", source: "places", paint: { "fill-color": COLOURS.fill, "fill-opacity": 0.5 } });
    map.addLayer({ id: "line", type: "line", source: "places", paint: { "line-color": COLOURS.line, "line-width": 1.25 } });
    name(map, shapes.features);
    put(start);
  });
  map.on("click", ({ lngLat }) => choose(lngLat.lng, lngLat.lat));
  document.addEventListener("linli:point", ({ detail }) => put(detail));
}

// Names the communities; grids are drawn without a name, because residents do not know them.
function name(map, features) {
  for (const feature of features) {
    if (feature.properties.level !== "community") continue;
    const [west, south, east, north] = boundsOf([feature]);
    const label = document.createElement("span");
    label.className = "map-name";
    label.textContent = feature.properties.name;
    new maplibre.Marker({ element: label }).setLngLat([(west + east) / 2, (south + north) / 2]).addTo(map);
  }
}

function boundsOf(features) {
  const box = [180, 90, -180, -90];
  const visit = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(visit);
  };
  for (const feature of features) visit(feature.geometry.coordinates);
  return box;
}
