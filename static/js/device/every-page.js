// On every page of whoever logs visits: the worker, what waits on this phone, and signing out of it.
import { make, pause } from "../core/browser.js";
import { openDevice } from "./vault.js";

const { cooling } = self;
const DAY = 24 * 3600000;
const SKEW = 5 * 60000;
const SOON = 2000;
const LOW = 20 * 1024 * 1024;
const root = document.querySelector("[data-device-words]");

/** The sentences of this page's language; {part} stands for what changes. */
export const words = () => root.dataset;
export const say = (place, sentence, part = "") => place.replaceChildren(sentence.replace("{part}", part));
const hour = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" });
export const clock = (at) => hour.format(at).replace(":", ".");

/** What came of it within some seconds; null where it failed or took longer. */
const soon = (work) => Promise.race([work.catch(() => null), pause(SOON, null)]);

const worker = async () => navigator.serviceWorker?.getRegistration();
// Safari has no idle callback.
const idle = self.requestIdleCallback ?? ((work) => setTimeout(work, 200));
// Nobody waits for the browser's consent: the next opening sends as well.
export const registerSync = () => soon(worker().then((found) => found?.sync?.register("outbox")));

/** Ask for the PIN, or for a first one, in the page's own box; resolves when the device is open. */
export function askPin(device, { first = false } = {}) {
  const box = document.querySelector("[data-pin]");
  const typed = box.querySelector("input");
  const said = box.querySelector("[data-pin-said]");
  box.querySelector("[data-pin-first]").hidden = !first;
  box.querySelector("[data-pin-again]").hidden = first;
  box.hidden = false;
  return new Promise((resolve) => {
    box.querySelector("form").onsubmit = async (event) => {
      event.preventDefault();
      say(said, words().working);
      const came = first ? await device.setPin(typed.value).then(() => true) : await device.enterPin(typed.value);
      typed.value = "";
      box.hidden = came === true || came === 0;
      if (box.hidden) resolve(came === true);
      else say(said, words().wrongPin, came);
    };
  });
}

function notice(sentence, ...more) {
  const line = make("p", { className: "alert alert-warning" }, `${sentence} `, ...more);
  line.setAttribute("role", "status");
  document.querySelector("main").prepend(line);
}

async function count(device) {
  const rows = (await device.store.all("visits")).filter((row) => row.state !== "sent");
  const link = document.querySelector('nav.bar a[href="/"]');
  const waiting = rows.filter((row) => row.intent === "submit" || row.state === "needs").length;
  const badge = link?.querySelector("[data-device-count]") ?? make("span", { dataset: { deviceCount: "" } });
  Object.assign(badge, { className: "number", hidden: !waiting, textContent: waiting, title: words().waiting });
  link?.append(badge);
  return rows;
}

async function dismissWorker() {
  // First of all: a worker that is still being installed takes its own files away once nobody is signed in.
  await cooling.setAccount("");
  const names = await caches.keys();
  await Promise.all([...names.map((name) => caches.delete(name)), worker().then((found) => found?.unregister())]);
}

/** Take all that can be read of this account off the phone, after asking when something waits; whether to go on. */
async function mayLeave(opening) {
  // Without signal the server would not know: nothing is deleted, and the session goes on.
  if (!navigator.onLine) return notice(words().offline);
  const device = await soon(opening);
  const rows = device && (await soon(device.store.all("visits")));
  const photos = device && (await soon(device.store.all("photos")));
  const unsent = rows?.filter((row) => row.state !== "sent" && (row.dirty || row.withPhotos)).length;
  if (unsent && !window.confirm(words().signOut.replace("{part}", unsent))) return false;
  sessionStorage.clear();
  // What cannot be counted is not deleted, and what cannot be deleted keeps nobody signed in.
  const empty = unsent || photos?.length ? cooling.leaveSealed : cooling.wipe;
  if (rows) await soon(Promise.allSettled([dismissWorker(), empty(device.account)]));
  return true;
}

function watchSignOut(opening) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches('form[action="/accounts/logout/"]')) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    button.disabled = Boolean(await mayLeave(opening));
    if (button.disabled) form.submit();
  });
}

async function warn(device, rows) {
  const wrong = Math.abs(device.meta.offset ?? 0);
  if (wrong > SKEW) notice(words().wrongClock.replace("{part}", Math.round(wrong / 60000)));
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < LOW) notice(words().nearlyFull);
  const isOld = (row) => row.dirty && device.now() - row.at > DAY;
  const link = make("a", { href: "/device/#handover" }, words().handOver);
  if (location.pathname !== "/device/" && rows.some(isOld)) notice(words().dayOld, link);
}

/** The device, opened once for all scripts of a page. */
export const opening = root && openDevice(root.dataset.account);

// Whose phone it is comes first: nobody's keeps no worker.
const startWorker = () =>
  opening.catch(() => {}).then(() => navigator.serviceWorker.register("/service-worker.js")).catch(() => {});

/** One step of the start: where it fails, in a browser that lacks something, the others are taken all the same. */
const step = (work) => Promise.resolve().then(work).catch(() => {});

async function sendWaiting(device) {
  const send = () => cooling.send({ force: true }).catch(() => {});
  window.addEventListener("online", send);
  if ((await cooling.waiting(device.store)).length) send();
}

async function start() {
  // At once: whoever signs out does not wait for the device.
  watchSignOut(opening);
  // Its files come last: on a slow line they would take the place of what somebody waits for.
  window.addEventListener("load", () => idle(startWorker));
  step(() => {
    const said = sessionStorage.getItem("cooling-said");
    sessionStorage.removeItem("cooling-said");
    if (said) notice(said);
  });
  if (!navigator.onLine) notice(words().offline);
  const device = await opening.catch(() => null);
  if (!device) return;
  step(() => new BroadcastChannel("cooling").addEventListener("message", () => step(() => count(device))));
  const rows = await count(device).catch(() => []);
  step(() => sendWaiting(device));
  step(() => warn(device, rows));
}

if (root) step(start);
