// The service worker. The server puts self.COOLING before it: the version, its files, its shells.
// A version is kept whole or not at all; pages of the one before still find their files beside it.
self.importScripts(...self.COOLING.scripts);

const { version, files, shells } = self.COOLING;
const CACHE = `cooling-${version}`;
const PATIENCE = 8000;
const FORM = /^\/visits\/(new|[0-9a-f-]{36}\/edit)\/$/;

async function keep(cache, address) {
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer);
}

self.addEventListener("install", (event) => {
  const whole = async () => {
    const cache = await caches.open(CACHE);
    try {
      await Promise.all([...files, ...Object.values(shells)].map((address) => keep(cache, address)));
    } catch (problem) {
      await caches.delete(CACHE);
      throw problem;
    }
    await self.skipWaiting();
  };
  event.waitUntil(whole());
});

self.addEventListener("activate", (event) => {
  const replace = async () => {
    const others = (await caches.keys()).filter((name) => name.startsWith("cooling-") && name !== CACHE);
    // The newest of the others stays: tabs that are open still belong to it.
    await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(replace());
});

const shellOf = async (path) => {
  const cache = await caches.open(CACHE);
  return cache.match(FORM.test(path) ? shells.form : shells.phone);
};

/** Whether the form opens from the device at once: its officer's own values are here, and there is one unit. */
async function opensAtOnce(url) {
  if (url.pathname !== "/visits/new/" || url.search) return false;
  const account = await self.cooling.account();
  if (!account) return false;
  const store = await self.cooling.store(account);
  const [blank, signedOut] = [await store.get("meta", "blank"), await store.get("meta", "signedOut")];
  return Boolean(blank && !blank.value.several && !(signedOut && signedOut.value));
}

async function page(request) {
  const url = new URL(request.url);
  if (await opensAtOnce(url).catch(() => false)) {
    const shell = await shellOf(url.pathname);
    if (shell) return shell;
  }
  let timer;
  // A signal that lies: connected, and nothing ever comes.
  const tooLong = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("too long")), PATIENCE);
  });
  try {
    const answer = await Promise.race([fetch(request), tooLong]);
    if (![502, 503, 504].includes(answer.status)) return answer;
    return (await shellOf(url.pathname)) || answer;
  } catch (problem) {
    const shell = await shellOf(url.pathname);
    if (shell) return shell;
    throw problem;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request.url).then((found) => found || fetch(request)));
  }
});

self.addEventListener("sync", (event) => {
  const send = async () => {
    const came = await self.cooling.send({ force: true });
    // Refused: the browser tries again by itself, later.
    if (came === "offline") throw new Error(came);
  };
  if (event.tag === "outbox") event.waitUntil(send());
});
