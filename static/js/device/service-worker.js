// The service worker. The server puts self.COOLING before it: the version, its files, its shells.
// A version is kept whole or not at all; pages of the one before still find their files beside it.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
worker.importScripts(...self.COOLING.scripts);

const { version, files, shells, kept } = self.COOLING;
const CACHE = `cooling-${version}`;
const PATIENCE = 8000;
// The page "This phone" says nothing that this phone does not know.
const PATIENCE_FOR_THIS_PHONE = 2500;
const FORM_PATH = /^\/visits\/(new|[0-9a-f-]{36}\/edit)\/$/;
const GATEWAY_WITHOUT_SERVER = [502, 503, 504];

/** Keep all files and shells of this version. */
async function install() {
  const cache = await caches.open(CACHE);
  try {
    // A redirect would be the sign-in page.
    const requests = [...files, ...Object.values(shells)].map(
      (address) => new Request(address, { credentials: "same-origin", redirect: "error" }),
    );
    await cache.addAll(requests);
    if ((await self.cooling.account()) === "") throw new Error("signed out");
  } catch (problem) {
    await caches.delete(CACHE);
    throw problem;
  }
  await worker.skipWaiting();
}

/** Take over, and forget all versions but the one before. */
async function activate() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith("cooling-") && name !== CACHE);
  // The newest of the others stays: tabs that are open still belong to it.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * The shell for an address. Not by opening the cache: that would make one on a phone that has just been emptied.
 * @param {string} path
 */
const shellOf = (path) => caches.match(FORM_PATH.test(path) ? shells.form : shells.phone, { cacheName: CACHE });

/**
 * Whether the form opens from the device at once: its officer's own values are here, and there is one unit.
 * @param {URL} url
 */
async function opensAtOnce(url) {
  if (url.pathname !== "/visits/new/" || url.search) return false;
  const account = await self.cooling.account();
  if (!account) return false;
  const store = await self.cooling.store(account);
  const blank = await store.get("meta", "blank");
  const signedOut = await store.get("meta", "signedOut");
  return blank && !blank.value.several && !signedOut?.value;
}

/**
 * A page: from the server, or its shell where no answer comes.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function answerPage(request) {
  const url = new URL(request.url);
  const atOnce = await opensAtOnce(url).catch(() => false);
  const shellAtOnce = atOnce && (await shellOf(url.pathname));
  if (shellAtOnce) return shellAtOnce;
  try {
    const patience = url.pathname === "/device/" ? PATIENCE_FOR_THIS_PHONE : PATIENCE;
    const answer = await fetchWithin(patience, request);
    if (!GATEWAY_WITHOUT_SERVER.includes(answer.status)) return answer;
    return (await shellOf(url.pathname)) ?? answer;
  } catch (problem) {
    const shell = await shellOf(url.pathname);
    if (shell) return shell;
    throw problem;
  }
}

/**
 * A signal can lie: connected, and nothing ever comes.
 * @param {number} patience
 * @param {Request} request
 * @returns {Promise<Response>}
 */
function fetchWithin(patience, request) {
  /** @type {Promise<never>} */
  const tooLong = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("too long")), patience);
  });
  return Promise.race([fetch(request), tooLong]);
}

/** @param {Request} request */
async function answerFile(request) {
  const kept = await caches.match(request.url);
  return kept ?? fetch(request);
}

/**
 * What belongs to this very version: of two kept ones the older would be found first.
 * @param {string} address
 */
async function answerOfVersion(address) {
  const found = await caches.match(address, { cacheName: CACHE });
  return found ?? fetch(address);
}

/** Send what waits, when the browser says that there is signal; nobody needs to have a page open. */
async function sync() {
  const outcome = await self.cooling.send({ force: true });
  // Refused: the browser tries again by itself, later.
  if (outcome === "offline" || outcome === "waits") throw new Error(outcome);
}

worker.addEventListener("install", (event) => event.waitUntil(install()));

worker.addEventListener("activate", (event) => event.waitUntil(activate()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if ([...kept, shells.sent].includes(url.pathname)) event.respondWith(answerOfVersion(url.pathname));
  else if (request.mode === "navigate") event.respondWith(answerPage(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(answerFile(request));
});

worker.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sync());
});
