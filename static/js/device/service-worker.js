// The service worker. The server puts self.COOLING before it: the version, its files, its shells.
// A version is kept whole or not at all; pages of the one before still find their files beside it.
self.importScripts(...self.COOLING.scripts);

const { version, files, shells } = self.COOLING;
const CACHE = `cooling-${version}`;
const PATIENCE = 8000;
const FORM = /^\/visits\/(new|[0-9a-f-]{36}\/edit)\/$/;

const when = (kind, work) => self.addEventListener(kind, (event) => event.waitUntil(work(event)));

when("install", async () => {
  const cache = await caches.open(CACHE);
  try {
    const asked = (address) => new Request(address, { credentials: "same-origin", redirect: "error" });
    await cache.addAll([...files, ...Object.values(shells)].map(asked));
    if ((await self.cooling.account()) === "") throw new Error("signed out");
  } catch (problem) {
    await caches.delete(CACHE);
    throw problem;
  }
  await self.skipWaiting();
});

when("activate", async () => {
  const others = (await caches.keys()).filter((name) => name.startsWith("cooling-") && name !== CACHE);
  // The newest of the others stays: tabs that are open still belong to it.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
});

// Not by opening the cache: that would make one on a phone that has just been emptied.
const shellOf = (path) => caches.match(FORM.test(path) ? shells.form : shells.phone, { cacheName: CACHE });

/** Whether the form opens from the device at once: its officer's own values are here, and there is one unit. */
async function opensAtOnce(url) {
  if (url.pathname !== "/visits/new/" || url.search) return false;
  const account = await self.cooling.account();
  if (!account) return false;
  const store = await self.cooling.store(account);
  const [blank, signedOut] = [await store.get("meta", "blank"), await store.get("meta", "signedOut")];
  return blank && !blank.value.several && !signedOut?.value;
}

async function page(request) {
  const url = new URL(request.url);
  const atOnce = (await opensAtOnce(url).catch(() => false)) && (await shellOf(url.pathname));
  if (atOnce) return atOnce;
  // A signal that lies: connected, and nothing ever comes.
  const tooLong = new Promise((_resolve, reject) => setTimeout(reject, PATIENCE, new Error("too long")));
  try {
    const answer = await Promise.race([fetch(request), tooLong]);
    return ([502, 503, 504].includes(answer.status) && (await shellOf(url.pathname))) || answer;
  } catch (problem) {
    return (await shellOf(url.pathname)) ?? Promise.reject(problem);
  }
}

const file = async (request) => (await caches.match(request.url)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

when("sync", async ({ tag }) => {
  const came = tag === "outbox" && (await self.cooling.send({ force: true }));
  // Refused: the browser tries again by itself, later.
  if (["offline", "waits"].includes(came)) throw new Error(came);
});
