// The map of matters. Numbers stand at the finest places of which the screen has room for all:
// streets from afar, communities nearer, grids close by. Each is a link to the list of what it
// counts, so that Tab and Enter reach what the mouse reaches. Where houses can be told apart, each
// case whose point is known is a dot besides, a link to its page.

import { apart } from "./apart.js";
import { inView } from "./in_view.js";
import { baseOf, boundsOf, fetched, laidOn, openMap, styled } from "./map.js";
import { datumOf } from "./datum.js";

const DEPTHS = [15, 12, 9, 6, 4, 2];
const ROOM = 96 * 64; // pixels that a number takes up, with the space around it
const NEAR = 15; // the zoom from which single cases are shown
const RADIUS = { spot: 24, point: 13 }; // pixels

inView("[data-atlas]", begin);

async function begin(card) {
  const box = card.querySelector(".map");
  try {
    const base = baseOf(card.dataset);
    const { counts } = document.querySelector("#inbox").dataset;
    const [library, given, counted] = await Promise.all([
      import(card.dataset.library),
      fetched(card.dataset.shapes),
      fetched(counts),
      styled(card.dataset.style),
    ]);
    const shapes = laidOn(base, given);
    if (!shapes.features.length) return;
    box.hidden = false;
    const map = openMap(library, box, shapes, base);
    const spots = new Spots(library, map, shapes, card);
    await spots.count({ [counts]: counted });
    map.on("moveend", () => spots.show());
    document.body.addEventListener("htmx:afterSettle", () => spots.count());
    card.querySelector(".map-keys").hidden = !matchMedia("(hover: hover)").matches;
  } catch {
    box.hidden = true; // the words that stand there without scripts are true again
  }
}

class Spots {
  constructor(library, map, shapes, card) {
    Object.assign(this, { library, map, card, places: shapes.places, shown: new Map(), dots: new Map(), asked: "", looked: "" });
    this.datum = datumOf(card.dataset.datum);
    const { shown } = this.datum;
    this.middles = Object.fromEntries(
      Object.entries(shapes.places).map(([code, [name, x, y]]) => [code, [name, ...(x === null ? [x, y] : shown([x, y]))]]),
    );
    for (const { geometry, properties } of shapes.features) {
      const [west, south, east, north] = boundsOf([{ geometry }]);
      const [name, x] = this.places[properties.code];
      if (x === null) this.middles[properties.code] = [name, (west + east) / 2, (south + north) / 2];
    }
    this.fill();
  }

  // Gives places of which nothing is drawn the middle of what is drawn within them.
  fill() {
    const sums = {};
    for (const [code, [, x, y]] of Object.entries(this.middles)) {
      if (x === null) continue;
      for (const depth of DEPTHS.filter((each) => each < code.length)) {
        const sum = (sums[code.slice(0, depth)] ??= [0, 0, 0]);
        [x, y, 1].forEach((value, n) => (sum[n] += value));
      }
    }
    for (const [code, [name, x]] of Object.entries(this.middles)) {
      const sum = sums[code];
      if (x === null && sum) this.middles[code] = [name, sum[0] / sum[2], sum[1] / sum[2]];
    }
  }

  // Asks for the numbers that the filters leave, where these have changed.
  async count(known = {}) {
    const { counts, list, points } = document.querySelector("#inbox").dataset;
    if (counts === this.asked) return;
    this.asked = counts;
    const { places } = known[counts] ?? (await fetched(counts));
    if (counts !== this.asked) return; // the filters went on meanwhile
    Object.assign(this, { list, points });
    this.sums = DEPTHS.map((depth) => this.summed(places, depth));
    this.say(places);
    this.show();
  }

  // The numbers thrown together at places of this depth that are drawn, or above them.
  summed(places, depth) {
    const sums = new Map();
    for (const [code, count, late] of places) {
      const at = this.drawn(code.slice(0, depth));
      if (!at) continue;
      const sum = sums.get(at) ?? { code: at, count: 0, late: 0, just: at.length < depth };
      sum.count += count;
      sum.late += late;
      sums.set(at, sum);
    }
    return [...sums.values()];
  }

  // This place, or the next above it, whose middle is known; null where none is.
  drawn(code) {
    const known = [code.length, ...DEPTHS].filter((depth) => depth <= code.length);
    return known.map((depth) => code.slice(0, depth)).find((at) => this.middles[at]?.[1] != null);
  }

  say(places) {
    const lost = places.filter(([code]) => !this.drawn(code)).reduce((sum, [, count]) => sum + count, 0);
    const status = this.card.querySelector(".map-status");
    status.hidden = !lost;
    status.textContent = lost ? this.card.dataset.lost.replace("{count}", lost) : "";
  }

  show() {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const bounds = this.map.getBounds();
    const seen = this.sums.map((sums) => sums.filter(({ code }) => bounds.contains(this.middle(code))));
    const most = Math.max(6, (clientWidth * clientHeight) / ROOM / 2);
    const now = seen.find((sums) => sums.length <= most) ?? [];
    const wanted = new Map(now.map((sum) => [`${sum.code} ${sum.count} ${sum.late} ${sum.just}`, sum]));
    keep(this.shown, wanted, (sum) => this.put(sum));
    this.spread();
    this.look();
  }

  // Asks for the single cases of what is seen, close by.
  async look() {
    const close = this.map.getZoom() >= NEAR;
    const looked = close ? `${this.points}&${new URLSearchParams(this.box())}` : "";
    if (looked === this.looked) return;
    this.looked = looked;
    const found = close ? await this.near(looked) : [];
    if (looked !== this.looked) return; // the map went on meanwhile
    keep(this.dots, new Map(found.map((point) => [point.url, point])), (point) => this.dot(point));
    this.spread();
  }

  // The single cases; of a part of the map that the server finds too large, or without the net, none.
  async near(address) {
    try {
      return (await fetched(address)).points;
    } catch {
      return [];
    }
  }

  // What is seen, in degrees as they are kept.
  box() {
    const bounds = this.map.getBounds();
    const [west, south] = this.datum.meant(bounds.getSouthWest().toArray());
    const [east, north] = this.datum.meant(bounds.getNorthEast().toArray());
    return { west, south, east, north };
  }

  dot({ words, url, late, at }) {
    const link = document.createElement("a");
    link.className = late ? "map-dot map-dot-late" : "map-dot";
    Object.assign(link, { href: url, title: words });
    link.append(part("visually-hidden", words));
    return new this.library.Marker({ element: link }).setLngLat(this.datum.shown(at)).addTo(this.map);
  }

  // Moves numbers and dots apart that would cover one another.
  spread() {
    const marked = [...[...this.shown.values()].map((each) => [each, RADIUS.spot]), ...[...this.dots.values()].map((each) => [each, RADIUS.point])];
    const marks = marked.map(([marker, radius]) => ({ ...this.map.project(marker.getLngLat()), radius }));
    apart(marks).forEach((offset, n) => marked[n][0].setOffset(offset));
    this.name();
  }

  // Shows each name below its number, or above it where others stand below; a name that finds no
  // room is read out and in the tooltip.
  name() {
    const marks = [...this.shown.values(), ...this.dots.values()].map((marker) => marker.getElement());
    const taken = marks.map((mark) => mark.getBoundingClientRect());
    for (const name of marks.map((mark) => mark.querySelector(".map-spot-name")).filter(Boolean)) {
      const free = ["below", "above"].some((side) => {
        name.dataset.side = side;
        return taken.every((other) => clear(name.getBoundingClientRect(), other));
      });
      name.classList.toggle("map-spot-unnamed", !free);
      if (free) taken.push(name.getBoundingClientRect());
    }
  }

  middle(code) {
    return this.middles[code].slice(1, 3);
  }

  put({ code, count, late, just }) {
    const link = document.createElement("a");
    link.className = late ? "map-spot map-spot-late" : "map-spot";
    link.href = this.address(code, just);
    const told = { "{place}": this.middles[code][0], "{count}": count, "{late}": late };
    link.title = Object.entries(told).reduce((words, [mark, value]) => words.replace(mark, value), this.card.dataset.words);
    link.append(part("", count), part("map-spot-name", this.middles[code][0]), part("visually-hidden", link.title));
    const marker = new this.library.Marker({ element: link }).setLngLat(this.middle(code)).addTo(this.map);
    link.addEventListener("focus", () => this.map.panTo(marker.getLngLat()));
    return marker;
  }

  address(code, just) {
    const address = new URL(this.list, location.href);
    for (const name of ["place", "just", "split"]) address.searchParams.delete(name);
    address.searchParams.set("place", code);
    if (just) address.searchParams.set("just", "1");
    return address.href;
  }
}

// Whether two boxes on the screen leave each other free.
function clear(one, other) {
  return one.right < other.left || one.left > other.right || one.bottom < other.top || one.top > other.bottom;
}

// Leaves the markers that are wanted, takes the others away and puts up those that are missing.
function keep(shown, wanted, put) {
  for (const [key, marker] of shown) {
    if (wanted.has(key)) continue;
    marker.remove();
    shown.delete(key);
  }
  for (const [key, each] of wanted) if (!shown.has(key)) shown.set(key, put(each));
}

// A part of a number: what is seen is not read out, and what is read out is not seen.
function part(name, words) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = words;
  if (name !== "visually-hidden") span.setAttribute("aria-hidden", "true");
  return span;
}
