// What a picker offers where the server does not answer: from the pack on this phone, else from its villages.
import { keptVillages } from "../places/villages.js";
import { openDevice } from "./vault.js";

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
 * @param {string} kind
 * @returns {Promise<ChoiceRow[]>}
 */
async function rowsOf(kind) {
  if (kind === "places") return keptVillages().map(([value, label, detail]) => [value, label, detail, ""]);
  const device = await openDevice();
  const pack = await device?.kept("pack");
  return pack?.value[kind] ?? [];
}

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
