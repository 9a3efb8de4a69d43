// Drawing areas over a photo instead of ticking squares; what is sent is the same.

const WHOLE = 1000;
const STEP = 10;
const LEAST = 12;
const GRIP = 24;

const form = document.querySelector(".cover-form");
const board = form.querySelector(".cover");
let chosen = null;
let held = null;

for (const given of board.querySelectorAll("input[name=area]")) {
  if (given.type === "hidden" || given.checked) add(given.value.split("-").map(Number));
  if (given.type === "hidden") given.remove();
}
board.querySelector(".cover-cells").remove();
board.classList.add("is-drawn");
for (const words of document.querySelectorAll(".cover-plain")) words.hidden = true;
for (const words of document.querySelectorAll(".cover-drawing")) words.hidden = false;

form.querySelector("[data-add]").addEventListener("click", () => choose(add([400, 400, 600, 600]), true));
form.querySelector("[data-remove]").addEventListener("click", () => chosen && remove(chosen));
board.addEventListener("pointerdown", begin);
board.addEventListener("pointermove", go);
board.addEventListener("pointerup", end);
board.addEventListener("pointercancel", end);
board.addEventListener("keydown", byKey);
board.addEventListener("focusin", (event) => event.target.matches(".cover-box") && choose(event.target));

function add(area) {
  const box = document.createElement("button");
  const value = document.createElement("input");
  box.type = "button";
  box.className = "cover-box";
  box.setAttribute("aria-label", `${form.dataset.label}. ${form.dataset.keys}`);
  value.type = "hidden";
  value.name = "area";
  board.append(box, value);
  place(box, area);
  return box;
}

function place(box, [left, top, right, bottom]) {
  const area = [left, top, right, bottom].map((each) => Math.round(Math.min(Math.max(each, 0), WHOLE)));
  box.area = area;
  box.style.left = `${area[0] / 10}%`;
  box.style.top = `${area[1] / 10}%`;
  box.style.width = `${(area[2] - area[0]) / 10}%`;
  box.style.height = `${(area[3] - area[1]) / 10}%`;
  box.nextSibling.value = area.join("-");
}

function remove(box) {
  const other = [...board.querySelectorAll(".cover-box")].filter((each) => each !== box).pop();
  box.nextSibling.remove();
  box.remove();
  chosen = null;
  if (other) choose(other, true);
  else form.querySelector("[data-add]").focus();
}

function choose(box, focus) {
  for (const each of board.querySelectorAll(".cover-box")) each.classList.toggle("is-chosen", each === box);
  chosen = box;
  if (focus) box.focus();
}

// Moved by a step, the whole area stays within the photo.
function shift([left, top, right, bottom], x, y) {
  const dx = Math.min(Math.max(x, -left), WHOLE - right);
  const dy = Math.min(Math.max(y, -top), WHOLE - bottom);
  return [left + dx, top + dy, right + dx, bottom + dy];
}

function stretch([left, top, right, bottom], x, y) {
  return [left, top, Math.max(right + x, left + LEAST), Math.max(bottom + y, top + LEAST)];
}

function byKey(event) {
  const box = event.target.closest(".cover-box");
  const steps = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  if (!box) return;
  if (steps[event.key]) {
    event.preventDefault();
    place(box, (event.shiftKey ? stretch : shift)(box.area, ...steps[event.key]));
  }
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(box);
  }
}

function at(event) {
  const frame = board.getBoundingClientRect();
  return [
    ((event.clientX - frame.left) / frame.width) * WHOLE,
    ((event.clientY - frame.top) / frame.height) * WHOLE,
  ];
}

function begin(event) {
  if (event.button) return;
  const [x, y] = at(event);
  let box = event.target.closest(".cover-box");
  let how = shift;
  if (box) {
    const frame = box.getBoundingClientRect();
    if (frame.right - event.clientX < GRIP && frame.bottom - event.clientY < GRIP) how = stretch;
  } else {
    box = add([x, y, x, y]);
    how = null;
  }
  event.preventDefault();
  choose(box, true);
  held = { box, how, x, y, area: box.area };
  board.setPointerCapture(event.pointerId);
}

function go(event) {
  if (!held) return;
  const [x, y] = at(event);
  if (held.how) place(held.box, held.how(held.area, x - held.x, y - held.y));
  else place(held.box, [Math.min(x, held.x), Math.min(y, held.y), Math.max(x, held.x), Math.max(y, held.y)]);
}

function end() {
  if (!held) return;
  const [left, top, right, bottom] = held.box.area;
  // A tap covers a little around it; a hand does not draw a line.
  if (right - left < LEAST || bottom - top < LEAST) {
    if (held.how) place(held.box, held.area);
    else place(held.box, [left - 25, top - 25, right + 25, bottom + 25]);
  }
  held = null;
}
