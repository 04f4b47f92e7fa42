// The page "This phone" and the list on the start page: what waits, drafts, PIN, handing over, pages kept to read.
import { askPin, clock, say, words as wordsOfAll } from "./every-page.js";
import { make } from "../core/browser.js";
import { openDevice } from "./vault.js";
import { haveVillages } from "../places/villages.js";

const { cooling } = self;
const kilobytes = (size) => `${Math.max(1, Math.round((size || 0) / 1024))} KB`;
const part = (name) => document.querySelector(`[data-${name}]`);
/** The sentences of every page, and those of the outbox, which no other page carries. */
const words = () => ({ ...wordsOfAll(), ...part("outbox")?.dataset });
/** What can be done about an entry that the server would not take, where its fields do not say it. */
function trouble({ status } = {}) {
  if (status === 413) return words().tooLarge;
  return status >= 500 ? words().failed : "";
}
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

const blankLine = () => part("entry").content.firstElementChild.cloneNode(true);
const kindOf = (name) => words()[`kind${name[0].toUpperCase()}${name.slice(1).split("-")[0]}`] || words().kindOther;

function addressOf(row) {
  const key = row.draft ?? row.of ?? row.key;
  if (row.state === "sent" && !row.draft) return `/visits/${key}/`;
  return row.known ? `/visits/${key}/edit/` : `/visits/new/#${key}`;
}

async function line(device, row, photos, sending) {
  const own = await device.decrypt(row.own);
  const item = blankLine();
  const link = item.querySelector("a");
  link.href = addressOf(row);
  const closed = row.isNarrow ? words().narrow : words().untitled;
  link.textContent = (own && joined([dayOf(own.title.day), own.title.words])) || closed;
  const waits = photos.filter((photo) => photo.visit === row.key && !photo.problem).length;
  const more = waits && words().photos.replace("{part}", waits);
  say(item.querySelector("[data-facts]"), joined([stateOf(row, sending), clock(row.at), kilobytes(row.size), more]));
  const names = [...new Set((row.problem?.names ?? []).filter(Boolean).map(kindOf))].join(", ");
  say(item.querySelector("[data-fields]"), (names && words().fields) || trouble(row.problem ?? undefined), names);
  return item;
}

/** A line whose row nobody foresaw says so, and takes no other along. */
const lineOrNote = (device, row, photos, sending) =>
  line(device, row, photos, sending).catch(() => {
    const item = blankLine();
    item.querySelector("a").href = "/device/#handover";
    item.querySelector("a").textContent = words().unreadable;
    return item;
  });

/** A photo that was set aside: by the name of its file, to be sent again with the rest, or removed. */
function photoLine(device, { key, from = "", visit, size, problem }) {
  const item = blankLine();
  const name = from.split(" ").slice(0, -2).join(" ") || words().kindPhotos;
  item.querySelector("a").href = `/visits/${visit}/`;
  item.querySelector("a").textContent = words().photoAside.replace("{part}", name);
  say(item.querySelector("[data-facts]"), kilobytes(size));
  say(item.querySelector("[data-fields]"), problem ? trouble(problem) || words().photoRefused : words().photoLeft);
  const remove = make("button", { type: "button", className: "btn btn-outline-danger" }, words().removePhoto);
  remove.setAttribute("aria-label", `${words().removePhoto}: ${name}`);
  remove.addEventListener("click", async () => {
    await device.store.remove("photos", key);
    await list(device);
  });
  item.append(remove);
  return item;
}

async function list(device, sending = "") {
  const [rows, photos] = [await device.store.all("visits"), await device.store.all("photos")];
  const isShown = (row) => row.intent === "submit" || row.dirty || row.state === "needs";
  const shown = rows.filter(isShown).sort((a, b) => b.at - a.at);
  const living = new Set(rows.filter(({ state }) => state !== "sent").map(({ key }) => key));
  const aside = photos.filter(({ about, problem, visit }) => problem || (about && !living.has(visit)));
  part("outbox").hidden = !shown.length && !aside.length;
  const lines = await Promise.all(shown.map((row) => lineOrNote(device, row, photos, sending)));
  part("outbox-list").replaceChildren(...lines, ...aside.map((photo) => photoLine(device, photo)));
  const open = shown.filter((row) => row.state !== "sent");
  const size = kilobytes([...open, ...aside].reduce((sum, row) => sum + (row.size || 0), 0));
  const left = open.length + aside.length;
  say(part("outbox-said"), left ? words().total.replace("{size}", size) : words().allSent, left);
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

/** The cards that were taken along, each one tap away. */
async function listCards(device) {
  const names = ((await device.kept("pack"))?.value.names ?? []).filter((name) => name.startsWith("page:"));
  const kept = await Promise.all(names.map(async (name) => [name.slice(5), await device.kept(name)]));
  const links = kept.filter(([, card]) => card).map(([href, card]) =>
    make("li", {}, make("a", { href, className: "card-link", textContent: card.value.title })));
  part("cards").hidden = !links.length;
  part("cards-list").replaceChildren(...links);
}

async function keepForGood() {
  const kept = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.());
  say(part("persistence"), kept ? words().persisted : words().notPersisted);
}

async function sendNow(device) {
  const came = await cooling.send({ force: true, waits: true, again: true });
  await list(device);
  if (CAME[came]) say(part("outbox-said"), words()[CAME[came]]);
}

/** One step of the start by itself: what fails in one takes no other along. */
const step = (work) => Promise.resolve().then(work).catch(() => {});

async function start() {
  const device = await openDevice(words().account).catch(() => null);
  if (!device) return;
  step(() => {
    const channel = new BroadcastChannel("cooling");
    channel.onmessage = ({ data }) => step(() => list(device, data.kind === "sending" ? data.key : ""));
  });
  await step(() => list(device));
  // The start page: what was taken along stays fresh, and the villages are there before the signal goes.
  if (!part("phone")) {
    window.addEventListener("load", () => step(() => haveVillages(device.account)));
    if (document.readyState === "complete") step(() => haveVillages(device.account));
    step(async () => (await device.kept("pack")) && (await import("../places/pack.js")).refresh(device));
    return;
  }
  part("phone").hidden = false;
  part("handover-make").addEventListener("click", () => give(device));
  part("send-now").addEventListener("click", () => sendNow(device));
  step(keepForGood);
  const first = !device.hasPin;
  const opened = () => Promise.all([list, listCards, readOffline].map((show) => step(() => show(device))));
  step(() => askPin(device, { first }).then(opened));
  if (device.isOpen && !first) part("pin").hidden = true;
  await step(() => listCards(device));
  await step(() => readOffline(device));
}

start();
