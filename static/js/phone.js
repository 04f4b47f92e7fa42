// The page "This phone" and the list on the start page: what waits, drafts, PIN, handing over, pages kept to read.
import { askPin, clock, say, words } from "./app.js";
import { openDevice } from "./vault.js";

const { cooling } = self;
const kilobytes = (size) => `${Math.max(1, Math.round((size || 0) / 1024))} KB`;
const part = (name) => document.querySelector(`[data-${name}]`);
const account = document.querySelector("[data-device-words]").dataset.account || "";

const dayOf = (day) => day && new Date(`${day}T00:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });

function stateOf(row, sending) {
  const said = words();
  if (row.state === "sent") return [said.stateSent, "calm"];
  if (row.state === "needs") return [row.problem.status === 409 ? said.changedElsewhere : said.stateNeeds, "tense"];
  if (sending === row.key) return [said.sending, "watch"];
  if (row.intent === "submit") return [said.stateWaiting, "watch"];
  return [row.dirty ? said.stateDraft : said.savedServer.replace("{part}", ""), "watch"];
}

async function line(device, row, photos, sending) {
  const own = await device.decrypt(row.own);
  const item = part("entry").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.href = row.state === "sent" ? `/visits/${row.key}/` : row.known ? `/visits/${row.key}/edit/` : `/visits/new/#${row.key}`;
  link.textContent = (own && [dayOf(own.title.day), own.title.words].filter(Boolean).join(" · ")) || words().untitled;
  const [state] = stateOf(row, sending);
  const waits = photos.filter((photo) => photo.visit === row.key).length;
  const facts = [state, clock(row.at), kilobytes(row.size), waits ? words().photos.replace("{part}", waits) : ""];
  item.querySelector("[data-facts]").textContent = facts.filter(Boolean).join(" · ");
  const named = (name) => words()[`kind${name[0].toUpperCase()}${name.slice(1).split("-")[0]}`] || words().kindOther;
  const names = [...new Set(((row.problem && row.problem.names) || []).map(named))];
  item.querySelector("[data-fields]").textContent = names.length ? words().fields.replace("{part}", names.join(", ")) : "";
  return item;
}

async function list(device, sending = "") {
  const [rows, photos] = [await device.store.all("visits"), await device.store.all("photos")];
  const shown = rows.filter((row) => row.intent === "submit" || row.dirty || row.state === "needs").sort((a, b) => b.at - a.at);
  part("outbox").hidden = !shown.length;
  part("outbox-list").replaceChildren(...(await Promise.all(shown.map((row) => line(device, row, photos, sending)))));
  const open = shown.filter((row) => row.state !== "sent");
  say(part("outbox-said"), open.length ? words().total.replace("{size}", kilobytes(open.reduce((sum, row) => sum + (row.size || 0), 0))) : words().allSent, open.length);
}

/** One file with everything that is not on the server yet, sealed to it: any signed-in device takes it in. */
export async function handOver(device) {
  const blobs = [];
  for (const row of await device.store.all("visits")) {
    if (row.sealed && (row.dirty || row.withPhotos)) blobs.push(row.sealed);
  }
  for (const photo of await device.store.all("photos")) if (photo.about) blobs.push(photo.about, photo.file);
  if (!blobs.length) return null;
  const day = new Date(device.now()).toISOString().slice(0, 10);
  return new File(["COOLING HANDOVER 1\n", cooling.packed(blobs)], `cooling-${day}.bin`, { type: "application/octet-stream" });
}

async function give(device) {
  const file = await handOver(device);
  if (!file) return say(part("handover-said"), words().nothingWaits, "");
  if (navigator.canShare && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return say(part("handover-said"), words().handedOver, file.name);
    } catch (problem) {
      if (problem.name === "AbortError") return undefined;
    }
  }
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
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
  say(part("persisted"), kept ? words().persisted : words().notPersisted, "");
}

async function start() {
  const device = await openDevice(account).catch(() => null);
  if (!device) return;
  const channel = new BroadcastChannel("cooling");
  channel.onmessage = ({ data }) => list(device, data.kind === "sending" ? data.key : "");
  await list(device);
  if (!part("phone")) return;
  part("phone").hidden = false;
  part("handover-make").addEventListener("click", () => give(device));
  part("send-now").addEventListener("click", () => cooling.send({ force: true }).then((came) => say(part("outbox-said"), came === "signed-out" ? words().signInAgain : came === "offline" ? words().offline : words().allSent, "")).then(() => list(device)));
  keepForGood().catch(() => {});
  const first = !device.hasPin;
  askPin(device, { first }).then(() => list(device)).then(() => readOffline(device));
  if (device.isOpen && !first) part("pin").hidden = true;
  await readOffline(device);
}

start();
