// Drawing the grids of a community. The drawing is the GeoJSON in the form: what is drawn here is
// written there, and the server does everything else (checks, splitting, merging).

import { colour, inView } from "../web/in_view.js";
import { converted, datumOf } from "../web/datum.js";
import { baseOf, boundsOf, laidOn, openMap, styled } from "../web/map.js";

const NEAR = 14; // pixels within which a corner snaps to the border of a neighbour
const DIGITS = 1e7; // a centimetre

inView("[data-sketching]", begin);

async function begin(form) {
  const box = form.querySelector(".map");
  try {
    const [library, drawing, adapter] = await Promise.all([
      import(form.dataset.library),
      import(form.dataset.drawing),
      import(form.dataset.adapter),
      styled(form.dataset.style),
    ]);
    const base = baseOf(form.dataset);
    const scene = laidOn(base, JSON.parse(document.querySelector("#scene").textContent));
    const sketched = laidOn(base, collection(form)).features.filter(drawn);
    const shown = [...scene.features, ...sketched].map(plain);
    if (!shown.length) return;
    box.hidden = false;
    form.querySelector("[data-without]").hidden = true;
    const map = openMap(library, box, { type: "FeatureCollection", features: shown }, base);
    const own = shown.filter(({ properties }) => properties.part === undefined || properties.part === "community");
    if (own.length) map.fitBounds(boundsOf(own), { padding: 56, duration: 0 });
    map.once("idle", () => new Sketching(form, map, scene, drawing, adapter));
  } catch {
    box.hidden = true; // the words that stand there without scripts are true again
    form.querySelector("[data-without]").hidden = false;
  }
}

const drawn = ({ geometry }) => geometry !== null;
const plain = (feature) => ({ ...feature, properties: { part: feature.properties.part } });

// What can be drawn on: one ring. Grids of several parts or with holes are shown, and stay.
const editable = (feature) => drawn(feature) && feature.geometry.type === "Polygon" && feature.geometry.coordinates.length === 1;

function collection(form) {
  try {
    return JSON.parse(form.elements.grids.value);
  } catch {
    return { type: "FeatureCollection", features: [] };
  }
}

class Sketching {
  constructor(form, map, scene, drawing, { TerraDrawMapLibreGLAdapter }) {
    const base = baseOf(form.dataset);
    Object.assign(this, { form, map, collection: collection(form), numbers: new Map(), datum: datumOf(base.datum) });
    this.sketched = laidOn(base, this.collection).features;
    this.around = [...scene.features, ...this.sketched.filter((each) => drawn(each) && !editable(each))];
    this.background();
    let next = 0;
    this.draw = new drawing.TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      idStrategy: { isValidId: (id) => Number.isInteger(id), getId: () => ++next },
      modes: this.modes(drawing),
    });
    this.draw.start();
    this.load();
    this.listen();
    this.turn("select");
    this.form.querySelector("[data-tools]").hidden = false;
  }

  modes({ TerraDrawSelectMode, TerraDrawPolygonMode, TerraDrawLineStringMode }) {
    const snapping = { toCoordinate: true, toLine: true, toCustom: (event, context) => this.snap(event, context) };
    const corners = { midpoints: true, draggable: true, deletable: true, snappable: snapping };
    const styles = { fillColor: colour("brand"), fillOpacity: 0.18, outlineColor: colour("brand-dark"), outlineWidth: 2 };
    const chosen = { selectedPolygonColor: colour("blue"), selectedPolygonFillOpacity: 0.25, selectedPolygonOutlineColor: colour("blue"), selectedPolygonOutlineWidth: 3, selectionPointColor: colour("blue"), selectionPointWidth: 6, midPointColor: colour("blue"), midPointWidth: 4 };
    return [
      new TerraDrawSelectMode({ flags: { polygon: { feature: { draggable: false, coordinates: corners } } }, keyEvents: { deselect: "Escape", delete: null, rotate: null, scale: null }, styles: chosen }),
      new TerraDrawPolygonMode({ snapping, styles }),
      new TerraDrawLineStringMode({ styles: { lineStringColor: colour("red"), lineStringWidth: 3 } }),
    ];
  }

  // The community, its neighbours, and in red or amber what is wrong.
  background() {
    const tones = ["match", ["get", "part"], "fault", colour("red"), "doubt", colour("amber"), "neighbour", colour("line-strong"), colour("ink")];
    this.map.getSource("shapes").setData({ type: "FeatureCollection", features: this.around });
    this.map.setPaintProperty("fill", "fill-color", tones);
    this.map.setPaintProperty("fill", "fill-opacity", ["match", ["get", "part"], ["fault", "doubt"], 0.5, "neighbour", 0.08, 0]);
    this.map.setPaintProperty("line", "line-color", tones);
    this.map.setPaintProperty("line", "line-width", ["match", ["get", "part"], "community", 2.5, 1]);
    this.map.addLayer({ id: "spots", type: "circle", source: "shapes", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": tones, "circle-radius": 7 } });
  }

  load() {
    this.sketched.forEach((feature, number) => {
      if (!editable(feature)) return;
      const id = this.draw.getFeatureId();
      const [added] = this.draw.addFeatures([{ id, type: "Feature", geometry: rounded(feature.geometry), properties: { mode: "polygon" } }]);
      if (added.valid) this.numbers.set(id, number);
      else this.around.push({ ...feature, properties: { part: "fault" } }); // it crosses itself: only as text
    });
    this.map.getSource("shapes").setData({ type: "FeatureCollection", features: this.around });
  }

  listen() {
    this.draw.on("finish", (id, { action, mode }) => {
      if (mode === "linestring") this.split(id);
      else this.take(id, action);
    });
    this.draw.on("select", (id) => this.mark(this.numbers.get(id)));
    this.draw.on("deselect", () => this.mark());
    for (const button of this.form.querySelectorAll("[data-mode]")) {
      button.addEventListener("click", () => this.turn(button.dataset.mode));
    }
    this.form.querySelector("[data-list]").addEventListener("change", () => this.unkept());
  }

  turn(mode) {
    this.draw.setMode(mode);
    for (const button of this.form.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", button.dataset.mode === mode);
    }
    for (const hint of this.form.querySelectorAll("[data-hint]")) hint.hidden = hint.dataset.hint !== mode;
  }

  // Writes what was drawn or moved into the form.
  take(id, action) {
    const feature = this.draw.getSnapshotFeature(id);
    if (!feature) return;
    const geometry = this.meant(feature.geometry);
    if (this.numbers.has(id)) {
      this.collection.features[this.numbers.get(id)].geometry = geometry;
    } else {
      this.numbers.set(id, this.place(geometry));
    }
    this.form.elements.grids.value = JSON.stringify(this.collection);
    this.unkept();
    if (action === "draw") this.turn("select");
  }

  // Where the new grid stands in the list: the ticked one that is not drawn yet, or at the end.
  place(geometry) {
    const ticked = [...this.form.querySelectorAll("[name=which]:checked")].map(({ value }) => Number(value));
    const waiting = ticked.find((number) => this.collection.features[number]?.geometry === null);
    if (waiting !== undefined) {
      this.collection.features[waiting].geometry = geometry;
      return waiting;
    }
    const number = this.collection.features.push({ type: "Feature", properties: { code: "", name: "" }, geometry }) - 1;
    const line = this.form.querySelector("template").content.cloneNode(true);
    line.querySelector("[name=which]").value = number;
    line.querySelector("li").dataset.row = number;
    this.form.querySelector("[data-list]").append(line);
    return number;
  }

  split(id) {
    this.form.elements.line.value = JSON.stringify(this.meant(this.draw.getSnapshotFeature(id).geometry));
    this.form.querySelector("button[value=split]").click();
  }

  // What was drawn on the map, in the datum in which everything is kept.
  meant(geometry) {
    return rounded({ ...geometry, coordinates: converted(geometry.coordinates, this.datum.meant) });
  }

  mark(number) {
    for (const line of this.form.querySelectorAll("[data-row]")) {
      line.toggleAttribute("data-chosen", Number(line.dataset.row) === number);
      if (line.hasAttribute("data-chosen")) line.scrollIntoView({ block: "nearest" });
    }
  }

  unkept() {
    this.form.querySelector("[data-unkept]").hidden = false;
  }

  // The corner or border of what stands around, where the pointer is near one.
  snap(event, { project }) {
    let best;
    const offer = (at, distance) => {
      if (distance <= NEAR && (!best || distance < best.distance)) best = { at, distance };
    };
    const pixels = (at) => project(at[0], at[1]);
    const from = ({ x, y }) => Math.hypot(x - event.containerX, y - event.containerY);
    for (const ring of this.around.flatMap(rings)) {
      for (const at of ring) offer(at, from(pixels(at)) - NEAR / 2); // corners draw more than borders
      for (let n = 1; n < ring.length; n += 1) {
        const at = nearest(event, pixels(ring[n - 1]), pixels(ring[n]));
        const between = [0, 1].map((axis) => ring[n - 1][axis] + at.share * (ring[n][axis] - ring[n - 1][axis]));
        offer(between, from(at));
      }
    }
    return best && rounded({ coordinates: best.at }).coordinates;
  }
}

function rounded(geometry) {
  const round = (at) => at.map((each) => Math.round(each * DIGITS) / DIGITS);
  return { ...geometry, coordinates: converted(geometry.coordinates, round) };
}

function rings({ geometry, properties }) {
  if (properties.part === "fault" || properties.part === "doubt") return [];
  return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.coordinates;
}

// The point of a stretch that is nearest to the pointer, and how far along the stretch it is.
function nearest({ containerX, containerY }, begin, end) {
  const [x, y] = [end.x - begin.x, end.y - begin.y];
  const length = x * x + y * y;
  const along = length ? ((containerX - begin.x) * x + (containerY - begin.y) * y) / length : 0;
  const share = Math.max(0, Math.min(1, along));
  return { share, x: begin.x + share * x, y: begin.y + share * y };
}
