// Copy a visit's report with one tap, or hand it to the phone's own share sheet together with its photos.
import { fetched, find, findAll } from "../core/browser.js";

/** @param {string} sentence */
const say = (sentence) => find(document, "[data-report-state]", HTMLElement).replaceChildren(sentence);

/**
 * @param {string} sentence
 * @param {number} part
 * @param {number} parts
 */
const numbered = (sentence, part, parts) =>
  sentence.replace("{part}", String(part)).replace("{parts}", String(parts));

/**
 * The whole report, or one message of one that is too long for one, and how many messages it is.
 * @param {string} address
 * @param {number} [part]
 */
async function fetchReport(address, part = 1) {
  const answer = await fetched(`${address}?part=${part}`);
  return { text: await answer.text(), parts: Number(answer.headers.get("X-Report-Parts")) || 1 };
}

/**
 * Copy the report; a long one message by message, the next one with the next tap.
 * @param {HTMLElement} button
 * @param {string} address
 * @param {string} done
 */
async function copyReport(button, address, done) {
  const { partDone, nextPart, failed = "" } = button.dataset;
  const part = Number(button.dataset.part) || 1;
  try {
    const { text, parts } = await fetchReport(address, part);
    await navigator.clipboard.writeText(text);
    say(parts > 1 && partDone ? numbered(partDone, part, parts) : done);
    if (parts > 1 && nextPart) {
      const next = (part % parts) + 1;
      button.dataset.part = String(next);
      button.textContent = numbered(nextPart, next, parts);
    }
  } catch {
    say(failed);
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

/**
 * The report with its photos; the words alone where the phone shares no files.
 * @param {HTMLElement} button
 * @returns {Promise<ShareData>}
 */
async function fetchParcel({ dataset }) {
  const { text } = await fetchReport(dataset.share ?? "");
  const addresses = (dataset.photos ?? "").split(" ").filter(Boolean);
  const files = await Promise.all(addresses.map(fetchPhoto));
  const whole = { text, files };
  return files.length && navigator.canShare?.(whole) ? whole : { text };
}

/** What each button shares, once it was fetched. @type {Map<HTMLElement, ShareData>} */
const parcels = new Map();

/** @param {HTMLElement} button */
async function shareReport(button) {
  const { share: address = "", copied = "", ready = "" } = button.dataset;
  try {
    const parcel = parcels.get(button) ?? (await fetchParcel(button));
    parcels.set(button, parcel);
    await navigator.share(parcel);
  } catch (problem) {
    const { name } = /** @type {Error} */ (problem);
    if (name === "AbortError") return;
    // A tap counts for five seconds; photos over a slow line take longer. The next tap has them at hand.
    if (name === "NotAllowedError" && parcels.get(button)?.files) say(ready);
    else await copyReport(button, address, copied);
  }
}

/**
 * Show buttons that work with scripts alone.
 * @param {string} selector
 * @param {(button: HTMLElement) => void} act
 */
function reveal(selector, act) {
  for (const button of findAll(document, selector)) {
    button.classList.remove("awaits");
    button.addEventListener("click", () => act(button));
  }
}

reveal("[data-copy]", (button) => copyReport(button, button.dataset.copy ?? "", button.dataset.done ?? ""));
// Only secure pages of some browsers can share.
if (typeof navigator.share === "function") reveal("[data-share]", shareReport);
