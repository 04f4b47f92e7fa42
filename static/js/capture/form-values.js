// Values into the visit form: what a phone or the server kept, pair by pair. Most forms begin without.
import {
  AROUND,
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

/** @typedef {import("./visit-form.js").Pair} Pair */

const MANAGEMENT = /_FORMS$/;

/**
 * In an older form a name was searched in a box of its own: today that box is the name.
 * @param {Pair[]} pairs
 * @returns {Pair[]}
 */
function inTodaysNames(pairs) {
  const said = new Set(pairs.filter(([, value]) => value).map(([name]) => name));
  return pairs.map(([name, value]) => {
    const row = /^(people-\d+)-figure-q$/.exec(name)?.[1];
    const isFree = row && !["figure", "name", "group"].some((field) => said.has(`${row}-${field}`));
    return isFree ? [`${row}-name`, value] : [name, value];
  });
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
    while (Number(total.value) < wanted && addRow(kind, { focus: false }));
  }
}

/**
 * Put pairs into the form.
 * @param {Pair[]} pairs
 * @param {Record<string, [label: string, detail: string]>} [labels] what pickers show, by the name of their field
 * @returns {Pair[]} what finds no field, so that no word is lost
 */
export function fill(pairs, labels = {}) {
  pairs = inTodaysNames(pairs);
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
    // At which stop is no word; where there is one, nothing asks for it.
    if (/-stop$/.test(name)) return false;
    return typedEarly.includes(name) ? field?.value !== value : !field;
  };
  return pairs.filter((pair) => pair[1] && !AROUND.has(pair[0]) && !MANAGEMENT.test(pair[0]) && isLeft(pair));
}
