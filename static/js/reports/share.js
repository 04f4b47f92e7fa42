// Copy a visit's report with one tap, or hand it to the phone's own share sheet: words alone, photos apart. Messengers
// drop one of the two where they get both, and say nothing.
import { fetched, find, findAll } from "../core/browser.js";

/**
 * @param {HTMLElement} button
 * @param {string} [sentence]
 */
function say(button, sentence = "") {
  const root = /** @type {HTMLElement} */ (button.closest("[data-report]"));
  find(root, "[data-report-state]", HTMLElement).replaceChildren(sentence);
}

/**
 * @param {string} sentence
 * @param {number} part
 * @param {number} parts
 */
const numbered = (sentence, part, parts) =>
  sentence.replace("{part}", String(part)).replace("{parts}", String(parts));

/**
 * The whole report, or the message of it that is next where it is too long for one, and how many they are.
 * @param {HTMLElement} button
 * @param {string} address
 */
async function fetchReport({ dataset }, address) {
  const part = Number(dataset.part) || 1;
  const answer = await fetched(`${address}?part=${part}`);
  return { text: await answer.text(), part, parts: Number(answer.headers.get("X-Report-Parts")) || 1 };
}

/**
 * The next tap takes the next message.
 * @param {HTMLElement} button
 * @param {{ part: number, parts: number }} taken
 */
function goOn(button, { part, parts }) {
  if (parts < 2) return;
  const next = (part % parts) + 1;
  button.dataset.part = String(next);
  button.textContent = numbered(button.dataset.nextPart ?? "", next, parts);
}

/**
 * Copy the report; a long one message by message.
 * @param {HTMLElement} button
 * @param {string} address
 * @param {string} [done]
 */
async function copyReport(button, address, done) {
  try {
    const report = await fetchReport(button, address);
    await navigator.clipboard.writeText(report.text);
    const { partDone } = button.dataset;
    say(button, report.parts > 1 && partDone ? numbered(partDone, report.part, report.parts) : done);
    goOn(button, report);
  } catch {
    say(button, button.dataset.failed);
  }
}

/** What each button shares next, once it was fetched. @type {Map<HTMLElement, ShareData & Record<string, any>>} */
const atHand = new Map();

/**
 * Hand something to the share sheet.
 * @template {ShareData} Parcel
 * @param {HTMLElement} button
 * @param {() => Promise<Parcel>} fetchParcel
 * @returns {Promise<Parcel | null>} null where it was not shared, and that is said or was wanted
 */
async function share(button, fetchParcel) {
  try {
    const parcel = /** @type {Parcel} */ (atHand.get(button) ?? (await fetchParcel()));
    atHand.set(button, parcel);
    const { text, files } = parcel;
    await navigator.share(files ? { files } : { text });
    return parcel;
  } catch (problem) {
    const { name } = /** @type {Error} */ (problem);
    if (name === "AbortError") return null;
    // A tap counts for five seconds; a slow line takes longer. The next tap has it at hand.
    if (name !== "NotAllowedError" || !atHand.has(button)) throw problem;
    say(button, button.dataset.ready);
    return null;
  }
}

/** @param {HTMLElement} button */
async function shareReport(button) {
  const { share: address = "", copied } = button.dataset;
  try {
    const report = await share(button, () => fetchReport(button, address));
    if (!report) return;
    atHand.delete(button);
    goOn(button, report);
  } catch {
    await copyReport(button, address, copied);
  }
}

/**
 * A photo as a file, called by its place in the row.
 * @param {string} address
 * @param {number} index
 */
async function fetchPhoto(address, index) {
  const answer = await fetched(address);
  return new File([await answer.blob()], `${index + 1}.jpg`, { type: "image/jpeg" });
}

/** @param {HTMLElement} button */
async function sharePhotos(button) {
  const addresses = (button.dataset.sharePhotos ?? "").split(" ").filter(Boolean);
  try {
    await share(button, async () => ({ files: await Promise.all(addresses.map(fetchPhoto)) }));
  } catch {
    say(button, button.dataset.failed);
  }
}

/**
 * Photos that are there already need no line.
 * @param {HTMLElement} button
 * @param {File[]} files
 */
export const takeAtHand = (button, files) => atHand.set(button, { files });

/**
 * Show buttons that work with scripts alone.
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {(button: HTMLElement) => void} act
 */
function reveal(root, selector, act) {
  for (const button of findAll(root, selector)) {
    button.classList.remove("awaits");
    // Set in place of listened to: offered again, a tap shares once.
    button.onclick = () => act(button);
  }
}

/** Only secure pages of some browsers share, and not all of them files. */
const sharesFiles = () => navigator.canShare?.({ files: [new File([""], "1.jpg", { type: "image/jpeg" })] });

/**
 * Offer what this browser can do with a report and its photos.
 * @param {HTMLElement} root
 */
export function offerReport(root) {
  reveal(root, "[data-copy]", (button) => copyReport(button, button.dataset.copy ?? "", button.dataset.done));
  if (typeof navigator.share === "function") reveal(root, "[data-share]", shareReport);
  if (sharesFiles()) reveal(root, "[data-share-photos]", sharePhotos);
}

findAll(document, "main [data-report]").forEach(offerReport);
