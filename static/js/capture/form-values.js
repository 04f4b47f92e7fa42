// What the visit form says, as pairs of name and value: read out, put in again, and its digest.
import { toHex } from "../core/browser.js";
import {
  MOST_ROWS,
  ROW_KINDS,
  addRow,
  allFields,
  fieldOf,
  form,
  guard,
  isTyped,
  refresh,
  showEarlierChoice,
  totalOf,
} from "./visit-form.js";

/** @typedef {[name: string, value: string]} Pair */

/** Names that go along with the words of a visit and are none of them. */
const AROUND = new Set("csrfmiddlewaretoken action revision recorded_at key add find kept".split(" "));
const MANAGEMENT = /_FORMS$/;
const NO_CONTENT = /(_FORMS|-id|-q)$/;

/**
 * What a form would post, without files and empty searches.
 * @param {HTMLFormElement} source
 * @returns {Pair[]}
 */
export function pairsOf(source) {
  /** @type {Pair[]} */
  const pairs = [];
  for (const [name, value] of new FormData(source)) {
    if (typeof value !== "string" || name === "csrfmiddlewaretoken") continue;
    if (!value && name.endsWith("-q")) continue;
    // Browsers end lines with \r\n when they post.
    pairs.push([name, value.replace(/\r\n|\r|\n/g, "\r\n")]);
  }
  return pairs;
}

/** @type {(one: string, other: string) => number} */
const compare = (one, other) => (one < other ? -1 : Number(one > other));

/**
 * The digest of what was said, however a page orders it: `content_digest` of visits/core/visit_content.py.
 * @param {Pair[]} pairs
 */
export async function digestOf(pairs) {
  const said = pairs.filter(([name, value]) => value !== "" && !AROUND.has(name) && !NO_CONTENT.test(name));
  said.sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue));
  // As Python writes it: with a space behind each comma.
  const lists = said.map((pair) => `[${pair.map((part) => JSON.stringify(part)).join(", ")}]`);
  const written = new TextEncoder().encode(`[${lists.join(", ")}]`);
  return toHex(await crypto.subtle.digest("SHA-256", written));
}

/**
 * Make as many rows of each kind as the values have.
 * @param {Map<string, string[]>} values
 */
function addRowsFor(values) {
  for (const kind of ROW_KINDS) {
    const total = totalOf(kind);
    const names = [...values.keys()].filter((name) => name.startsWith(`${kind}-`));
    const posted = Number(values.get(total.name)?.[0] ?? 0);
    const named = names.map((name) => parseInt(name.split("-")[1], 10) + 1 || 0);
    const wanted = Math.min(MOST_ROWS, Math.max(posted, ...named));
    while (Number(total.value) < wanted && addRow(kind));
  }
}

/**
 * Put pairs into the form.
 * @param {Pair[]} pairs
 * @param {Record<string, [label: string, detail: string]>} [labels] what pickers show, by the name of their field
 * @returns {Pair[]} what finds no field, so that no word is lost
 */
export function fill(pairs, labels = {}) {
  // What was typed before this script had come over a slow line stays; what a draft says there goes the other way.
  const typedEarly = guard.changed && !form.dataset.ready ? allFields().filter(isTyped).map(({ name }) => name) : [];
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  addRowsFor(values);
  for (const [name, label] of Object.entries(labels)) showEarlierChoice(name, values.get(name)?.[0], label);
  // Twice: choices that name other rows appear only once those rows are filled.
  for (let round = 0; round < 2; round += 1) {
    for (const field of allFields()) {
      const { name, type } = field;
      if (!name || typedEarly.includes(name) || MANAGEMENT.test(name) || type === "file") continue;
      const given = values.get(name);
      if (["checkbox", "radio"].includes(type)) {
        const box = /** @type {HTMLInputElement} */ (field);
        box.checked = Boolean(given?.includes(box.value));
      } else if (given) {
        [field.value] = given;
      }
    }
    refresh();
  }
  /** @type {(pair: Pair) => boolean} */
  const isLeft = ([name, value]) => {
    const field = fieldOf(name);
    return typedEarly.includes(name) ? field?.value !== value : !field;
  };
  return pairs.filter((pair) => pair[1] && !AROUND.has(pair[0]) && !MANAGEMENT.test(pair[0]) && isLeft(pair));
}
