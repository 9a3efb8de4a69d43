// Forms with data-draft: when the server cannot be reached, what was filled in stays in the phone.

import { LOCK } from "./post.js";
import { isReachable } from "./sending.js";
import { put } from "./store.js";

const BUSY = "draftBusy";

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);

// Forms that HTMX brings later are watched as well.
document.addEventListener("htmx:load", ({ target }) => {
  for (const form of target.querySelectorAll?.("form[data-draft]") ?? []) watch(form);
});

function watch(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "yes";
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset[BUSY] === "go" || (button?.name && button.name !== "send")) return;
    event.preventDefault();
    event.stopPropagation(); // it is not sent yet, so a second press must not be stopped
    if (!form.dataset[BUSY]) decide(form, button);
  });
}

async function decide(form, button) {
  form.dataset[BUSY] = "yes";
  if (await isReachable()) {
    form.dataset[BUSY] = "go";
    form.requestSubmit(button ?? undefined);
  } else {
    await keep(form);
  }
  delete form.dataset[BUSY];
}

// The little that can be told without the server; the rest it says when the draft is sent.
function whatIsMissing(form, data) {
  const empty = [...form.querySelectorAll("textarea:required")].find((field) => !field.value.trim());
  if (empty) return empty;
  const choice = [...form.querySelectorAll("input[type=radio]:required")].find(({ name }) => !data.has(name));
  if (choice) return choice;
  const where = form.querySelector("#id_place_text");
  const placed = ["place", "place_text", "longitude"].some((name) => data.get(name));
  if (where && !placed) return where;
  const phone = form.elements.phone;
  return phone && data.get("identity") === "named" && !phone.value.trim() ? phone : null;
}

// What each line of text is called, so that it can be corrected in the list of drafts.
function labelsOf(form, fields) {
  const typed = "textarea, input[type=text], input[type=tel], input[type=search]";
  const shown = [...form.querySelectorAll(typed)].filter(({ name }) => fields.some(([field]) => field === name));
  return Object.fromEntries(shown.map((field) => [field.name, field.labels[0]?.textContent.trim() ?? field.name]));
}

// Where the browser can, it sends them by itself when the net is back, with no page open.
async function wakeLater() {
  const worker = await navigator.serviceWorker.getRegistration();
  await worker?.sync?.register(LOCK).catch(() => {}); // else a page sends them
}

async function keep(form) {
  const data = new FormData(form);
  const missing = whatIsMissing(form, data);
  if (missing) return missing.focus();
  data.delete("csrfmiddlewaretoken");
  if (!data.get("key")) data.set("key", crypto.randomUUID());
  const fields = [...data].filter(([, value]) => !(value instanceof File) || value.size);
  const words = fields.find(([name, value]) => ["text", "result", "note"].includes(name) && value);
  await put({
    key: data.get("key"),
    label: form.dataset.draft,
    to: new URL(form.action).pathname,
    page: location.pathname,
    reader: document.querySelector("meta[name=linli-reader]").content,
    about: words?.[1].slice(0, 60) ?? "",
    fields,
    labels: labelsOf(form, fields),
    at: Date.now(),
    state: "waiting",
    words: [],
  });
  await wakeLater();
  location.assign("/drafts/");
}
