// The visit form: rows without a reload, choices that follow what is typed, folded sections that say what they hold.
// Without this script the plain buttons of the page do the same.
import { announce, attempt, find, findAll, make, targetOf, textOf, toHex } from "../core/browser.js";
import { enhancePicker, showChoice } from "../pickers/picker.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {"stops" | "officers" | "people" | "notes" | "follow_ups" | "photos"} RowKind */
/** @typedef {[code: string, label: string]} Option */
/** @typedef {[name: string, value: string]} Pair */

/** @type {RowKind[]} */
export const ROW_KINDS = ["stops", "officers", "people", "notes", "follow_ups", "photos"];
export const MOST_ROWS = 30;
const MOST_PHOTOS = 10;
// The names of people and places are cut to this in the choices of other rows.
const LONGEST_NAME = 40;
const LONGEST_SUMMARY = 90;
const LETTERS_IN_A_LINE = 36;
const MOST_LINES = 12;
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
const inWords = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
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
 * @param {"key" | "revision" | "recorded_at" | "visited_on" | "part_of_day" | "other_facts" | "csrfmiddlewaretoken"} name
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
export const rowsOf = (kind) => findAll(form, `[data-rows="${kind}"] > [data-row]`);

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
 * Show a card that waited until it was asked for.
 * @param {string} name
 */
export const showCard = (name) => form.querySelector(`#${name}`)?.removeAttribute("data-quiet");

/**
 * The first row as it came, without what was chosen in it since.
 * @param {HTMLElement} first
 * @param {RowKind} kind
 */
function emptied(first, kind) {
  const row = /** @type {HTMLElement} */ (first.cloneNode(true));
  for (const part of row.querySelectorAll(".outcome, [data-picker-chosen] input, [data-picker-options] > *")) part.remove();
  for (const part of findAll(row, "[data-picker-chosen]")) part.hidden = true;
  for (const part of findAll(row, "[data-picker-entry]")) part.hidden = false;
  for (const fold of findAll(row, "details")) fold.removeAttribute("open");
  row.classList.remove("has-choice");
  return row.outerHTML.split(`${kind}-0-`).join(`${kind}-__prefix__-`);
}

/** Of each kind a row to copy: the page's own, else its first, which is empty where the page has none. */
const emptyRows = new Map(ROW_KINDS.map((kind) => {
  const template = form.querySelector(`template[data-empty="${kind}"]`);
  return [kind, template?.innerHTML ?? emptied(rowsOf(kind)[0], kind)];
}));

/**
 * One more empty row, or nothing where the form is full.
 * @param {RowKind} kind
 * @param {{ focus?: boolean }} [options]
 */
export function addRow(kind, { focus = true } = {}) {
  if (limitRows(kind)) return null;
  const rows = find(form, `[data-rows="${kind}"]`, HTMLElement);
  rows.closest("[data-quiet]")?.removeAttribute("data-quiet");
  const total = totalOf(kind);
  const number = Number(total.value);
  const carrier = make("div", { innerHTML: emptyRows.get(kind)?.replace(/__prefix__/g, String(number)) });
  const row = /** @type {HTMLElement} */ (carrier.firstElementChild);
  for (const part of findAll(row, "[data-number]")) part.textContent = String(number + 1);
  rows.append(row);
  total.value = String(number + 1);
  findAll(row, "[data-picker]").forEach(enhancePicker);
  enhanceRow(row);
  limitRows(kind);
  placeAdding();
  refreshChoices();
  if (focus) focusWords(row);
  return row;
}

/**
 * Where somebody goes on in a row: the box for its words, else the first thing to tap.
 * @param {HTMLElement} row
 */
function focusWords(row) {
  const wanted = ["[data-words]", "[data-picker-search]", "[data-near] input", "input[type=file]", "summary"];
  const parts = wanted.flatMap((selector) => findAll(row, selector));
  parts.find((part) => part.offsetParent)?.focus();
}

/** The next person, the next stop are added beside the last one, where that is said. */
function placeAdding() {
  for (const kind of /** @type {RowKind[]} */ (["people", "stops"])) {
    const button = find(form, `[data-add="${kind}"]`, HTMLElement);
    const last = rowsOf(kind).pop();
    if (last && button.parentElement !== last) last.append(button);
  }
}

/** A second stop: somebody is met there, and something said. */
function addStop() {
  const row = addRow("stops", { focus: false });
  if (!row) return;
  const number = Number(totalOf("stops").value) - 1;
  if (number) {
    // Who was met, and what was said before, was at the first.
    for (const kind of /** @type {RowKind[]} */ (["people", "notes"])) {
      for (const earlier of rowsOf(kind)) {
        const at = findAll(earlier, '[name$="-stop"]').map((radio) => /** @type {HTMLInputElement} */ (radio));
        if (number === 1 && at.length && !at.some((radio) => radio.checked)) at[0].checked = true;
      }
    }
    for (const kind of /** @type {RowKind[]} */ (["people", "notes"])) {
      const other = addRow(kind, { focus: false });
      /** @type {HTMLInputElement | null | undefined} */
      const at = other?.querySelector(`[name$="-stop"][value="${number}"]`);
      if (at) at.checked = true;
    }
  }
  focusWords(row);
}

/** Photos are chosen at once; the row shows what came. */
function addPhotos() {
  const empty = rowsOf("photos").find((row) => {
    const input = row.querySelector("input[type=file]");
    return input && !(/** @type {HTMLInputElement} */ (input).files?.length) && !row.classList.contains("row-removed");
  });
  const row = empty ?? addRow("photos");
  /** @type {HTMLInputElement | null | undefined} */
  const input = row?.querySelector("input[type=file]");
  input?.click();
}

/** What the buttons that add something do; and what else is to be done to a row that comes, and when rows change. */
export const adding = /** @type {Record<RowKind, () => unknown>} */ ({
  stops: addStop,
  officers: () => addRow("officers"),
  people: () => addRow("people"),
  notes: () => {
    form.classList.remove("not-held");
    return addRow("notes");
  },
  follow_ups: () => addRow("follow_ups"),
  photos: addPhotos,
});
/** @type {((row: HTMLElement) => void)[]} */
export const onRow = [];
/** @type {(() => void)[]} */
export const onRefresh = [];

/** @param {HTMLElement} row */
function enhanceRow(row) {
  const locating = row.querySelector("[data-locate]");
  if (locating && navigator.geolocation) locating.classList.remove("awaits");
  for (const field of row.querySelectorAll("input")) {
    if (field.type === "file") field.multiple = true;
  }
  for (const enhance of onRow) enhance(row);
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
  const list = row.querySelector(`[data-boxes="${name}"] > div`);
  if (!list) return;
  const old = new Map(findAll(list, ".form-check").map((box) => [find(box, "input", HTMLInputElement).value, box]));
  // Mostly only a name has changed: on a cheap phone, building hundreds of boxes anew is felt while typing.
  const boxes = options.map(([code, words]) => {
    const box = old.get(code) ?? makeBox(name, code);
    const label = find(box, "span", HTMLElement);
    if (textOf(label) !== words) label.textContent = words;
    return box;
  });
  if (boxes.some((box) => !box.isConnected)) list.append(...boxes);
  for (const box of old.values()) {
    if (!boxes.includes(box)) box.remove();
  }
}

/**
 * Offer the stops to tap, where there are several; what was tapped stays, a new row is at the last one.
 * @param {HTMLElement} row
 * @param {string} name
 * @param {Option[]} stops
 */
function refreshStops(row, name, stops) {
  const list = find(row, "[data-at-stop]", HTMLElement);
  list.hidden = stops.length < 2;
  const old = new Map(findAll(list, ".choice").map((chip) => [find(chip, "input", HTMLInputElement).value, chip]));
  const chips = (list.hidden ? [] : stops).map(([value, label]) => {
    const radio = make("input", { type: "radio", name, value });
    const chip = old.get(value) ?? make("label", { className: "choice" }, radio, make("span"));
    const said = find(chip, "span", HTMLElement);
    // "Place 2: Desa Tuapukan" is long; the number and the name say it.
    const place = (label.split(": ")[1] ?? "").replace(/^(Desa|Kelurahan) /, "");
    const short = `${Number(value) + 1} ${place}`.trim();
    if (textOf(said) !== short) said.textContent = short;
    return chip;
  });
  list.append(...chips);
  for (const chip of old.values()) {
    if (!chips.includes(chip)) chip.remove();
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {HTMLElement}
 */
function makeBox(name, value) {
  const box = make("input", { type: "checkbox", className: "form-check-input", name, value });
  return make("label", { className: "form-check" }, box, make("span"));
}

// What the form says, as pairs of name and value, and its digest.

/** Names that go along with the words of a visit and are none of them. */
export const AROUND = new Set("csrfmiddlewaretoken action revision recorded_at key add find kept".split(" "));
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
  rowsOf("photos").forEach((_row, number) => refreshSelect(`photos-${number}-stop`, stops));
  for (const kind of /** @type {RowKind[]} */ (["people", "notes"])) {
    rowsOf(kind).forEach((row, number) => refreshStops(row, `${kind}-${number}-stop`, stops));
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

/**
 * As many lines as the words in it take; counted, not measured: on a cheap phone that would be felt at each letter.
 * @param {Element} field
 */
function fit(field) {
  if (!(field instanceof HTMLTextAreaElement) || !field.dataset.words) return;
  const lines = field.value.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / LETTERS_IN_A_LINE), 0);
  const rows = Math.min(MOST_LINES, Math.max(Number(field.dataset.words), lines));
  if (field.rows !== rows) field.rows = rows;
}

/** Bring the page in step after another script has filled rows. */
export function refresh() {
  refreshChoices();
  findAll(form, "[data-delete]").forEach((box) => markRemoved(/** @type {HTMLInputElement} */ (box)));
  placeAdding();
  findAll(form, "[data-words]").forEach(fit);
  for (const follow of onRefresh) follow();
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
  if (field.type === "date" && field.value) return inWords.format(new Date(field.value));
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
  const said = words.slice(0, MOST_IN_A_SUMMARY).join(" · ");
  summary.textContent = said.length > LONGEST_SUMMARY ? `${said.slice(0, LONGEST_SUMMARY)} …` : said;
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
  const row = /** @type {HTMLElement} */ (box.closest("[data-row]"));
  const list = /** @type {HTMLElement} */ (box.closest("[data-rows]"));
  row.classList.toggle("row-removed", box.checked);
  limitRows(/** @type {RowKind} */ (list.dataset.rows));
  const line = row.querySelector("[data-removed]");
  if (!box.checked) line?.remove();
  else if (!line) row.prepend(removedLine(row, box));
}

/**
 * What was taken away can be taken back in its place.
 * @param {HTMLElement} row
 * @param {HTMLInputElement} box
 */
function removedLine(row, box) {
  const { removed = "", undo = "" } = find(document, "[data-form-words]", HTMLElement).dataset;
  const button = make("button", { type: "button", className: "btn btn-outline-primary" }, undo);
  button.addEventListener("click", () => {
    box.checked = false;
    announce(box, "change");
    focusWords(row);
  });
  const what = textOf(row.querySelector("legend"));
  return make("p", { className: "removed-line", dataset: { removed: "" } }, removed.replace("{what}", what), " ", button);
}

/**
 * Take a row away, as somebody does who taps it.
 * @param {HTMLElement} row
 */
export function removeRow(row) {
  const box = find(row, "[data-delete]", HTMLInputElement);
  box.checked = true;
  announce(box, "change");
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

const loadHints = () => import("./hints.js");

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
  const button = target.closest("[data-add]");
  if (!button) return;
  event.preventDefault();
  adding[/** @type {RowKind} */ (button.dataset.add)]();
});

form.addEventListener("change", (event) => {
  const target = targetOf(event);
  guard.changed = true;
  if (target.matches("[data-delete]")) {
    markRemoved(target);
    /** @type {HTMLElement | null | undefined} */
    const undo = target.closest("[data-row]")?.querySelector("[data-removed] button");
    if (event.isTrusted) undo?.focus();
  }
  if (target.type === "file" && target.files?.length) takeChosenPhotos(target);
  /** @type {HTMLElement | null} */
  const list = target.closest("[data-choices]");
  if (list) sayTicked(list);
  if (target.name === "people-0-figure") offerLastVisit(target.value);
  refreshChoices();
});

form.addEventListener("input", (event) => {
  guard.changed = true;
  fit(targetOf(event));
});

// From the first word or tap on it is told whether the visit was logged already.
for (const kind of ["input", "change"]) form.addEventListener(kind, () => attempt(loadHints), { once: true });

form.addEventListener("click", (event) => {
  const link = targetOf(event).closest("a[data-prompts]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  attempt(async () => (await loadHints()).unfoldPrompts(link));
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
