// A map of our own outlines: no fonts, and nothing from another host unless a base map is configured.

import { converted, datumOf } from "./datum.js";
import { colour } from "./in_view.js";

// `library` is MapLibre, `box` the element, `shapes` a GeoJSON collection of polygons; `base` may
// be the map to lay beneath: addresses of tiles, datum, credit.
export function openMap(library, box, shapes, base = {}) {
  const map = new library.Map({
    container: box,
    style: { version: 8, ...beneath(base) },
    bounds: boundsOf(shapes.features),
    fitBoundsOptions: { padding: 24 },
    attributionControl: base.tiles ? { compact: false } : false,
    dragRotate: false,
    cooperativeGestures: false,
    locale: {
      "Map.Title": box.getAttribute("aria-label") ?? "",
      "NavigationControl.ZoomIn": box.dataset.zoomIn,
      "NavigationControl.ZoomOut": box.dataset.zoomOut,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    map.addSource("shapes", { type: "geojson", data: shapes });
    map.addLayer({ id: "fill", type: "fill", source: "shapes", paint: { "fill-color": colour("brand-pale"), "fill-opacity": base.tiles ? 0.25 : 0.7 } });
    map.addLayer({ id: "line", type: "line", source: "shapes", paint: { "line-color": colour("brand"), "line-width": ["case", ["==", ["get", "depth"], 15], 0.75, 1.25] } });
    name(library, map, shapes.features);
  });
  return map;
}

// The base map that an element names in its data, if it names one.
export function baseOf({ tiles, datum, credit }) {
  return tiles ? { tiles: tiles.split(" "), datum, credit } : {};
}

// A GeoJSON collection as it lies on the base map.
export function laidOn(base, collection) {
  const { shown } = datumOf(base.datum);
  const features = collection.features.map((each) => ({
    ...each,
    geometry: each.geometry && { ...each.geometry, coordinates: converted(each.geometry.coordinates, shown) },
  }));
  return { ...collection, features };
}

function beneath({ tiles = [], credit = "" }) {
  const sources = tiles.map((address, number) => [`base-${number}`, { type: "raster", tiles: [address], tileSize: 256, maxzoom: 18, attribution: number ? "" : plain(credit) }]);
  const layers = tiles.map((_address, number) => ({ id: `base-${number}`, type: "raster", source: `base-${number}` }));
  return { sources: Object.fromEntries(sources), layers };
}

// The words without what a browser would take for marks: MapLibre writes them as they are.
function plain(words) {
  const box = document.createElement("span");
  box.textContent = words;
  return box.innerHTML;
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

// The JSON behind an address of ours.
export async function fetched(address) {
  return (await fetch(address)).json();
}

// Adds a style sheet to the page, once it is there.
export function styled(address) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: address });
  document.head.append(link);
  return new Promise((done) => link.addEventListener("load", done));
}
