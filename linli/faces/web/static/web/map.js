// A map of our own outlines: no tiles, no fonts, nothing from another host.

import { colour } from "./in_view.js";

// `library` is MapLibre, `box` the element, `shapes` a GeoJSON collection of polygons.
export function openMap(library, box, shapes) {
  const map = new library.Map({
    container: box,
    style: { version: 8, sources: {}, layers: [] },
    bounds: boundsOf(shapes.features),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    cooperativeGestures: false,
    locale: { "Map.Title": box.getAttribute("aria-label") ?? "" },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    map.addSource("shapes", { type: "geojson", data: shapes });
    map.addLayer({ id: "fill", type: "fill", source: "shapes", paint: { "fill-color": colour("brand-pale"), "fill-opacity": 0.7 } });
    map.addLayer({ id: "line", type: "line", source: "shapes", paint: { "line-color": colour("brand"), "line-width": 1.25 } });
    name(library, map, shapes.features);
  });
  return map;
}

// Names the communities; grids are drawn without a name, because residents do not know them.
function name(library, map, features) {
  for (const feature of features) {
    if (feature.properties.level !== "community") continue;
    const [west, , east, north] = boundsOf([feature]);
    const label = document.createElement("span");
    label.className = "map-name";
    label.textContent = feature.properties.name;
    const above = [(west + east) / 2, north]; // the middle is left to what is marked there
    new library.Marker({ element: label, anchor: "top", offset: [0, 6] }).setLngLat(above).addTo(map);
  }
}

// West, south, east and north of these features together.
export function boundsOf(features) {
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
