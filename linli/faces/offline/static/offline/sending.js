// Sends drafts, one after the other, from one tab at a time.

import { LOCK, post, TOKEN } from "./post.js";
import { all, put, remove } from "./store.js";

const SOON = 2_000; // ms
const LATER = 60_000;
let timer;

// Sends what waits, and tries again by itself as long as something does: a net that comes back need not
// say so, and not every browser sends from the service worker.
export async function sendWhatWaits(pause = SOON) {
  if (!(await waiting()).length) return;
  if (await isReachable()) {
    await sendAll();
    document.dispatchEvent(new Event("linli:drafts"));
  }
  clearTimeout(timer);
  if (!(await waiting()).length) return;
  timer = setTimeout(sendWhatWaits, pause, Math.min(2 * pause, LATER));
}

const waiting = async () => (await all()).filter(({ state }) => state === "waiting");

// Whether the server answers; a phone that believes to be online may still be in a basement.
export async function isReachable() {
  if (!navigator.onLine) return false;
  try {
    return (await fetch(TOKEN, { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

// Who reads, as the server knows; nothing while it cannot be asked.
export async function readerNow() {
  try {
    return (await (await fetch(TOKEN, { cache: "no-store" })).json()).reader;
  } catch {
    return undefined;
  }
}

// Sends what waits; `only` names one draft by its key, which is sent whatever it waited for.
export async function sendAll(only = "") {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const draft of await all()) {
      if (only ? draft.key !== only : draft.state !== "waiting") continue;
      if (!(await sent(draft))) break;
    }
  });
}

// False when the net is away again.
async function sent(draft) {
  let answer;
  try {
    answer = await post(draft);
  } catch {
    return false;
  }
  await settle(draft, answer);
  return answer.status < 500;
}

const STATES = { 401: "signin", 403: "refused", 404: "conflict", 409: "conflict", 410: "locked", 413: "refused", 422: "refused", 400: "refused" };

async function settle(draft, answer) {
  if (answer.ok) {
    await remove(draft.key);
    const { to } = await answer.json();
    document.dispatchEvent(new CustomEvent("linli:sent", { detail: { draft, to } }));
    return;
  }
  const state = STATES[answer.status];
  if (!state) return; // the server is in trouble: it waits on
  await put({ ...draft, state, words: await wordsOf(answer) });
}

async function wordsOf(answer) {
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return JSON.parse(text).words ?? [];
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = page.querySelectorAll("main .errors li, main .notes .note-error p, main .error-words p");
  return [...new Set([...found].map((element) => element.textContent.trim()))];
}

// The same draft for the case as it is now: with its present version, as a sending of its own.
export async function renew(draft) {
  const page = new URL(draft.page, location.href);
  const answer = await fetch(page, { cache: "no-store" });
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
  const version = shown.querySelector("input[name=version]")?.value;
  if (!version) return false;
  const changed = { version, key: crypto.randomUUID() };
  const fields = draft.fields.map(([name, value]) => [name, changed[name] ?? value]);
  await put({ ...draft, key: changed.key, fields, state: "waiting", words: [] });
  await remove(draft.key);
  return true;
}
