// The visit form: rows without a reload, choices that follow what is typed, folded sections that say what they hold.
// Without this script the plain buttons of the page do the same.

import { enhancePicker, showPicked } from "./picker.js";

export const form = document.querySelector("[data-visit-form]");
const MOST_ROWS = 30;
const MOST_PHOTOS = 10;
let sending = false;
/** Whether something is typed that is kept nowhere yet; `keeps` once drafts.js looks after it. */
export const guard = { changed: false, keeps: false };

const total = (kind) => form.querySelector(`[name="${kind}-TOTAL_FORMS"]`);
const rows = (kind) => [...form.querySelectorAll(`[data-rows="${kind}"] > [data-row]`)];
const value = (name) => {
  const field = form.elements[name];
  return field ? (field.value || "").trim() : "";
};

function isFull(kind) {
  const kept = rows(kind).filter((row) => !row.classList.contains("row-removed")).length;
  return kept >= (kind === "photos" ? MOST_PHOTOS : MOST_ROWS);
}

/** One more empty row, or nothing where the form is full. */
export function addRow(kind) {
  const number = Number(total(kind).value);
  if (isFull(kind)) return null;
  const empty = form.querySelector(`template[data-empty="${kind}"]`);
  const holder = document.createElement("div");
  holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.firstElementChild;
  row.querySelector("[data-number]").textContent = String(number + 1);
  form.querySelector(`[data-rows="${kind}"]`).append(row);
  total(kind).value = String(number + 1);
  row.querySelectorAll("[data-picker]").forEach(enhancePicker);
  enhanceRow(row);
  form.querySelector(`[data-add="${kind}"]`).disabled = isFull(kind);
  refreshChoices();
  const first = row.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.focus();
  return row;
}

function enhanceRow(row) {
  const locating = row.querySelector("[data-locate]");
  if (locating && navigator.geolocation) locating.hidden = false;
  row.querySelectorAll("input[type=file]").forEach((field) => {
    field.multiple = true;
  });
}

/** What a row is called in the choices of other rows. */
function rowLabel(kind, row, number) {
  const name = `${row.querySelector("legend").firstChild.textContent.trim()} ${number + 1}`;
  const picked = row.querySelector("[data-picker-chosen]:not([hidden]) [data-picker-label]");
  const typed = { stops: ["name"], people: ["name", "group"], officers: ["name", "position", "rank"], notes: ["text"] }[kind]
    .map((field) => value(`${kind}-${number}-${field}`))
    .find(Boolean);
  const words = kind === "stops" ? typed || (picked && picked.textContent) : (picked && picked.textContent) || typed;
  return words ? `${name}: ${words.trim().slice(0, 40)}` : name;
}

const labels = (kind) => rows(kind).map((row, number) => [String(number), rowLabel(kind, row, number)]);

function refreshSelect(name, choices) {
  const select = form.elements[name];
  if (!select || select.tagName !== "SELECT") return;
  const kept = select.value;
  choices.forEach(([number, text], place) => {
    const option = select.options[place + 1];
    if (!option) select.append(new Option(text, number));
    else if (option.value !== number || option.text !== text) Object.assign(option, { value: number, text });
  });
  while (select.options.length > choices.length + 1) select.options[select.options.length - 1].remove();
  select.value = kept;
}

function refreshBoxes(row, name, choices) {
  const group = row.querySelector(`[id="div_id_${name}"]`);
  if (!group) return;
  const old = [...group.querySelectorAll(".form-check")];
  if (old.length === choices.length && choices.every(([code], place) => old[place].firstElementChild.value === code)) {
    // Mostly only a name has changed: on a cheap phone, building hundreds of boxes anew is felt while typing.
    choices.forEach(([_code, text], place) => {
      const label = old[place].lastElementChild;
      if (label.textContent.trim() !== text) label.textContent = text;
    });
    return;
  }
  const checked = new Set([...group.querySelectorAll("input:checked")].map((box) => box.value));
  const boxes = choices.map(([code, text], place) => {
    const holder = document.createElement("div");
    holder.className = "form-check";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", className: "form-check-input", name, value: code, id: `id_${name}_${place}` });
    box.checked = checked.has(code);
    const label = document.createElement("label");
    Object.assign(label, { className: "form-check-label", htmlFor: box.id, textContent: text });
    holder.append(box, label);
    return holder;
  });
  old.forEach((box) => box.remove());
  (group.querySelector("div") || group).append(...boxes);
}

let known = "";

/** Rows that name other rows offer them as they are now. */
function refreshChoices() {
  const stops = labels("stops");
  const people = labels("people").map(([number, text]) => [`people-${number}`, text]);
  const officers = labels("officers").map(([number, text]) => [`officers-${number}`, text]);
  const notes = labels("notes");
  const now = JSON.stringify([stops, people, officers, notes, rows("photos").length, rows("follow_ups").length]);
  if (now === known) return;
  known = now;
  rows("people").forEach((_row, n) => refreshSelect(`people-${n}-stop`, stops));
  rows("photos").forEach((_row, n) => refreshSelect(`photos-${n}-stop`, stops));
  rows("notes").forEach((row, n) => {
    refreshSelect(`notes-${n}-stop`, stops);
    refreshSelect(`notes-${n}-answers`, notes.filter(([number]) => number !== String(n)));
    refreshBoxes(row, `notes-${n}-raised_by`, [...people, ...officers]);
    refreshBoxes(row, `notes-${n}-about`, people);
  });
  rows("follow_ups").forEach((row, n) => refreshBoxes(row, `follow_ups-${n}-note`, notes));
}

/** Show in a picker what was chosen before, by its label. */
export function labelPicked(name, chosen, [label, detail]) {
  const picker = [...form.querySelectorAll("[data-picker]")].find((each) => each.dataset.name === name);
  if (picker && chosen) showPicked(picker, chosen, label, detail);
}

/** After rows were filled by another script. */
export function refresh() {
  refreshChoices();
  form.querySelectorAll("[data-delete]").forEach(markRemoved);
  form.querySelectorAll("[data-choices]").forEach(sayChoices);
  form.querySelectorAll("[data-section]").forEach(summarise);
}

/** A folded section says in one line what it holds. */
function summarise(section) {
  const words = [...section.querySelectorAll("input, select, textarea")]
    .filter((field) => field.name && !field.closest("template") && !/(-id|-key|-q|_FORMS|-DELETE)$/.test(field.name))
    .map((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked && field.labels[0] ? field.labels[0].textContent.trim() : "";
      if (field.tagName === "SELECT") return field.value ? field.selectedOptions[0].textContent : "";
      return field.type === "hidden" || field.type === "file" ? "" : field.value.trim();
    })
    .concat([...section.querySelectorAll("[data-picker-chosen]:not([hidden]) [data-picker-label]")].map((label) => label.textContent.trim()))
    .filter(Boolean);
  section.querySelector("[data-summary]").textContent = section.open ? "" : words.slice(0, 4).join(" · ").slice(0, 90);
}

/** A folded list of boxes says what is ticked. */
function sayChoices(list) {
  const ticked = [...list.querySelectorAll("input:checked")].map((box) => box.labels[0].textContent.trim());
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
  const kind = box.closest("[data-rows]").dataset.rows;
  form.querySelector(`[data-add="${kind}"]`).disabled = isFull(kind);
}

// What only some visits need is fetched when it is asked for.
form.addEventListener("click", async (event) => {
  const locating = event.target.closest("[data-locate] button");
  if (!locating) return;
  const { locate } = await import("./place.js");
  locate(locating.parentElement, locating.closest("[data-row]"));
});
form.addEventListener("change", async (event) => {
  if (event.target.type !== "file" || !event.target.files.length) return;
  const { takePhotos } = await import("./photos.js");
  takePhotos(event.target, addRow);
});

form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  if (!add) return;
  event.preventDefault();
  addRow(add.dataset.add);
});

form.addEventListener("change", (event) => {
  if (!guard.keeps) guard.changed = true;
  if (event.target.matches("[data-delete]")) markRemoved(event.target);
  const list = event.target.closest("[data-choices]");
  if (list) sayChoices(list);
  if (event.target.name === "people-0-figure") offerLast(event.target.value);
  refreshChoices();
});
form.addEventListener("input", () => {
  if (!guard.keeps) guard.changed = true;
});

form.addEventListener("submit", (event) => {
  // A double tap sends once. The key would keep it to one visit anyway.
  if (sending) {
    event.preventDefault();
    return;
  }
  sending = true;
  guard.changed = false;
  const now = form.elements.recorded_at;
  if (!now.value) now.value = new Date().toISOString();
});
window.addEventListener("pageshow", () => {
  sending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (guard.changed && !sending) event.preventDefault();
});

/** With scripts the device makes the key: a page out of a cache would carry a stale one. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

if (form.elements.revision.value === "0" && !form.querySelector(".is-invalid") && !document.querySelector(".error-summary")) {
  form.elements.key.value = freshKey();
}
form.querySelectorAll("[data-section]").forEach((section) => {
  summarise(section);
  section.addEventListener("toggle", () => summarise(section));
});
form.querySelectorAll("[data-delete]").forEach(markRemoved);
form.querySelectorAll("[data-rows] > [data-row]").forEach(enhanceRow);
refreshChoices();
