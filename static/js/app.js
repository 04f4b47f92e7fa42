// On every page of whoever logs visits: the worker, what waits on this phone, and signing out of it.
import { openDevice } from "./vault.js";

const { cooling } = self;
const DAY = 24 * 3600000;
const SKEW = 5 * 60000;
const LOW = 20 * 1024 * 1024;
const root = document.querySelector("[data-device-words]");

/** The sentences of this page's language; {part} stands for what changes. */
export const words = () => root.dataset;
export const clock = (at) =>
  new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" }).format(at).replace(":", ".");
export const say = (place, sentence, part) => {
  place.textContent = sentence.replace("{part}", part);
};

export async function registerSync() {
  const ask = async () => {
    const registration = await (navigator.serviceWorker ? navigator.serviceWorker.getRegistration() : null);
    if (registration && registration.sync) await registration.sync.register("outbox");
  };
  // Nobody waits for the browser's consent: the next opening sends as well.
  await Promise.race([ask().catch(() => {}), new Promise((done) => setTimeout(done, 1000))]);
}

/** Ask for the PIN, or for a first one, in the page's own box; resolves when the device is open. */
export function askPin(device, { first = false } = {}) {
  const box = document.querySelector("[data-pin]");
  const typed = box.querySelector("input");
  const said = box.querySelector("[data-pin-said]");
  box.querySelectorAll("[data-pin-first]").forEach((part) => { part.hidden = !first; });
  box.querySelectorAll("[data-pin-again]").forEach((part) => { part.hidden = first; });
  box.hidden = false;
  return new Promise((resolve) => {
    box.querySelector("form").onsubmit = async (event) => {
      event.preventDefault();
      say(said, words().working, "");
      const came = first ? await device.setPin(typed.value).then(() => true) : await device.enterPin(typed.value);
      typed.value = "";
      if (came === true || came === 0) box.hidden = true;
      if (came === true || came === 0) resolve(came === true);
      else say(said, words().wrongPin, came);
    };
  });
}

function notice(sentence, { href = "", label = "" } = {}) {
  const line = Object.assign(document.createElement("p"), { className: "alert alert-warning", textContent: `${sentence} ` });
  line.setAttribute("role", "status");
  if (href) line.append(Object.assign(document.createElement("a"), { href, textContent: label }));
  document.querySelector("main").prepend(line);
}

async function count(device) {
  const rows = (await device.store.all("visits")).filter((row) => row.state !== "sent");
  const link = document.querySelector('nav.bar a[href="/"]');
  const waiting = rows.filter((row) => row.intent === "submit" || row.state === "needs").length;
  let badge = link && link.querySelector("[data-device-count]");
  if (link && !badge) {
    badge = Object.assign(document.createElement("span"), { className: "number" });
    badge.dataset.deviceCount = "";
    link.append(badge);
  }
  if (badge) {
    badge.hidden = !waiting;
    badge.textContent = String(waiting);
    badge.title = words().waiting;
  }
  return rows;
}

/** Signing out takes everything of this account off the phone, after asking when something waits. */
function watchSignOut(device) {
  document.querySelectorAll('form[action="/accounts/logout/"]').forEach((form) =>
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      // Without signal the server would not know: nothing is deleted, and the session goes on.
      if (!navigator.onLine) return notice(words().offline);
      const rows = (await device.store.all("visits")).filter((row) => row.state !== "sent" && (row.dirty || row.withPhotos));
      if (rows.length && !window.confirm(words().signOut.replace("{part}", rows.length))) return undefined;
      sessionStorage.clear();
      await cooling.wipe(device.account);
      await cooling.setAccount("");
      for (const name of await caches.keys()) await caches.delete(name);
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
      return form.submit();
    }),
  );
}

/** What was read lately opens again without signal, under the PIN; nothing of it is kept without one. */
async function keepPage(device) {
  const main = document.querySelector("main[data-keeps-page]");
  if (!main || !device.hasPin || !device.isOpen || root.hasAttribute("data-shell")) return;
  const copy = main.cloneNode(true);
  copy.querySelectorAll("form, script, template, img, button, [data-never-kept], [data-outbox], [data-pin], .alert").forEach((part) => part.remove());
  await device.keep(`page:${location.pathname}`, { title: document.title, html: copy.innerHTML });
}

async function warn(device, rows) {
  if (Math.abs(device.meta.offset || 0) > SKEW) notice(words().wrongClock.replace("{part}", Math.round(Math.abs(device.meta.offset) / 60000)));
  const { quota, usage } = await navigator.storage.estimate();
  if (quota - usage < LOW) notice(words().nearlyFull);
  const old = rows.some((row) => row.dirty && device.now() - row.at > DAY);
  if (old && location.pathname !== "/device/") notice(words().dayOld, { href: "/device/#handover", label: words().handOver });
}

async function start() {
  const said = sessionStorage.getItem("cooling-said");
  sessionStorage.removeItem("cooling-said");
  if (said) notice(said);
  if (!navigator.onLine) notice(words().offline);
  if (navigator.serviceWorker) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  const device = await openDevice(root.dataset.account);
  if (!device) return;
  watchSignOut(device);
  const refresh = () => count(device);
  new BroadcastChannel("cooling").addEventListener("message", refresh);
  const rows = await refresh();
  const send = () => cooling.send({ force: true }).catch(() => {});
  window.addEventListener("online", send);
  if ((await cooling.waiting(device.store)).length) send();
  await warn(device, rows);
  await keepPage(device);
}

if (root) start().catch(() => {});
