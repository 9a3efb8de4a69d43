// The desk by keyboard: the map of keys on "?", the palette on Ctrl-K, and single keys.

const keys = document.getElementById("keys");
const palette = document.getElementById("palette");
const input = palette.querySelector("input");
const list = palette.querySelector("ul");
const SOURCES = "#moves .btn, .sheet-actions a, .chips a, .menu a, .folded a, [data-many]";

let offered = [];

function offers() {
  const found = new Map();
  for (const element of document.querySelectorAll(SOURCES)) {
    const words = (element.getAttribute("aria-label") || element.textContent).trim().replace(/\s+/g, " ");
    if (words && !element.disabled && !found.has(words)) found.set(words, element);
  }
  return [...found];
}

function show() {
  const wanted = input.value.trim().toLowerCase();
  const fits = offered.filter(([words]) => words.toLowerCase().includes(wanted)).slice(0, 9);
  list.replaceChildren(...fits.map(([words, element], number) => {
    const line = document.createElement("li");
    line.id = `palette-${number}`;
    line.setAttribute("role", "option");
    line.textContent = words;
    line.addEventListener("click", () => go(element));
    return line;
  }));
  palette.querySelector("[data-none]").hidden = fits.length > 0;
  choose(0);
}

function choose(number) {
  const lines = [...list.children];
  const here = lines[(number + lines.length) % lines.length];
  for (const line of lines) line.setAttribute("aria-selected", String(line === here));
  if (here) {
    input.setAttribute("aria-activedescendant", here.id);
    here.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

const chosen = () => [...list.children].findIndex((line) => line.getAttribute("aria-selected") === "true");

function go(element) {
  palette.close();
  element.click();
}

function search() {
  const form = document.querySelector(".shell-search");
  form.querySelector("[name=q]").value = input.value;
  form.requestSubmit();
}

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (chosen() >= 0) list.children[chosen()].click();
    else if (input.value.trim()) search();
  }
});

const SINGLE = {
  "?": () => keys.showModal(),
  v: () => document.querySelector("[data-split]")?.click(),
  m: () => document.querySelector("#moves .btn, [data-many]:enabled")?.focus(),
  u: () => (document.querySelector("[data-inbox]") ?? document.querySelector(".menu a[href='/desk/']"))?.click(),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette.open) return;
    offered = offers();
    input.value = "";
    palette.showModal();
    show();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  const act = SINGLE[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// Who comes back from a case finds the list as it was left: its filters, and the row that was opened;
// but no words of the search, which may be somebody's name.
const kept = sessionStorage;

if (document.getElementById("inbox")) {
  addEventListener("pagehide", () => {
    const left = new URL(location.href);
    left.searchParams.delete("q");
    kept.setItem("list", left.href);
  });
  document.querySelector(`#inbox [data-row] a[href="${kept.getItem("row")}"]`)?.focus();
  kept.removeItem("row");
}

const inbox = document.querySelector("a[data-inbox]");
if (inbox && document.getElementById("moves")) kept.setItem("row", location.pathname);
if (inbox && kept.getItem("list")) inbox.href = kept.getItem("list");

// The form of a move that has just been opened is gone on with at once.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "moves") return;
  document.querySelector("#moves .move-open :is(input:not([type=hidden]), select, textarea)")?.focus();
});
