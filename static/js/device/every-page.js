// On every page of whoever logs visits: the worker, what waits on this phone, and signing out of it.
import { attempt, find, make, pause } from "../core/browser.js";
import { openDevice } from "./vault.js";

/** @typedef {import("./vault.js").Device} Device */

const { cooling } = self;
const DAY = 24 * 3600000;
const MINUTE = 60000;
const WRONG_CLOCK = 5 * MINUTE;
const LITTLE_SPACE = 20 * 1024 * 1024;
// Nobody who signs out waits longer for the device.
const PATIENCE = 2000;
/** @type {HTMLElement | null} */
const sentences = document.querySelector("[data-device-words]");

/**
 * The sentences of this page's language; {part} stands for what changes.
 * @returns {Record<string, string>}
 */
export const words = () => /** @type {Record<string, string>} */ ({ ...sentences?.dataset });

/**
 * @param {Element} place
 * @param {string} sentence
 * @param {string | number} [part]
 */
export const say = (place, sentence, part = "") => place.replaceChildren(sentence.replace("{part}", String(part)));

const hourAndMinute = new Intl.DateTimeFormat("id-ID", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Asia/Makassar",
});

/**
 * A time of day as it is written here: 13.05.
 * @param {number} at
 */
export const clock = (at) => hourAndMinute.format(at).replace(":", ".");

const dayAndHour = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Asia/Makassar",
});

/**
 * A moment of some days ago, with its day.
 * @param {number} at
 */
export const longTime = (at) => dayAndHour.format(at);

/**
 * What comes of work within two seconds; null where it fails or takes longer.
 * @template Result
 * @param {Promise<Result>} work
 * @returns {Promise<Result | null>}
 */
const soon = (work) => Promise.race([work.catch(() => null), pause(PATIENCE, null)]);

// Over plain http, and in private windows of some browsers, there are no service workers.
const registration = async () => navigator.serviceWorker?.getRegistration();

/** Ask the browser to wake the worker when there is signal, and whether it will; only Chromium can. */
export function registerSync() {
  const register = async () => {
    const sync = (await registration())?.sync;
    await sync?.register("outbox");
    return Boolean(sync);
  };
  // Nobody waits for the browser's consent: the next opening sends as well.
  return soon(register());
}

/**
 * Say something above the page.
 * @param {string} sentence
 * @param {...Node} more
 */
export function notice(sentence, ...more) {
  const line = make("p", { className: "alert alert-warning" }, `${sentence} `, ...more);
  line.setAttribute("role", "status");
  find(document, "main", HTMLElement).prepend(line);
  return line;
}

/** Say that there is no signal, for as long as there is none. */
function sayOffline() {
  const line = notice(words().offline);
  window.addEventListener("online", () => line.remove(), { once: true });
  onceAllIsSent(() => line.remove());
}

/**
 * Say in the menu how many visits wait on this phone.
 * @param {Device} device
 */
async function showCount(device) {
  const rows = (await device.store.all("visits")).filter((row) => row.state !== "sent");
  const waiting = rows.filter((row) => row.intent === "submit" || row.state === "needs").length;
  const link = document.querySelector('nav.bar a[href="/"]');
  /** @type {HTMLElement} */
  const badge = link?.querySelector("[data-device-count]") ?? make("span", { dataset: { deviceCount: "" } });
  badge.className = "number";
  badge.hidden = !waiting;
  badge.textContent = String(waiting);
  badge.title = words().waiting;
  link?.append(badge);
  return rows;
}

async function dismissWorker() {
  // First of all: a worker that is still being installed takes its own files away once nobody is signed in.
  await cooling.setAccount("");
  const names = await caches.keys();
  const unregistered = registration().then(async (found) => {
    if (found && self.Notification?.permission === "granted") {
      await attempt(async () => (await import("./push-section.js")).endTelling(found));
    }
    return found?.unregister();
  });
  await Promise.all([...names.map((name) => caches.delete(name)), unregistered]);
}

/**
 * Take all that can be read of this account off the phone, after asking when something waits.
 * @returns {Promise<boolean>} whether to go on signing out
 */
async function emptyPhone() {
  // Without signal the server would not know: nothing is deleted, and the session goes on.
  if (!navigator.onLine) {
    sayOffline();
    return false;
  }
  const device = opening && (await soon(opening));
  const rows = device && (await soon(device.store.all("visits")));
  const photos = device && (await soon(device.store.all("photos")));
  const unsent = (rows ?? []).filter((row) => row.state !== "sent" && (row.dirty || row.withPhotos)).length;
  if (unsent && !window.confirm(words().signOut.replace("{part}", String(unsent)))) return false;
  sessionStorage.clear();
  // What cannot be counted is not deleted, and what cannot be deleted keeps nobody signed in.
  if (device && rows) {
    const empty = unsent || photos?.length ? cooling.keepOnlyEnvelopes : cooling.wipe;
    await soon(Promise.allSettled([dismissWorker(), empty(device.account)]));
  }
  return true;
}

function watchSignOut() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('form[action="/accounts/logout/"]')) return;
    event.preventDefault();
    const button = find(form, "button", HTMLButtonElement);
    button.disabled = true;
    const goesOn = await emptyPhone();
    button.disabled = goesOn;
    if (goesOn) form.submit();
  });
}

/**
 * Say what may cost words: a wrong clock, little space, a visit that has waited for a day.
 * @param {Device} device
 * @param {VisitRow[]} rows
 */
async function warn(device, rows) {
  const minutesOff = Math.round(Math.abs(device.meta.offset ?? 0) / MINUTE);
  if (Math.abs(device.meta.offset ?? 0) > WRONG_CLOCK) notice(words().wrongClock.replace("{part}", String(minutesOff)));
  // Safari has storage without estimates.
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < LITTLE_SPACE) notice(words().nearlyFull);
  const isOld = rows.some((row) => row.dirty && device.now() - row.at > DAY);
  if (isOld && location.pathname !== "/device/") {
    const line = notice(words().dayOld, make("a", { href: "/device/#handover" }, words().handOver));
    onceAllIsSent(() => line.remove());
  }
}

/** The device, opened once for all scripts of a page; null on pages of whoever logs no visits. */
export const opening = sentences && openDevice(sentences.dataset.account);

async function startWorker() {
  // Whose phone it is comes first: nobody's keeps no worker.
  await attempt(() => opening);
  await navigator.serviceWorker.register("/service-worker.js");
}

// Safari has no idle callback.
export const whenIdle = self.requestIdleCallback ?? ((work) => setTimeout(work, 200));

/** @param {Device} device */
async function sendWaiting(device) {
  const send = () => attempt(() => cooling.send({ force: true }));
  window.addEventListener("online", send);
  const waiting = await cooling.waiting(device.store);
  if (waiting.length) send();
}

/**
 * Once the page has all its files; where it had them before this script came, at once.
 * @param {() => void} work
 */
function afterLoad(work) {
  if (document.readyState === "complete") work();
  else window.addEventListener("load", work);
}

/**
 * Where "back" brings this page out of the browser's memory: it heard nothing of what came meanwhile.
 * @param {() => void} work
 */
export function whenBack(work) {
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) work();
  });
}

/** What the page before wanted to be said on this one. */
function sayLeftBehind() {
  const sentence = sessionStorage.getItem("cooling-said");
  sessionStorage.removeItem("cooling-said");
  if (sentence) notice(sentence);
}

/**
 * What was said is not true any more.
 * @param {() => void} work
 */
function onceAllIsSent(work) {
  const channel = new BroadcastChannel("cooling");
  channel.onmessage = async ({ data }) => {
    if (data.kind !== "changed") return;
    const device = await opening;
    if (!device || (await cooling.waiting(device.store)).length) return;
    channel.close();
    work();
  };
}

async function start() {
  // At once: whoever signs out does not wait for the device.
  watchSignOut();
  // Its files come last: on a slow line they would take the place of what somebody waits for.
  afterLoad(() => whenIdle(() => attempt(startWorker)));
  attempt(sayLeftBehind);
  // Scripts of before 2026-11-29 kept villages there; the worker has them now.
  attempt(() => ["villages", "villages-of"].forEach((name) => localStorage.removeItem(name)));
  if (!navigator.onLine) sayOffline();
  const device = await opening?.catch(() => null);
  if (!device) return;
  const countAgain = () => attempt(() => showCount(device));
  attempt(() => new BroadcastChannel("cooling").addEventListener("message", countAgain));
  whenBack(countAgain);
  const rows = await showCount(device).catch(() => []);
  attempt(() => sendWaiting(device));
  attempt(() => warn(device, rows));
}

if (sentences) attempt(start);
