// On every page: the service worker, the drafts that wait, and leaving without losing any.

import { sendWhatWaits } from "./sending.js";
import { all, put } from "./store.js";

const reader = document.querySelector("meta[name=linli-reader]")?.content ?? "";

if ("serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator) begin();

async function begin() {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {}); // without a net it is there
  if (document.querySelector("form[data-draft]")) import("./drafts.js");
  document.addEventListener("htmx:load", () => import("./drafts.js"), { once: true });
  if (reader && !navigator.onLine) tellKept();
  window.addEventListener("online", () => sendWhatWaits());
  navigator.serviceWorker.addEventListener("message", ({ data }) => hear(data));
  holdSignOut();
  keepList();
  await takeUp();
  await sendWhatWaits();
  await tell();
}

// Drafts whose writer had to sign in, and has.
async function takeUp() {
  for (const draft of await all()) {
    if (draft.state === "signin" && draft.reader === reader) await put({ ...draft, state: "waiting" });
  }
}

// The service worker has sent something, or left what was not taken to a page.
async function hear({ sent, look }) {
  if (sent) document.dispatchEvent(new CustomEvent("linli:sent", { detail: sent }));
  if (look) await sendWhatWaits();
  document.dispatchEvent(new Event("linli:drafts"));
}

// What is read without a net is what was kept in the phone; their own page says it anyhow.
function tellKept() {
  const words = document.querySelector("template[data-say=kept]");
  if (document.querySelector("[data-drafts]")) return;
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  note.append(words.content.cloneNode(true));
  document.querySelector("main").prepend(note);
  window.addEventListener("online", () => note.remove(), { once: true });
}

// A note on every page but their own, as long as drafts are here.
async function tell() {
  const drafts = (await all()).filter((draft) => !draft.reader || draft.reader === reader);
  const words = document.querySelector("template[data-say=drafts]");
  const main = document.querySelector("main");
  if (!drafts.length || !words || !main || document.querySelector("[data-drafts]")) return;
  const note = words.content.cloneNode(true);
  note.querySelector(".num").textContent = drafts.length;
  main.prepend(note);
}

// Whoever signs out leaves nothing unsent behind in the phone.
function holdSignOut() {
  const form = document.querySelector("form[action='/signout/']");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const mine = (await all()).filter((draft) => draft.reader === reader);
    if (mine.length) location.assign("/drafts/?leaving");
    else form.submit();
  });
}

// The cases on a grid worker's list are fetched ahead, for where there is no net.
async function keepList() {
  const list = document.querySelector("[data-keep-list]");
  if (!list || !navigator.onLine) return;
  const ways = document.querySelectorAll("[data-keep-list] a[data-row], main a.btn[href^='/grid/']");
  const pages = [location.href, "/drafts/", ...[...ways].map(({ href }) => href)];
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage({ keep: pages.map((page) => new URL(page, location.href).href) });
}
