// The visit form: rows without a reload, choices that follow what is typed, folded sections that say what they hold.
// Without this script the plain buttons of the page do the same.
import { make, toHex } from "../core/browser.js";
import { enhancePicker, showPicked } from "../pickers/picker.js";

export const form = document.querySelector("[data-visit-form]");
const [MOST_ROWS, MOST_PHOTOS, WRITTEN] = [30, 10, /text|date|time|number|search|file/];
/** What a row is called by, where nobody is picked in it. */
const NAMES = { stops: ["name"], people: ["name", "group"], officers: ["name", "position", "rank"], notes: ["text"] };
/** Whether something is typed that is kept nowhere yet. */
export const guard = { changed: false };

/** Whether a field was typed into since the page came. */
export const isTyped = (field) =>
  field.options ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected))
    : field.checked !== field.defaultChecked || (field.value !== field.defaultValue && WRITTEN.test(field.type));

const each = (selector, act) => form.querySelectorAll(selector).forEach((found) => act(found));
const total = (kind) => form.querySelector(`[name="${kind}-TOTAL_FORMS"]`);
const rows = (kind) => [...form.querySelectorAll(`[data-rows="${kind}"] > [data-row]`)];
export const text = (element) => element?.textContent.trim();
const PICKED = "[data-picker-chosen]:not([hidden]) [data-picker-label]";
const pickedIn = (part) => [...part.querySelectorAll(PICKED)].map(text);

/** No more can be added to a list that is full. */
function limit(kind) {
  const kept = rows(kind).filter((row) => !row.classList.contains("row-removed")).length;
  const isFull = kept >= (kind === "photos" ? MOST_PHOTOS : MOST_ROWS);
  form.querySelector(`[data-add="${kind}"]`).disabled = isFull;
  return isFull;
}

/** One more empty row, or nothing where the form is full. */
export function addRow(kind) {
  if (limit(kind)) return null;
  const number = Number(total(kind).value);
  const empty = form.querySelector(`template[data-empty="${kind}"]`);
  const row = make("div", { innerHTML: empty.innerHTML.replaceAll("__prefix__", number) }).firstElementChild;
  row.querySelector("[data-number]").textContent = number + 1;
  form.querySelector(`[data-rows="${kind}"]`).append(row);
  total(kind).value = number + 1;
  row.querySelectorAll("[data-picker]").forEach(enhancePicker);
  enhanceRow(row);
  limit(kind);
  refreshChoices();
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return row;
}

function enhanceRow(row) {
  const locating = row.querySelector("[data-locate]");
  if (locating && navigator.geolocation) locating.classList.remove("awaits");
  for (const field of row.querySelectorAll("input[type=file]")) field.multiple = true;
}

/** What the rows are called in the choices of other rows: [code, label]. */
function labels(kind, prefix = "") {
  return rows(kind).map((row, number) => {
    const name = `${text(row.querySelector("legend").firstChild)} ${number + 1}`;
    const typed = NAMES[kind].map((field) => form.elements[`${kind}-${number}-${field}`]?.value?.trim()).find(Boolean);
    const [picked] = pickedIn(row);
    const words = kind === "stops" ? typed || picked : picked || typed;
    return [`${prefix}${number}`, words ? `${name}: ${words.slice(0, 40)}` : name];
  });
}

function refreshSelect(name, choices) {
  const select = form.elements[name];
  if (select?.tagName !== "SELECT") return;
  const kept = select.value;
  choices.forEach(([number, label], place) => {
    const option = select.options[place + 1] ?? select.appendChild(new Option());
    if (option.value !== number || option.text !== label) Object.assign(option, { value: number, text: label });
  });
  select.length = choices.length + 1;
  select.value = kept;
}

function refreshBoxes(row, name, choices) {
  const group = row.querySelector(`[id="div_id_${name}"]`);
  if (!group) return;
  const old = new Map([...group.querySelectorAll(".form-check")].map((box) => [box.firstElementChild.value, box]));
  // Mostly only a name has changed: on a cheap phone, building hundreds of boxes anew is felt while typing.
  const boxes = choices.map(([code, words]) => {
    const box = old.get(code) ?? newBox(name, code);
    if (text(box.lastElementChild) !== words) box.lastElementChild.textContent = words;
    return box;
  });
  if (boxes.some((box) => !box.isConnected)) (group.querySelector("div:not(.form-check)") ?? group).append(...boxes);
  for (const box of old.values()) if (!boxes.includes(box)) box.remove();
}

function newBox(name, value) {
  const id = `id_${name}_of_${value}`;
  const box = make("input", { type: "checkbox", className: "form-check-input", name, value, id });
  return make("div", { className: "form-check" }, box, make("label", { className: "form-check-label", htmlFor: id }));
}

let known = "";

/** Rows that name other rows offer them as they are now. */
function refreshChoices() {
  const [stops, notes] = [labels("stops"), labels("notes")];
  const [people, officers] = [labels("people", "people-"), labels("officers", "officers-")];
  const now = JSON.stringify([stops, people, officers, notes, rows("photos").length, rows("follow_ups").length]);
  if (now === known) return;
  known = now;
  for (const kind of ["people", "photos", "notes"]) {
    rows(kind).forEach((_row, n) => refreshSelect(`${kind}-${n}-stop`, stops));
  }
  rows("notes").forEach((row, n) => {
    refreshSelect(`notes-${n}-answers`, notes.filter(([number]) => number !== String(n)));
    refreshBoxes(row, `notes-${n}-raised_by`, [...people, ...officers]);
    refreshBoxes(row, `notes-${n}-about`, people);
  });
  rows("follow_ups").forEach((row, n) => refreshBoxes(row, `follow_ups-${n}-note`, notes));
}

/** Show in a picker what was chosen before, by its label. */
export function labelPicked(name, chosen, [label, detail]) {
  const picker = form.querySelector(`[data-picker][data-name="${name}"]`);
  if (picker && chosen) showPicked(picker, chosen, label, detail);
}

/** After rows were filled by another script. */
export function refresh() {
  refreshChoices();
  each("[data-delete]", markRemoved);
  each("[data-choices]", sayChoices);
  each("[data-section]", summarise);
}

/** What a field says, where it says something to people. */
function wordsOf(field) {
  if (/(-id|-key|-q|_FORMS|-DELETE)$/.test(field.name) || ["hidden", "file"].includes(field.type)) return "";
  if (["checkbox", "radio"].includes(field.type)) return field.checked && text(field.labels[0]);
  return field.tagName === "SELECT" ? field.value && field.selectedOptions[0].textContent : field.value.trim();
}

/** A folded section says in one line what it holds. */
function summarise(section) {
  const fields = section.querySelectorAll("input[name], select[name], textarea[name]");
  const words = [...[...fields].map(wordsOf), ...pickedIn(section)].filter(Boolean);
  section.querySelector("[data-summary]").textContent = section.open ? "" : words.slice(0, 4).join(" · ").slice(0, 90);
}

/** A folded list of boxes says what is ticked. */
function sayChoices(list) {
  const ticked = [...list.querySelectorAll("input:checked")].map((box) => text(box.labels[0]));
  list.querySelector("[data-choices-said]").textContent = ticked.join(", ");
}

/** A new visit to somebody known may go on from the last one. */
function offerLast(figure) {
  const offer = form.querySelector("[data-same-as-last]");
  if (!offer) return;
  offer.hidden = !figure;
  offer.querySelector("a").search = new URLSearchParams({ figure, last: "on" });
}

function markRemoved(box) {
  box.closest("[data-row]").classList.toggle("row-removed", box.checked);
  limit(box.closest("[data-rows]").dataset.rows);
}

const typed = () => { guard.changed = true; };
// What only some visits need is fetched when it is asked for.
const locate = async (part) => (await import("./position.js")).locate(part, part.closest("[data-row]"));
const takePhotos = async (input) => (await import("./photos.js")).takePhotos(input, addRow);

form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const locating = event.target.closest("[data-locate] button");
  if (locating) locate(locating.parentElement);
  if (!add) return;
  event.preventDefault();
  addRow(add.dataset.add);
});

form.addEventListener("change", ({ target }) => {
  typed();
  if (target.matches("[data-delete]")) markRemoved(target);
  if (target.type === "file" && target.files.length) takePhotos(target);
  const list = target.closest("[data-choices]");
  if (list) sayChoices(list);
  if (target.name === "people-0-figure") offerLast(target.value);
  refreshChoices();
});
form.addEventListener("input", typed);

// A double tap is one visit all the same: both carry its key.
form.addEventListener("submit", () => {
  guard.changed = false;
  form.elements.recorded_at.value ||= new Date().toISOString();
});
window.addEventListener("beforeunload", (event) => guard.changed && event.preventDefault());

/** With scripts the device makes the key: a page out of a cache would carry a stale one. */
export function freshKey() {
  const hex = toHex(crypto.getRandomValues(new Uint8Array(16)));
  // A UUID of version 4: thirty digits by chance, two that say so.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-");
}

const isRefused = form.querySelector(".is-invalid") || document.querySelector(".error-summary");
if (form.elements.revision.value === "0" && !isRefused) form.elements.key.value = freshKey();
// What the browser puts back, going back to a page, was typed before.
guard.changed = [...form.elements].some(isTyped) && performance.getEntriesByType("navigation")[0].type !== "back_forward";
each("[data-rows] > [data-row]", enhanceRow);
refresh();
form.addEventListener("toggle", ({ target }) => target.matches("[data-section]") && summarise(target), true);
