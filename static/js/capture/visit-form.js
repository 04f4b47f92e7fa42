// The visit form: rows without a reload, choices that follow what is typed, folded sections that say what they hold.
// Without this script the plain buttons of the page do the same.
import { find, findAll, make, targetOf, textOf, toHex } from "../core/browser.js";
import { enhancePicker, showChoice } from "../pickers/picker.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {"stops" | "officers" | "people" | "notes" | "follow_ups" | "photos"} RowKind */
/** @typedef {[code: string, label: string]} Option */

/** @type {RowKind[]} */
export const ROW_KINDS = ["stops", "officers", "people", "notes", "follow_ups", "photos"];
export const MOST_ROWS = 30;
const MOST_PHOTOS = 10;
// The names of people and places are cut to this in the choices of other rows.
const LONGEST_NAME = 40;
const LONGEST_SUMMARY = 90;
const MOST_IN_A_SUMMARY = 4;
/** What a row is called by, where nobody is picked in it. */
const NAME_FIELDS = {
  stops: ["name"],
  people: ["name", "group"],
  officers: ["name", "position", "rank"],
  notes: ["text"],
};
const WRITTEN_TYPES = /text|date|time|number|search|file/;
const TECHNICAL_NAMES = /(-id|-key|-q|_FORMS|-DELETE)$/;
const CHOSEN_LABELS = "[data-picker-chosen]:not([hidden]) [data-picker-label]";

export const form = find(document, "[data-visit-form]", HTMLFormElement);

/** Whether something is typed that is kept nowhere yet. */
export const guard = { changed: false };

/**
 * The field of this name, where the form has one; of several, their list.
 * @param {string} name
 */
export const fieldOf = (name) => /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));

/**
 * A field that every visit form has.
 * @param {"key" | "revision" | "recorded_at" | "visited_on" | "other_facts" | "csrfmiddlewaretoken"} name
 */
export function needField(name) {
  const field = fieldOf(name);
  if (!field) throw new Error(`The form has no ${name}`);
  return field;
}

export const allFields = () => /** @type {Field[]} */ ([...form.elements]);

/**
 * Whether a field was typed into since the page came.
 * @param {Field} field
 */
export function isTyped(field) {
  if (field instanceof HTMLSelectElement) {
    const selectedAtFirst = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, selectedAtFirst);
  }
  if (field instanceof HTMLInputElement && field.checked !== field.defaultChecked) return true;
  return field.value !== field.defaultValue && WRITTEN_TYPES.test(field.type);
}

/**
 * How many rows of a kind the form posts.
 * @param {RowKind} kind
 */
export const totalOf = (kind) => find(form, `[name="${kind}-TOTAL_FORMS"]`, HTMLInputElement);

/** @param {RowKind} kind */
const rowsOf = (kind) => findAll(form, `[data-rows="${kind}"] > [data-row]`);

/** @param {Element} part */
const chosenIn = (part) => findAll(part, CHOSEN_LABELS).map(textOf);

/**
 * No more can be added to a list that is full.
 * @param {RowKind} kind
 * @returns {boolean} whether it is
 */
function limitRows(kind) {
  const present = rowsOf(kind).filter((row) => !row.classList.contains("row-removed"));
  const isFull = present.length >= (kind === "photos" ? MOST_PHOTOS : MOST_ROWS);
  find(form, `[data-add="${kind}"]`, HTMLButtonElement).disabled = isFull;
  return isFull;
}

/**
 * One more empty row, or nothing where the form is full.
 * @param {RowKind} kind
 */
export function addRow(kind) {
  if (limitRows(kind)) return null;
  const total = totalOf(kind);
  const number = Number(total.value);
  const template = find(form, `template[data-empty="${kind}"]`, HTMLTemplateElement);
  const carrier = make("div", { innerHTML: template.innerHTML.replace(/__prefix__/g, String(number)) });
  const row = /** @type {HTMLElement} */ (carrier.firstElementChild);
  find(row, "[data-number]", HTMLElement).textContent = String(number + 1);
  find(form, `[data-rows="${kind}"]`, HTMLElement).append(row);
  total.value = String(number + 1);
  findAll(row, "[data-picker]").forEach(enhancePicker);
  enhanceRow(row);
  limitRows(kind);
  refreshChoices();
  findAll(row, "input:not([type=hidden]), select, textarea")[0]?.focus();
  return row;
}

/** @param {HTMLElement} row */
function enhanceRow(row) {
  const locating = row.querySelector("[data-locate]");
  if (locating && navigator.geolocation) locating.classList.remove("awaits");
  for (const field of row.querySelectorAll("input")) {
    if (field.type === "file") field.multiple = true;
  }
}

/**
 * What the rows are called in the choices of other rows.
 * @param {keyof typeof NAME_FIELDS} kind
 * @param {string} [prefix]
 * @returns {Option[]}
 */
function optionsFor(kind, prefix = "") {
  return rowsOf(kind).map((row, number) => {
    const title = textOf(find(row, "legend", HTMLElement).firstChild);
    const values = NAME_FIELDS[kind].map((name) => fieldOf(`${kind}-${number}-${name}`)?.value?.trim());
    const typed = values.find(Boolean);
    const [chosen] = chosenIn(row);
    const name = kind === "stops" ? typed || chosen : chosen || typed;
    const numbered = `${title} ${number + 1}`;
    return [`${prefix}${number}`, name ? `${numbered}: ${name.slice(0, LONGEST_NAME)}` : numbered];
  });
}

/**
 * Offer these options behind the empty one; what was selected stays.
 * @param {string} name
 * @param {Option[]} options
 */
function refreshSelect(name, options) {
  /** @type {Element | null} */
  const select = fieldOf(name);
  if (!(select instanceof HTMLSelectElement)) return;
  const { value } = select;
  options.forEach(([code, label], index) => {
    const option = select.options[index + 1] ?? select.appendChild(new Option());
    if (option.value !== code) option.value = code;
    if (option.text !== label) option.text = label;
  });
  select.length = options.length + 1;
  select.value = value;
}

/**
 * Offer these options as boxes to tick; what was ticked stays.
 * @param {HTMLElement} row
 * @param {string} name
 * @param {Option[]} options
 */
function refreshBoxes(row, name, options) {
  const group = row.querySelector(`[id="div_id_${name}"]`);
  if (!group) return;
  const old = new Map(findAll(group, ".form-check").map((box) => [find(box, "input", HTMLInputElement).value, box]));
  // Mostly only a name has changed: on a cheap phone, building hundreds of boxes anew is felt while typing.
  const boxes = options.map(([code, words]) => {
    const box = old.get(code) ?? makeBox(name, code);
    const label = find(box, "label", HTMLLabelElement);
    if (textOf(label) !== words) label.textContent = words;
    return box;
  });
  const list = group.querySelector("div:not(.form-check)") ?? group;
  if (boxes.some((box) => !box.isConnected)) list.append(...boxes);
  for (const box of old.values()) {
    if (!boxes.includes(box)) box.remove();
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {HTMLElement}
 */
function makeBox(name, value) {
  const id = `id_${name}_of_${value}`;
  const box = make("input", { type: "checkbox", className: "form-check-input", name, value, id });
  const label = make("label", { className: "form-check-label", htmlFor: id });
  return make("div", { className: "form-check" }, box, label);
}

/** What the choices were made of the last time. */
let offered = "";

/** Rows that name other rows offer them as they are now. */
function refreshChoices() {
  const stops = optionsFor("stops");
  const notes = optionsFor("notes");
  const people = optionsFor("people", "people-");
  const officers = optionsFor("officers", "officers-");
  const offering = JSON.stringify([
    ...[stops, people, officers, notes],
    ...[rowsOf("photos").length, rowsOf("follow_ups").length],
  ]);
  if (offering === offered) return;
  offered = offering;
  for (const kind of /** @type {RowKind[]} */ (["people", "photos", "notes"])) {
    rowsOf(kind).forEach((_row, number) => refreshSelect(`${kind}-${number}-stop`, stops));
  }
  rowsOf("notes").forEach((row, number) => {
    const others = notes.filter(([code]) => code !== String(number));
    refreshSelect(`notes-${number}-answers`, others);
    refreshBoxes(row, `notes-${number}-raised_by`, [...people, ...officers]);
    refreshBoxes(row, `notes-${number}-about`, people);
  });
  rowsOf("follow_ups").forEach((row, number) => refreshBoxes(row, `follow_ups-${number}-note`, notes));
}

/**
 * Show in a picker what was chosen before, by its label.
 * @param {string} name
 * @param {string | undefined} value
 * @param {[label: string, detail: string]} words
 */
export function showEarlierChoice(name, value, [label, detail]) {
  /** @type {HTMLElement | null} */
  const picker = form.querySelector(`[data-picker][data-name="${name}"]`);
  if (picker && value) showChoice(picker, { value, label, detail });
}

/** Bring the page in step after another script has filled rows. */
export function refresh() {
  refreshChoices();
  findAll(form, "[data-delete]").forEach((box) => markRemoved(/** @type {HTMLInputElement} */ (box)));
  findAll(form, "[data-choices]").forEach(sayTicked);
  findAll(form, "[data-section]").forEach((section) => summarise(/** @type {HTMLDetailsElement} */ (section)));
}

/**
 * What a field says, where it says something to people.
 * @param {Field} field
 */
function wordsOf(field) {
  if (TECHNICAL_NAMES.test(field.name) || ["hidden", "file"].includes(field.type)) return "";
  if (field instanceof HTMLSelectElement) return field.value && field.selectedOptions[0].text;
  if (["checkbox", "radio"].includes(field.type)) {
    return /** @type {HTMLInputElement} */ (field).checked ? textOf(field.labels?.[0]) : "";
  }
  return field.value.trim();
}

/**
 * A folded section says in one line what it holds.
 * @param {HTMLDetailsElement} section
 */
function summarise(section) {
  const summary = find(section, "[data-summary]", HTMLElement);
  if (section.open) {
    summary.textContent = "";
    return;
  }
  const fields = /** @type {Field[]} */ (findAll(section, "input[name], select[name], textarea[name]"));
  const words = [...fields.map(wordsOf), ...chosenIn(section)].filter(Boolean);
  summary.textContent = words.slice(0, MOST_IN_A_SUMMARY).join(" · ").slice(0, LONGEST_SUMMARY);
}

/**
 * A folded list of boxes says what is ticked.
 * @param {HTMLElement} list
 */
function sayTicked(list) {
  const ticked = [...list.querySelectorAll("input")].filter((box) => box.checked);
  const words = ticked.map((box) => textOf(box.labels?.[0]));
  find(list, "[data-choices-said]", HTMLElement).textContent = words.join(", ");
}

/**
 * A new visit to somebody known may go on from the last one.
 * @param {string} figure
 */
function offerLastVisit(figure) {
  /** @type {HTMLElement | null} */
  const offer = form.querySelector("[data-same-as-last]");
  if (!offer) return;
  offer.hidden = !figure;
  find(offer, "a", HTMLAnchorElement).search = String(new URLSearchParams({ figure, last: "on" }));
}

/**
 * Show a row that will be deleted as such.
 * @param {HTMLInputElement} box
 */
function markRemoved(box) {
  box.closest("[data-row]")?.classList.toggle("row-removed", box.checked);
  const list = /** @type {HTMLElement} */ (box.closest("[data-rows]"));
  limitRows(/** @type {RowKind} */ (list.dataset.rows));
}

// What only some visits need is fetched when it is asked for.

/** @param {HTMLElement} button */
async function locateStop(button) {
  const part = /** @type {HTMLElement} */ (button.parentElement);
  const row = /** @type {HTMLElement} */ (part.closest("[data-row]"));
  const { locate } = await import("./position.js");
  await locate(part, row);
}

/** @param {HTMLInputElement} input */
async function takeChosenPhotos(input) {
  const { takePhotos } = await import("./photos.js");
  takePhotos(input, addRow);
}

/**
 * With scripts the device makes the key: a page out of a cache would carry a stale one.
 * @returns {string} a UUID of version 4: thirty digits by chance, two that say so
 */
export function freshKey() {
  const hex = toHex(crypto.getRandomValues(new Uint8Array(16)));
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-");
}

form.addEventListener("click", (event) => {
  const target = targetOf(event);
  /** @type {HTMLElement | null} */
  const locating = target.closest("[data-locate] button");
  if (locating) locateStop(locating);
  /** @type {HTMLElement | null} */
  const adding = target.closest("[data-add]");
  if (!adding) return;
  event.preventDefault();
  addRow(/** @type {RowKind} */ (adding.dataset.add));
});

form.addEventListener("change", (event) => {
  const target = targetOf(event);
  guard.changed = true;
  if (target.matches("[data-delete]")) markRemoved(target);
  if (target.type === "file" && target.files?.length) takeChosenPhotos(target);
  /** @type {HTMLElement | null} */
  const list = target.closest("[data-choices]");
  if (list) sayTicked(list);
  if (target.name === "people-0-figure") offerLastVisit(target.value);
  refreshChoices();
});

form.addEventListener("input", () => {
  guard.changed = true;
});

// A double tap is one visit all the same: both carry its key.
form.addEventListener("submit", () => {
  guard.changed = false;
  needField("recorded_at").value ||= new Date().toISOString();
});

window.addEventListener("beforeunload", (event) => {
  if (guard.changed) event.preventDefault();
});

// "toggle" does not bubble: it is caught on its way down.
form.addEventListener("toggle", (event) => {
  const section = event.target;
  if (section instanceof HTMLDetailsElement && section.matches("[data-section]")) summarise(section);
}, true);

const isRefused = form.querySelector(".is-invalid") || document.querySelector(".error-summary");
if (needField("revision").value === "0" && !isRefused) needField("key").value = freshKey();
// What the browser puts back, going back to a page, was typed before.
const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
guard.changed = navigation.type !== "back_forward" && allFields().some(isTyped);
findAll(form, "[data-rows] > [data-row]").forEach(enhanceRow);
refresh();
