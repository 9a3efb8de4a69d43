// Writing about a matter: standard texts put into a field, and colleagues mentioned with "@".

// The list opens below its field, with the first text in focus; a second press closes it.
const listOf = (link) => link.closest(".texts").querySelector(".texts-list");

function close(list, focus) {
  list.replaceChildren();
  const link = list.closest(".texts").querySelector(".texts-open");
  link.setAttribute("aria-expanded", "false");
  focus?.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.target.closest?.(".texts-open");
  if (!link || !listOf(link).children.length) return;
  event.preventDefault();
  close(listOf(link));
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches?.(".texts-list")) return;
  target.closest(".texts").querySelector(".texts-open").setAttribute("aria-expanded", "true");
  target.querySelector("button, a")?.focus();
});

document.addEventListener("click", (event) => {
  const one = event.target.closest?.(".texts-one");
  if (!one) return;
  const field = one.closest(".field").querySelector("textarea");
  put(field, one.querySelector("[data-text]").textContent);
  close(one.closest(".texts-list"), field);
});

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.(".texts-list");
  if (!list) return;
  const field = list.closest(".field").querySelector("textarea");
  if (event.key === "Escape") close(list, field);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...list.querySelectorAll("button")];
  all[(all.indexOf(event.target) + step + all.length) % all.length]?.focus();
});

// Where the cursor stands, or in the place of what is marked.
function put(field, words, from = field.selectionStart) {
  field.setRangeText(words, from, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Who can be mentioned: asked for while a name is being typed after "@".
const NAME = /(?:^|[^A-Za-z0-9_.@-])@((?:[\p{L}\p{N}_·][\p{L}\p{N}_·.+-]*)?)$/u;
let asked = "";

const typedIn = (field) => field.value.slice(0, field.selectionStart).match(NAME)?.[1];

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("[data-colleagues]");
  if (form && target.matches("textarea")) offer(target, form.dataset.colleagues);
});

async function offer(field, address) {
  const typed = typedIn(field);
  if (typed === undefined) return leave(field);
  asked = `${address}?${new URLSearchParams({ q: typed })}`;
  const mine = asked;
  let found = [];
  try {
    const answer = await fetch(asked);
    if (answer.ok) found = (await answer.json()).colleagues;
  } catch {
    // Without the net nobody is offered; the name can be typed.
  }
  if (mine === asked) show(field, found);
}

const boxOf = (field) => field.parentElement.querySelector(".colleagues");

function show(field, found) {
  leave(field);
  if (!found.length || typedIn(field) === undefined) return;
  const box = document.createElement("ul");
  Object.assign(box, { className: "colleagues", id: `${field.id}_colleagues` });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
  box.append(...found.map((person, number) => line(field, person, number)));
  field.after(box);
  field.setAttribute("aria-controls", box.id);
  choose(field, 0);
  box.scrollIntoView({ block: "nearest" });
}

function line(field, { name, unit, write }, number) {
  const item = document.createElement("li");
  item.id = `${field.id}_colleague_${number}`;
  item.dataset.write = write;
  item.setAttribute("role", "option");
  const where = document.createElement("span");
  Object.assign(where, { className: "soft small", textContent: unit });
  item.append(name, " ", where);
  item.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  item.addEventListener("click", () => take(field, write));
  return item;
}

function choose(field, number) {
  const lines = [...boxOf(field).children];
  const here = lines[(number + lines.length) % lines.length];
  for (const each of lines) each.setAttribute("aria-selected", String(each === here));
  field.setAttribute("aria-activedescendant", here.id);
}

function take(field, write) {
  const typed = typedIn(field) ?? "";
  leave(field);
  put(field, `${write} `, field.selectionStart - typed.length);
}

function leave(field) {
  asked = "";
  boxOf(field)?.remove();
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

document.addEventListener("keydown", (event) => {
  const box = event.target.matches?.("[data-colleagues] textarea") && boxOf(event.target);
  if (!box) return;
  const field = event.target;
  const here = [...box.children].findIndex((each) => each.getAttribute("aria-selected") === "true");
  const keys = {
    ArrowDown: () => choose(field, here + 1),
    ArrowUp: () => choose(field, here - 1),
    Enter: () => take(field, box.children[here].dataset.write),
    Tab: () => take(field, box.children[here].dataset.write),
    Escape: () => leave(field),
  };
  if (!keys[event.key] || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}, true);

document.addEventListener("focusout", ({ target }) => {
  if (target.matches?.("[data-colleagues] textarea")) leave(target);
});
