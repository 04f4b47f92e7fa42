// The start page without signal: what the phone has taken along, each line a link that opens from it.
import { find, make } from "../core/browser.js";
import { longTime } from "./every-page.js";

/** @typedef {import("./vault.js").Device} Device */
/**
 * A draft or returned visit as the server sent it; without pairs it opens with signal only.
 * @typedef {object} Resumed
 * @property {string} key
 * @property {string} status
 * @property {number} revision
 * @property {[name: string, value: string][]} [pairs]
 * @property {Record<string, [label: string, detail: string]>} [labels]
 * @property {string} [day]
 * @property {string} [words]
 * @property {string} [reason]
 * @property {string} [returned_by]
 */

const { lang } = document.documentElement;
/** @param {string} day */
const longDate = (day) => new Date(`${day}T00:00`).toLocaleDateString(lang, { dateStyle: "long" });

/**
 * @param {string} name
 * @param {HTMLElement[]} lines
 */
function fillPart(name, lines) {
  const part = find(document, `[data-start-${name}]`, HTMLElement);
  part.hidden = !lines.length;
  find(part, "ul", HTMLElement).replaceChildren(...lines);
}

/**
 * @param {string} href
 * @param {string} title
 * @param {string} [detail]
 */
function cardLine(href, title, detail = "") {
  const line = make("li", {}, make("a", { href, className: "card-link" }, title));
  if (detail) line.append(make("span", { className: "row-detail" }, detail));
  return line;
}

/**
 * @param {Resumed} visit
 * @param {Record<string, string>} words
 */
function visitLine({ key, pairs, day = "", words: about = "", reason = "" }, words) {
  const title = [day && longDate(day), about].filter(Boolean).join(" · ");
  return cardLine(`/visits/${key}/edit/`, pairs ? title || words.kindOther : words.withSignal, reason);
}

/**
 * @param {Device} device
 * @param {Record<string, string>} words
 */
export async function showOfflineStart(device, words) {
  const resume = await device.kept("resume");
  const pack = await device.kept("pack");
  const rows = await device.store.all("visits");
  // What was changed on this phone stands among what waits, and what was sent nowhere.
  const listed = new Set(rows.filter((row) => row.dirty || row.intent === "submit").map(({ key }) => key));
  /** @type {Resumed[]} */
  const visits = (resume?.value.visits ?? []).filter((/** @type {Resumed} */ { key }) => !listed.has(key));
  /** @param {boolean} isDraft */
  const linesOf = (isDraft) =>
    visits.filter(({ status }) => (status === "draft") === isDraft).map((visit) => visitLine(visit, words));
  fillPart("returned", linesOf(false));
  fillPart("drafts", linesOf(true));
  /** @type {[path: string, text: string, day: string][]} */
  const promises = pack?.value.promises ?? [];
  fillPart("promises", promises.map(([path, text, day]) => cardLine(path, text, `${words.due} ${longDate(day)}`)));
  const times = [resume, pack].filter(Boolean).map((kept) => kept?.at ?? 0);
  const said = find(document, "[data-kept-said]", HTMLElement);
  if (times.length) said.textContent = words.asOf.replace("{part}", longTime(Math.min(...times)));
  if (location.pathname !== "/") return;
  document.title = `${words.home} – Cooling`;
  find(document, "h1", HTMLElement).textContent = words.home;
}
