// What the browser adds to reporting: the photos shown, the position, the map. None of it is needed.

const form = document.querySelector(".report-form");
const point = document.querySelector("[data-point]");
const MOST_BYTES = 10 * 1024 * 1024;

for (const box of document.querySelectorAll("[data-photos]")) showChosen(box);
for (const words of document.querySelectorAll("[data-count]")) count(words);
if (form && point) {
  offerPosition();
  offerRemoval();
  sayWhatIsChosen();
  if (navigator.onLine) offerMap();
  else offerCommunities();
}

function showChosen(box) {
  const input = box.querySelector("input[type=file]");
  const list = document.createElement("ul");
  list.className = "photos chosen";
  input.after(list);
  input.addEventListener("change", () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...[...input.files].map(preview));
  });
}

function preview(file) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    item.append(image);
  }
  const words = document.createElement("span");
  words.textContent = `${file.name} · ${(file.size / 2 ** 20).toFixed(file.size < 2 ** 20 ? 2 : 1)} MB`;
  if (file.size > MOST_BYTES) words.className = "too-large";
  item.append(words);
  return item;
}

function count(words) {
  const field = document.getElementById(words.dataset.count);
  const most = Number(words.dataset.most);
  const show = () => {
    const length = field.value.length;
    words.hidden = length < most * 0.8;
    words.classList.toggle("count-over", length > most);
    words.querySelector("span").textContent = `${length} / ${most}`;
  };
  field.addEventListener("input", show);
  show();
}

function offerPosition() {
  const button = document.querySelector("[data-here]");
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        setPoint(coords.longitude, coords.latitude);
      },
      () => {
        button.disabled = false;
        const said = document.querySelector("template[data-say=no-position]");
        document.getElementById("place-choices").prepend(said.content.cloneNode(true));
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
}

// Without a net nothing can be looked up: the communities that the phone keeps are offered.
async function offerCommunities() {
  const { places } = await (await fetch(form.dataset.choices)).json();
  const list = document.createElement("div");
  list.className = "place-options";
  for (const { code, name } of places) {
    const label = document.createElement("label");
    const choice = Object.assign(document.createElement("input"), { type: "radio", name: "place", value: code });
    label.append(choice, name);
    list.append(label);
  }
  document.getElementById("place-choices").replaceChildren(list);
}

function offerRemoval() {
  const button = point.querySelector("[data-no-point]");
  button.hidden = false;
  button.addEventListener("click", () => {
    form.elements.longitude.value = form.elements.latitude.value = "";
    point.hidden = true;
    document.dispatchEvent(new CustomEvent("linli:point", { detail: null }));
  });
}

// Keeps the point and asks the server in which place it lies.
export function setPoint(longitude, latitude) {
  form.elements.longitude.value = longitude.toFixed(6);
  form.elements.latitude.value = latitude.toFixed(6);
  form.elements.place_text.value = "";
  point.hidden = false;
  document.dispatchEvent(new CustomEvent("linli:point", { detail: [longitude, latitude] }));
  const question = new URLSearchParams({
    longitude: form.elements.longitude.value,
    latitude: form.elements.latitude.value,
  });
  const address = `${point.dataset.places}?${question}`;
  window.htmx.ajax("GET", address, { target: "#place-choices", swap: "outerHTML" });
}

// A place that the server has chosen, for a point or the only name, counts like one that was tapped.
function sayWhatIsChosen() {
  document.body.addEventListener("htmx:afterSettle", ({ target }) => {
    const chosen = target.id === "place-choices" && target.querySelector(":checked");
    if (chosen) chosen.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

async function offerMap() {
  const box = document.querySelector("[data-map]");
  if (!box) return;
  const { drawMap } = await import("./map.js");
  const { longitude, latitude } = form.elements;
  const known = longitude.value && latitude.value;
  const start = known ? [Number(longitude.value), Number(latitude.value)] : null;
  drawMap(box, start, setPoint);
}
