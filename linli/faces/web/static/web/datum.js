// From CGCS2000 (WGS-84 to within centimetres), in which everything is kept, to the GCJ-02 of most
// maps published in China, and back. The formula is the one that is generally known; nothing
// official is published.

const AXIS = 6378245; // of Krasovsky 1940
const ECCENTRICITY_SQUARED = 0.006693421622965942;
const { PI, abs, cos, sin, sqrt } = Math;

function shift([longitude, latitude]) {
  const [x, y] = [longitude - 105, latitude - 35];
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const slope = (latitude * PI) / 180;
  const flat = 1 - ECCENTRICITY_SQUARED * sin(slope) ** 2;
  const meridian = (AXIS * (1 - ECCENTRICITY_SQUARED)) / (flat * sqrt(flat));
  const parallel = (AXIS / sqrt(flat)) * cos(slope);
  return [((east / parallel) * 180) / PI, ((north / meridian) * 180) / PI];
}

function toGcj02(at) {
  const [east, north] = shift(at);
  return [at[0] + east, at[1] + north];
}

function fromGcj02(at) {
  let found = at;
  for (let round = 0; round < 4; round += 1) {
    const [east, north] = shift(found);
    found = [at[0] - east, at[1] - north];
  }
  return found;
}

const same = (at) => at;

// How points are shown on a map of this datum, and what a point on it means.
export function datumOf(name) {
  return name === "gcj02" ? { shown: toGcj02, meant: fromGcj02 } : { shown: same, meant: same };
}

// The coordinates of a GeoJSON geometry, each converted.
export function converted(coordinates, convert) {
  if (typeof coordinates[0] === "number") return convert(coordinates);
  return coordinates.map((part) => converted(part, convert));
}
