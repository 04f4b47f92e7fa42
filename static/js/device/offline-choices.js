// What a picker offers where the server does not answer: who and what is near, the pack, and all villages.
import { ownVillages } from "../places/villages.js";
import { opening } from "./every-page.js";

/** @typedef {[value: string, label: string, detail: string, place: string]} ChoiceRow as the pack holds them */

const MOST_CHOICES = 12;
// As on the server (visits/typed/apostrophes.py).
const APOSTROPHES =
  /['’‘‛\u0060´\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ca\u02cb\ua78b\ua78c′‵\uff07\uff40\u0374\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe]/g;
const ACCENTS = /[\u0300-\u036f]/g;

/**
 * The text without what people leave out when they search: apostrophes, accents, capitals.
 * @param {string} text
 */
const fold = (text) => text.replace(APOSTROPHES, "").normalize("NFKD").replace(ACCENTS, "").toLowerCase();

/**
 * What is kept under a name, where this phone can read it.
 * @param {string} name
 */
const keptValue = async (name) => (await (await opening)?.kept(name))?.value ?? {};

/** Which rows of what is near are of which kind. */
const NEAR = { places: "villages", figures: "people", officers: "colleagues" };

/**
 * Everything that this phone has to offer, what is near first, nothing twice.
 * @param {string} kind
 * @returns {Promise<ChoiceRow[]>}
 */
async function rowsOf(kind) {
  const near = (await keptValue("near"))[NEAR[/** @type {keyof typeof NEAR} */ (kind)]] ?? [];
  const others = kind === "places" ? await ownVillages() : (await keptValue("pack"))[kind] ?? [];
  /** @type {Map<string, ChoiceRow>} */
  const found = new Map();
  for (const [value, label, detail, place] of [...near, ...others]) {
    // The fourth of a village is its latitude.
    if (!found.has(value)) found.set(value, [value, label, detail, kind === "figures" ? place : ""]);
  }
  return [...found.values()];
}

/**
 * How this phone calls a village or a figure that an address names.
 * @param {string} kind
 * @param {string} value
 */
export const offlineChoice = async (kind, value) => (await rowsOf(kind)).find(([each]) => each === value);

/**
 * Choices with a word, or an NRP, that begins so, those of the place first; without words those of the place alone.
 * @param {string} kind
 * @param {string} typed
 * @param {string} [place]
 */
export async function offlineChoices(kind, typed, place) {
  const wanted = fold(typed);
  /** @param {ChoiceRow} row */
  const isNear = (row) => Boolean(place) && row[3] === place;
  /** @param {ChoiceRow} row */
  const fits = (row) => (wanted ? ` ${fold(row[1])} ${row[0]}`.includes(` ${wanted}`) : isNear(row));
  const rows = (await rowsOf(kind)).filter(fits);
  rows.sort((one, other) => Number(isNear(other)) - Number(isNear(one)));
  return rows.slice(0, MOST_CHOICES).map(([value, label, detail]) => ({ value, label, detail }));
}
