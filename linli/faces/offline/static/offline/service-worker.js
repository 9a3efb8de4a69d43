// Keeps the shell for everybody, and the pages of a day for a grid worker. SHELF, what to keep, and
// DRAFTS, which sends what was written, are put before this code by the server. The net always comes first; what is kept is for without it.

const SHELL = `linli-shell-${SHELF.version}`;
const KEPT = "linli-kept";
const A_DAY = 24 * 60 * 60 * 1000;
const MOST_PAGES = 20;

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    if (url.pathname === SHELF.signOut) event.waitUntil(forget());
    return;
  }
  if (SHELF.files.includes(url.pathname)) event.respondWith(file(request));
  else if (url.pathname === SHELF.places) event.respondWith(netThenShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (request.headers.has("HX-Request")) event.respondWith(fragment(request, url));
});

self.addEventListener("message", (event) => {
  const { data, source } = event;
  if (data.keep && source) event.waitUntil(keepAll(data.keep.slice(0, MOST_PAGES))); // else a slow phone ends it half way
});

self.addEventListener("sync", (event) => {
  if (event.tag === DRAFTS.LOCK) event.waitUntil(sendDrafts());
});

// The net is back, and perhaps no page is open. What is not taken waits for one, which says why.
async function sendDrafts() {
  await navigator.locks.request(DRAFTS.LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const draft of await DRAFTS.all()) {
      if (draft.state !== "waiting") continue;
      const answer = await DRAFTS.post(draft);
      if (!answer.ok) continue;
      await DRAFTS.remove(draft.key);
      await tellPages({ sent: { draft: { label: draft.label }, to: (await answer.json()).to } });
    }
  });
  await tellPages({ look: true });
}

async function tellPages(what) {
  for (const client of await self.clients.matchAll()) client.postMessage(what);
}

async function fill() {
  const shell = await caches.open(SHELL);
  const stranger = { credentials: "omit", cache: "reload" };
  const wanted = [...SHELF.files, ...SHELF.pages, SHELF.places];
  await Promise.all(wanted.map(async (address) => {
    const answer = await fetch(address, stranger);
    if (answer.ok) await shell.put(address, answer);
  }));
}

let era = 0; // counts the times that all was forgotten: what was under way then is not kept

function forget() {
  era += 1;
  return caches.delete(KEPT);
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== KEPT) await caches.delete(name);
}

async function file(request) {
  return (await caches.match(request.url, { cacheName: SHELL })) ?? fetch(request);
}

async function netThenShell(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request.url, { cacheName: SHELL })) ?? Response.error();
  }
}

async function page(request, url) {
  try {
    const answer = await fetch(request);
    if (answer.headers.has("Linli-Reader")) await note(request.url, answer);
    return answer;
  } catch {
    const kept = (await fresh(url.href)) ?? (await caches.match(url.pathname, { cacheName: SHELL }));
    if (kept) return withFreshKey(kept);
    return (await caches.match(SHELF.nothing, { cacheName: SHELL })) ?? Response.error();
  }
}

// Every form that is filled in is a sending of its own, though it comes from one kept page.
async function withFreshKey(answer) {
  const text = await answer.text();
  const key = crypto.randomUUID();
  const fresh = text.replace(/(name="key" value=")[^"]*/g, `$1${key}`);
  return new Response(fresh, { headers: answer.headers });
}

async function fragment(request, url) {
  try {
    return await fetch(request);
  } catch {
    return (await fresh(url.href)) ?? Response.error();
  }
}

// What is kept belongs to one reader: a page for another, or for nobody, ends it.
async function note(address, answer) {
  const reader = answer.headers.get("Linli-Reader");
  const kept = await caches.open(KEPT);
  const owner = await (await kept.match("/reader"))?.text();
  if (owner !== undefined && owner !== reader) await forget();
  if (answer.headers.get("Linli-Keep")) await put(address, answer.clone(), reader);
}

async function put(address, answer, reader) {
  const kept = await caches.open(KEPT);
  const headers = new Headers(answer.headers);
  headers.set("Linli-Kept-At", String(Date.now()));
  await kept.put("/reader", new Response(reader));
  await kept.put(address.split("#")[0], new Response(await answer.blob(), { headers }));
}

async function fresh(address) {
  const kept = await caches.open(KEPT);
  const answer = await kept.match(address.split("#")[0]);
  if (!answer) return undefined;
  if (Date.now() - Number(answer.headers.get("Linli-Kept-At")) < A_DAY) return answer;
  await forget();
  return undefined;
}

// The list, its forms and cases with those of their moves, one after the other, unless fresh.
async function keepAll(addresses) {
  const begun = era;
  for (const address of addresses) {
    if (begun !== era) return;
    if (await fresh(address)) continue;
    const text = await keep(address);
    const moves = [...text.matchAll(/href="([^"#]+\?move=[a-z_]+)#/g)].map(([, move]) => move);
    for (const move of new Set(moves)) await keep(new URL(move, address).href);
  }
}

async function keep(address) {
  const begun = era;
  try {
    const answer = await fetch(address, { headers: { "Linli-Ahead": "1" } });
    if (!answer.ok || !answer.headers.get("Linli-Keep") || begun !== era) return "";
    await put(address, answer.clone(), answer.headers.get("Linli-Reader"));
    return await answer.text();
  } catch {
    return "";
  }
}
