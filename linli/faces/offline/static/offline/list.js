// The list of drafts: what it is, why it waits, and what can be done.

import { readerNow, renew, sendAll, sendWhatWaits } from "./sending.js";
import { all, put, remove } from "./store.js";

const box = document.querySelector("[data-drafts]");
let reader = document.querySelector("meta[name=linli-reader]").content;

document.addEventListener("linli:drafts", show);
document.addEventListener("linli:sent", ({ detail }) => told(detail));
window.addEventListener("online", show);
show();

async function show() {
  const drafts = await all();
  if (drafts.length) reader = (await readerNow()) ?? reader; // without a net the page is a stranger's
  box.querySelector("[data-without]")?.remove();
  box.querySelector("[data-leaving]").hidden = !location.search.includes("leaving") || !drafts.length;
  box.querySelector("[data-none]").hidden = drafts.length > 0;
  box.querySelector("ul").replaceChildren(...drafts.map(line));
}

function line(draft) {
  const item = box.querySelector("template[data-line]").content.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  const files = draft.fields.filter(([, value]) => value instanceof File);
  part("label").textContent = draft.label;
  const mine = !draft.reader || draft.reader === reader; // of another's only that it is there
  part("about").textContent = mine ? draft.about : "…";
  part("at").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
  part("files").hidden = !files.length;
  part("files").querySelector(".num").textContent = files.length;
  for (const state of item.querySelectorAll("[data-state]")) state.hidden = state.dataset.state !== draft.state;
  part("words").replaceChildren(...draft.words.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  if (mine) photos(part("photos"), files);
  if (mine && draft.state === "refused") corrections(part("corrections"), draft);
  const buttons = { send: () => sendAll(draft.key), renew: () => again(draft), delete: () => remove(draft.key) };
  for (const [name, act] of Object.entries(buttons)) {
    const button = part(name);
    button.hidden = !mine || (name === "renew" && draft.state !== "conflict");
    button.addEventListener("click", () => pressed(button, act));
  }
  part("look").hidden = !["conflict", "locked"].includes(draft.state);
  part("look").href = draft.page;
  return item;
}

function photos(list, files) {
  for (const [, file] of files) {
    if (!file.type.startsWith("image/")) continue;
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const item = document.createElement("li");
    item.append(image);
    list.append(item);
  }
}

// What was refused can be put right here, line by line.
function corrections(box, draft) {
  for (const [name, words] of Object.entries(draft.labels ?? {})) {
    const label = document.createElement("label");
    const input = document.createElement("textarea");
    Object.assign(input, { className: "form-control", rows: 1, value: valueOf(draft, name) });
    input.addEventListener("change", () => {
      draft.fields = draft.fields.map(([field, value]) => [field, field === name ? input.value : value]);
      put(draft);
    });
    label.append(words, input);
    box.append(label);
  }
}

const valueOf = (draft, name) => draft.fields.find(([field]) => field === name)?.[1] ?? "";

async function pressed(button, act) {
  button.disabled = true;
  await act();
  await show();
}

async function again(draft) {
  if (await renew(draft)) await sendWhatWaits();
  else await put({ ...draft, state: "refused" });
}

function told({ draft, to }) {
  const note = box.querySelector("template[data-sent]").content.cloneNode(true);
  note.querySelector("[data-label]").textContent = draft.label;
  note.querySelector("a").href = to;
  box.querySelector("[role=status]").append(note);
}
