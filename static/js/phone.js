// The page "This phone" and the list on the start page: what waits, drafts, PIN, handing over, pages kept to read.
import { askPin, clock, say, words } from "./app.js";
import { make } from "./parts.js";
import { openDevice } from "./vault.js";

const { cooling } = self;
const kilobytes = (size) => `${Math.max(1, Math.round((size || 0) / 1024))} KB`;
const part = (name) => document.querySelector(`[data-${name}]`);
const CAME = { "signed-out": "signInAgain", offline: "offline" };

const joined = (facts) => facts.filter(Boolean).join(" · ");
const { lang } = document.documentElement;
const dayOf = (day) => day && new Date(`${day}T00:00`).toLocaleDateString(lang, { dateStyle: "long" });

function stateOf(row, sending) {
  const said = words();
  if (row.state === "sent") return said.stateSent;
  if (row.state === "needs") return row.problem.status === 409 ? said.changedElsewhere : said.stateNeeds;
  if (sending === row.key) return said.sending;
  if (row.intent === "submit") return said.stateWaiting;
  return row.dirty ? said.stateDraft : said.savedServer.replace("{part}", "");
}

async function line(device, row, photos, sending) {
  const own = await device.decrypt(row.own);
  const item = part("entry").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  const key = row.draft ?? row.of ?? row.key;
  const address = row.known ? `/visits/${key}/edit/` : `/visits/new/#${key}`;
  link.href = row.state === "sent" && !row.draft ? `/visits/${key}/` : address;
  link.textContent = (own && joined([dayOf(own.title.day), own.title.words])) || words().untitled;
  const waits = photos.filter((photo) => photo.visit === row.key).length;
  const more = waits && words().photos.replace("{part}", waits);
  say(item.querySelector("[data-facts]"), joined([stateOf(row, sending), clock(row.at), kilobytes(row.size), more]));
  const named = (name) => words()[`kind${name[0].toUpperCase()}${name.slice(1).split("-")[0]}`] || words().kindOther;
  const names = [...new Set((row.problem?.names ?? []).map(named))].join(", ");
  say(item.querySelector("[data-fields]"), names && words().fields, names);
  return item;
}

async function list(device, sending = "") {
  const [rows, photos] = [await device.store.all("visits"), await device.store.all("photos")];
  const isShown = (row) => row.intent === "submit" || row.dirty || row.state === "needs";
  const shown = rows.filter(isShown).sort((a, b) => b.at - a.at);
  part("outbox").hidden = !shown.length;
  part("outbox-list").replaceChildren(...(await Promise.all(shown.map((row) => line(device, row, photos, sending)))));
  const open = shown.filter((row) => row.state !== "sent");
  const size = kilobytes(open.reduce((sum, row) => sum + (row.size || 0), 0));
  say(part("outbox-said"), open.length ? words().total.replace("{size}", size) : words().allSent, open.length);
}

/** One file with everything that is not on the server yet, sealed to it: any signed-in device takes it in. */
async function handOver(device) {
  const [rows, photos] = [await device.store.all("visits"), await device.store.all("photos")];
  const visits = rows.filter((row) => row.sealed && (row.dirty || row.withPhotos)).map((row) => row.sealed);
  const blobs = [...visits, ...photos.filter(({ about }) => about).flatMap(({ about, file }) => [about, file])];
  if (!blobs.length) return null;
  const name = `cooling-${new Date(device.now()).toISOString().slice(0, 10)}.bin`;
  return new File(["COOLING HANDOVER 1\n", cooling.packed(blobs)], name, { type: "application/octet-stream" });
}

async function give(device) {
  const file = await handOver(device);
  if (!file) return say(part("handover-said"), words().nothingWaits);
  const share = () => navigator.share({ files: [file] }).then(() => "shared", (problem) => problem.name);
  const came = navigator.canShare?.({ files: [file] }) && (await share());
  if (came === "AbortError") return undefined;
  if (came !== "shared") make("a", { href: URL.createObjectURL(file), download: file.name }).click();
  return say(part("handover-said"), words().handedOver, file.name);
}

async function readOffline(device) {
  const place = part("kept-page");
  if (!place || location.pathname === "/device/") return;
  const kept = await device.kept(`page:${location.pathname}`);
  say(part("kept-said"), kept ? words().asOf : words().notHere, kept ? clock(kept.at) : "");
  if (!kept) return;
  document.title = kept.value.title;
  place.innerHTML = kept.value.html;
}

async function keepForGood() {
  const kept = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  say(part("persisted"), kept ? words().persisted : words().notPersisted);
}

async function sendNow(device) {
  const came = await cooling.send({ force: true, waits: true });
  await list(device);
  if (CAME[came]) say(part("outbox-said"), words()[CAME[came]]);
}

async function start() {
  const device = await openDevice(words().account).catch(() => null);
  if (!device) return;
  new BroadcastChannel("cooling").onmessage = ({ data }) => list(device, data.kind === "sending" ? data.key : "");
  await list(device);
  // The start page: what was taken along stays fresh.
  if (!part("phone")) return (await device.kept("pack")) && (await import("./pack.js")).refresh(device);
  part("phone").hidden = false;
  part("handover-make").addEventListener("click", () => give(device));
  part("send-now").addEventListener("click", () => sendNow(device));
  keepForGood().catch(() => {});
  const first = !device.hasPin;
  askPin(device, { first }).then(() => list(device)).then(() => readOffline(device));
  if (device.isOpen && !first) part("pin").hidden = true;
  await readOffline(device);
}

start();
