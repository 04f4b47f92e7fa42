// The page "This phone" and the list on the start page: what waits, drafts, PIN, handing over, pages kept to read.
import { attempt, find, make } from "../core/browser.js";
import { clock, longTime, say, whenBack, words as wordsOfAllPages } from "./every-page.js";
import { refreshNear } from "./near.js";
import { openDevice } from "./vault.js";

/** @typedef {import("./vault.js").Device} Device */

const { cooling } = self;
const { lang } = document.documentElement;

/** @param {string} name */
const part = (name) => find(document, `[data-${name}]`, HTMLElement);

/**
 * The sentences of every page, and those of the outbox, which no other page carries.
 * @returns {Record<string, string>}
 */
function words() {
  /** @type {HTMLElement | null} */
  const outbox = document.querySelector("[data-outbox]");
  return /** @type {Record<string, string>} */ ({ ...wordsOfAllPages(), ...outbox?.dataset });
}

/** @param {number} [bytes] */
const kilobytes = (bytes = 0) => `${Math.max(1, Math.round(bytes / 1024))} KB`;

/** @param {(string | 0 | undefined)[]} facts */
const joined = (facts) => facts.filter(Boolean).join(" · ");

/** @param {string} day */
const longDate = (day) => day && new Date(`${day}T00:00`).toLocaleDateString(lang, { dateStyle: "long" });

/**
 * What can be done about an entry that the server would not take, where its fields do not say it.
 * @param {Problem | null} [problem]
 */
function trouble(problem) {
  if (!problem) return "";
  if (problem.status === 413) return words().tooLarge;
  return problem.status >= 500 ? words().failed : "";
}

/**
 * @param {VisitRow} row
 * @param {boolean} isSending
 */
function stateOf(row, isSending) {
  const sentences = words();
  if (row.state === "sent") return sentences.stateSent;
  if (row.state === "needs") return row.problem?.status === 409 ? sentences.changedElsewhere : sentences.stateNeeds;
  if (isSending) return sentences.sending;
  if (row.intent === "submit") return sentences.stateWaiting;
  return row.dirty ? sentences.stateDraft : sentences.savedServer.replace("{part}", "");
}

function emptyLine() {
  const template = find(document, "[data-entry]", HTMLTemplateElement);
  const line = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  return {
    line,
    link: find(line, "a", HTMLAnchorElement),
    facts: find(line, "[data-facts]", HTMLElement),
    fields: find(line, "[data-fields]", HTMLElement),
  };
}

/**
 * What the row of a field is called: "notes-0-text" is of a note.
 * @param {string} fieldName
 */
function kindOf(fieldName) {
  const [kind] = fieldName.split("-");
  return words()[`kind${kind[0].toUpperCase()}${kind.slice(1)}`] || words().kindOther;
}

/** @param {VisitRow} row */
function addressOf(row) {
  const key = row.draft ?? row.beside ?? row.key;
  if (row.state === "sent" && !row.draft) return `/visits/${key}/`;
  return row.known ? `/visits/${key}/edit/` : `/visits/new/#${key}`;
}

/**
 * What a visit is called whose words this phone cannot read, or has no more.
 * @param {Device} device
 * @param {VisitRow} row
 */
function titleWithoutWords(device, row) {
  const sentences = words();
  if (row.state === "sent") return sentences.kindOther;
  if (row.isNarrow) return sentences.narrow;
  // No PIN opens what another tab has encrypted.
  return row.readable && device.hasPin && !device.isOpen ? sentences.untitled : sentences.locked;
}

/**
 * @param {Device} device
 * @param {VisitRow} row
 * @param {PhotoRow[]} photos
 * @param {string} sending the key of the visit that is being sent
 */
async function visitLine(device, row, photos, sending) {
  const sentences = words();
  const readable = await device.decrypt(row.readable);
  const { line, link, facts, fields } = emptyLine();
  link.href = addressOf(row);
  const title = readable && joined([longDate(readable.title.day), readable.title.words]);
  link.textContent = title || titleWithoutWords(device, row);
  const unsentPhotos = photos.filter((photo) => photo.visit === row.key && !photo.problem).length;
  const photosToSend = unsentPhotos && sentences.photos.replace("{part}", String(unsentPhotos));
  say(facts, joined([stateOf(row, sending === row.key), clock(row.at), kilobytes(row.size), photosToSend]));
  const kinds = new Set((row.problem?.names ?? []).filter(Boolean).map(kindOf));
  const named = [...kinds].join(", ");
  say(fields, named ? sentences.fields : trouble(row.problem), named);
  // What the server will not take goes another way.
  if (row.state === "needs") line.append(make("a", { href: "/device/#handover", className: "same" }, sentences.handOver));
  return line;
}

/**
 * A line whose row nobody foresaw says so, and takes no other along.
 * @param {Promise<HTMLElement>} making
 */
async function lineOrNote(making) {
  try {
    return await making;
  } catch {
    const { line, link } = emptyLine();
    link.href = "/device/#handover";
    link.textContent = words().unreadable;
    return line;
  }
}

/**
 * A photo that was set aside: by the name of its file, to be sent again with the rest, or removed.
 * @param {Device} device
 * @param {PhotoRow} photo
 */
function photoLine(device, { key, from = "", visit, size, problem }) {
  const sentences = words();
  const { line, link, facts, fields } = emptyLine();
  // `from` ends with the size and the time of the file.
  const name = from.split(" ").slice(0, -2).join(" ") || sentences.kindPhotos;
  link.href = `/visits/${visit}/`;
  link.textContent = sentences.photoAside.replace("{part}", name);
  say(facts, kilobytes(size));
  say(fields, problem ? trouble(problem) || sentences.photoRefused : sentences.photoLeft);
  const remove = make("button", { type: "button", className: "btn btn-outline-danger" }, sentences.removePhoto);
  remove.setAttribute("aria-label", `${sentences.removePhoto}: ${name}`);
  remove.addEventListener("click", async () => {
    await device.store.remove("photos", key);
    await showOutbox(device);
  });
  line.append(remove);
  return line;
}

/**
 * List what is on this phone.
 * @param {Device} device
 * @param {string} [sending] the key of the visit that is being sent
 */
async function showOutbox(device, sending = "") {
  const rows = await device.store.all("visits");
  const photos = await device.store.all("photos");
  const shown = rows.filter((row) => row.intent === "submit" || row.dirty || row.state === "needs");
  shown.sort((one, other) => other.at - one.at);
  const unsentKeys = new Set(rows.filter(({ state }) => state !== "sent").map(({ key }) => key));
  const setAside = photos.filter(({ about, problem, visit }) => problem || (about && !unsentKeys.has(visit)));
  part("outbox").hidden = !shown.length && !setAside.length;
  const visitLines = shown.map((row) => lineOrNote(visitLine(device, row, photos, sending)));
  const photoLines = setAside.map((photo) => photoLine(device, photo));
  part("outbox-list").replaceChildren(...(await Promise.all(visitLines)), ...photoLines);
  const unsent = [...shown.filter((row) => row.state !== "sent"), ...setAside];
  const size = kilobytes(unsent.reduce((sum, row) => sum + (row.size || 0), 0));
  say(part("outbox-said"), unsent.length ? words().total.replace("{size}", size) : words().allSent, unsent.length);
}

/**
 * One file with everything that is not on the server yet: any signed-in device takes it in.
 * @param {Device} device
 */
async function makeHandover(device) {
  const rows = await device.store.all("visits");
  const photos = await device.store.all("photos");
  /** @type {Envelope[]} */
  const envelopes = [];
  for (const { envelope, dirty, withPhotos } of rows) {
    if (envelope && (dirty || withPhotos)) envelopes.push(envelope);
  }
  for (const { about, file } of photos) {
    if (about) envelopes.push(about, file);
  }
  if (!envelopes.length) return null;
  const name = `cooling-${new Date(device.now()).toISOString().slice(0, 10)}.bin`;
  return new File(["COOLING HANDOVER 1\n", cooling.packed(envelopes)], name, { type: "application/octet-stream" });
}

/**
 * Give the file away by the phone's share sheet; as a download where that is not to be had.
 * @param {Device} device
 */
async function handOver(device) {
  const file = await makeHandover(device);
  if (!file) return say(part("handover-said"), words().nothingWaits);
  let isShared = false;
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      isShared = true;
    } catch (problem) {
      if (/** @type {Error} */ (problem).name === "AbortError") return;
    }
  }
  if (!isShared) make("a", { href: URL.createObjectURL(file), download: file.name }).click();
  say(part("handover-said"), words().handedOver, file.name);
}

/** Where the phone shows what it knows by itself, not a page that was taken along. */
const START_PATHS = ["/", "/device/", "/pack/"];

/**
 * Without signal: what came back, drafts, what is due, the cards, each a link that opens from this phone.
 * @param {Device} device
 */
async function showStart(device) {
  if (!document.querySelector("[data-device-words][data-shell]") || !START_PATHS.includes(location.pathname)) return;
  const { showOfflineStart } = await import("./offline-start.js");
  await showOfflineStart(device, words());
}

/**
 * In the shell of a page that was taken along: that page as it was.
 * @param {Device} device
 */
async function showKeptPage(device) {
  const place = document.querySelector("[data-kept-page]");
  if (!place || START_PATHS.includes(location.pathname)) return;
  const page = await device.kept(`page:${location.pathname}`);
  say(part("kept-said"), page ? words().asOf : words().notHere, page ? longTime(page.at) : "");
  if (!page) return;
  document.title = page.value.title;
  place.innerHTML = page.value.html;
}

/**
 * The cards that were taken along, each one tap away.
 * @param {Device} device
 */
async function showCards(device) {
  const pack = await device.kept("pack");
  /** @type {string[]} */
  const names = pack?.value.names ?? [];
  const links = [];
  for (const name of names.filter((each) => each.startsWith("page:"))) {
    const card = await device.kept(name);
    if (!card) continue;
    const href = name.slice("page:".length);
    links.push(make("li", {}, make("a", { href, className: "card-link", textContent: card.value.title })));
  }
  part("cards").hidden = !links.length;
  part("cards-list").replaceChildren(...links);
}

/** Say whether the browser clears its storage when the phone is full; it is asked not to when a PIN is made. */
async function sayWhetherKept() {
  const isPersisted = await navigator.storage?.persisted?.();
  say(part("persistence"), isPersisted ? words().persisted : words().notPersisted);
}

/** @param {Device} device */
async function sendNow(device) {
  const outcome = await cooling.send({ force: true, waits: true, again: true });
  await showOutbox(device);
  if (outcome === "signed-out") say(part("outbox-said"), words().signInAgain);
  if (outcome === "offline") say(part("outbox-said"), words().offline);
}

/**
 * The start page: who is near and what was taken along stay fresh.
 * @param {Device} device
 */
function startOnStartPage(device) {
  refreshNear(device);
  attempt(async () => {
    const { takeAlongQuietly } = await import("../places/taken-along.js");
    await takeAlongQuietly(device);
  });
  attempt(async () => {
    if (!(await device.store.get("meta", "told"))?.value) return;
    const { renewTelling } = await import("./push-section.js");
    await renewTelling(device);
  });
}

/**
 * Whether and how this phone is told that something waits; nothing where the server tells no phones.
 * @param {Device} device
 */
async function showWhetherTold(device) {
  /** @type {HTMLElement | null} */
  const section = document.querySelector("[data-telling]");
  if (!section) return;
  const { showTelling } = await import("./push-section.js");
  await showTelling(section, device);
}

/** @param {Device} device */
const showKept = (device) => Promise.all([showOutbox, showCards, showKeptPage, showStart].map((show) => attempt(() => show(device))));

/** @param {Device} device */
async function startOnThisPhone(device) {
  part("phone").hidden = false;
  part("handover-make").addEventListener("click", () => handOver(device));
  part("send-now").addEventListener("click", () => sendNow(device));
  attempt(sayWhetherKept);
  attempt(() => showWhetherTold(device));
  if (!device.hasPin || !device.isOpen) {
    attempt(async () => {
      const { askPin } = await import("./pin.js");
      await askPin(device);
      await showKept(device);
    });
  }
  await showKept(device);
}

async function start() {
  const device = await openDevice(words().account).catch(() => null);
  if (!device) return;
  attempt(() => {
    const channel = new BroadcastChannel("cooling");
    channel.addEventListener("message", ({ data }) => {
      attempt(() => showOutbox(device, data.kind === "sending" ? data.key : ""));
    });
  });
  whenBack(() => attempt(() => showOutbox(device)));
  await attempt(() => showOutbox(device));
  if (document.querySelector("[data-phone]")) await startOnThisPhone(device);
  else startOnStartPage(device);
}

start();
