// What the form offers to tap and fills in by itself: always in words, and one tap from being changed.
import { announce, find, findAll, make, targetOf, textOf } from "../core/browser.js";
import { choiceOf, offerChips, showChoice } from "../pickers/picker.js";
import { addRow, adding, fieldOf, form, onRefresh, onRow, removeRow, rowsOf, showCard } from "./visit-form.js";

/** @typedef {[value: string, label: string, detail: string, place?: string, lastVisit?: string]} Offer */
/** @typedef {{ villages: Offer[], people: Offer[], groups: string[], colleagues: Offer[], team: string[] }} Near */

const ZONE = "Asia/Makassar";
const DAY = 86400000;
const MOST_GROUPS = 8;
const COUNTS = ["5", "10", "20"];
const NOBODY = { villages: [], people: [], groups: [], colleagues: [], team: [] };
const { lang } = document.documentElement;
const inWords = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
// Sweden writes dates as a field wants them: 2024-09-01.
const asField = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

/** The sentences of the form. */
const words = find(document, "[data-form-words]", HTMLElement).dataset;

/**
 * The day so many days from now, as a field holds it.
 * @param {number} days
 */
const dayFromNow = (days) => asField.format(Date.now() + days * DAY);

/**
 * @param {string} text
 * @param {() => void} act
 */
function button(text, act) {
  const made = make("button", { type: "button", className: "choice-button" }, text);
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {Element} made
 * @param {boolean} isOn
 */
const press = (made, isOn) => made.setAttribute("aria-pressed", String(isOn));

// Who and what is near.

/** @type {Near} */
let near = NOBODY;

/** What the page says is near: in its chips, and beside them what no chip shows. The shell of a phone says nothing. */
function readNear() {
  const text = textOf(find(document, "[data-near-choices]", HTMLTemplateElement).content);
  near = { ...NOBODY, ...JSON.parse(text || "{}") };
  for (const list of findAll(form, "[data-near]")) {
    const radios = /** @type {HTMLInputElement[]} */ (findAll(list, "input"));
    if (!radios.length) continue;
    const kind = /** @type {"villages" | "people" | "colleagues"} */ (list.dataset.near);
    near[kind] = radios.map(choiceOf).map(({ value, label, detail, place }) => [value, label, detail, place]);
  }
}

/**
 * Offer what is near in every row that has chosen nothing.
 * @param {ParentNode} part
 */
function offerNear(part) {
  for (const list of findAll(part, "[data-near]")) {
    if (list.childElementCount || list.closest("template")) continue;
    const kind = /** @type {"villages" | "people" | "colleagues"} */ (list.dataset.near);
    const picker = /** @type {HTMLElement} */ (list.closest("[data-picker]"));
    offerChips(picker, list, near[kind].map(([value, label, detail, place = ""]) => ({ value, label, detail, place })));
  }
}

/**
 * Other choices have come: those of the phone, in the place of the page's.
 * @param {Near} choices
 */
export function takeNear(choices) {
  // The usual words for groups stand in the page.
  near = { ...choices, groups: [...new Set([...choices.groups, ...near.groups])].slice(0, MOST_GROUPS) };
  for (const list of findAll(form, "[data-near]")) list.replaceChildren();
  offerNear(form);
  offerGroups(form);
}

// The village of who is met.

/**
 * A stop of which nothing is chosen is where its first figure lives.
 * @param {HTMLInputElement} figure the field that posts it
 */
function followFigure(figure) {
  const { place = "" } = figure.dataset;
  const stop = checkedValue(figure.name.replace("figure", "stop")) || "0";
  /** @type {HTMLElement | null} */
  const picker = form.querySelector(`[data-picker][data-name="stops-${stop}-place"]`);
  const chosen = picker?.querySelector("[data-picker-chosen] input");
  const isOurs = picker?.hasAttribute("data-from-figure");
  if (!place || !picker || (chosen && !isOurs)) return;
  const known = near.villages.find(([code]) => code === place);
  const label = known?.[1] ?? textOf(figure.closest("[data-picker]")?.querySelector("[data-picker-detail]")).split(" · ").pop() ?? "";
  const detail = [words.fromFigure, known?.[2]].filter(Boolean).join(" · ");
  announce(showChoice(picker, { value: place, label, detail }), "change");
  picker.setAttribute("data-from-figure", "");
}

/**
 * What the picker of a row posts.
 * @param {Element} part
 */
function valueChosen(part) {
  /** @type {HTMLInputElement | null} */
  const field = part.querySelector("[data-picker-chosen] input");
  return field?.value ?? "";
}

/** @param {string} name */
function checkedValue(name) {
  /** @type {HTMLInputElement | null} */
  const field = form.querySelector(`[name="${name}"]:checked`);
  return field?.value ?? "";
}

// A group.

/** @param {ParentNode} part */
function offerGroups(part) {
  for (const list of findAll(part, "[data-words-for]")) {
    const isCount = list.dataset.wordsFor === "count";
    const offered = isCount ? COUNTS : near.groups;
    /** @type {HTMLInputElement | null} */
    const field = list.closest("[data-group]")?.querySelector(`input[name$="-${list.dataset.wordsFor}"]`) ?? null;
    if (!field) continue;
    list.replaceChildren(...offered.map((text) => button(text, () => {
      field.value = text;
      announce(field, "input");
      announce(field, "change");
    })));
  }
}

/** @param {HTMLDetailsElement} fold */
function showAsGroup(fold) {
  const row = /** @type {HTMLElement} */ (fold.closest("[data-row]"));
  const name = find(row, "[data-picker-search]", HTMLInputElement);
  const group = find(fold, "input[name$='-group']", HTMLInputElement);
  const count = find(fold, "input[name$='-count']", HTMLInputElement);
  row.classList.toggle("as-group-row", fold.open);
  const summary = find(fold, "summary", HTMLElement);
  summary.dataset.closed ||= textOf(summary);
  summary.textContent = fold.open ? words.backToName ?? "" : summary.dataset.closed ?? "";
  // What was typed goes along, whichever it is called.
  if (fold.open && name.value && !group.value) [group.value, name.value] = [name.value, ""];
  if (!fold.open && group.value) {
    if (!name.value) name.value = group.value;
    group.value = "";
    count.value = "";
  }
  if (fold.open && form.dataset.ready) group.focus();
}

// What was said, and by whom.

const KIND = /^notes-(\d+)-kind$/;
const NAME = /^people-\d+-name$/;
/** With these it may be said who said a note. */
const SAYS_WHO = /^(notes-\d+-|people-\d+-(name|group)$)/;
/** Notes of which a person has chosen who said them. @type {WeakSet<Element>} */
const attributed = new WeakSet();

/**
 * What is tapped in a row: asked of the row alone, since a form with many is long.
 * @param {HTMLElement} row
 * @param {"stop" | "kind"} field
 */
function tappedIn(row, field) {
  /** @type {HTMLInputElement | null} */
  const radio = row.querySelector(`[name$="-${field}"]:checked`);
  return radio?.value ?? "";
}

/** The people and groups, by the number of their row, each with its stop where there are several. */
function peopleNamed() {
  return rowsOf("people").flatMap((row, number) => {
    if (row.classList.contains("row-removed")) return [];
    const chosen = row.querySelector("[data-picker-chosen] input") && textOf(row.querySelector("[data-picker-label]"));
    const typed = ["name", "group"].map((name) => fieldOf(`people-${number}-${name}`)?.value.trim());
    const called = chosen || typed.find(Boolean);
    return called ? [{ number, stop: tappedIn(row, "stop") }] : [];
  });
}

/**
 * Who said it, where only one can have: it is said in words, and can be changed.
 * @param {HTMLElement} row
 * @param {number} number
 * @param {{ number: number, stop: string }[]} people
 */
function attribute(row, number, people) {
  const boxes = [...row.querySelectorAll(`input[name="notes-${number}-raised_by"]`)].map((box) => /** @type {HTMLInputElement} */ (box));
  const hasWords = Boolean(fieldOf(`notes-${number}-text`)?.value.trim());
  if (!attributed.has(row)) {
    const here = tappedIn(row, "stop");
    const [only, another] = people.filter(({ stop }) => stop === here);
    const isMessage = tappedIn(row, "kind") === "message";
    const who = isMessage ? "officers-0" : only && !another ? `people-${only.number}` : "";
    for (const box of boxes) box.checked = hasWords && box.value === who;
  }
  sayWho(row, boxes);
}

/**
 * @param {HTMLElement} row
 * @param {HTMLInputElement[]} boxes
 */
function sayWho(row, boxes) {
  const line = find(row, "[data-said-by]", HTMLElement);
  const called = boxes.filter((box) => box.checked).map((box) => textOf(box.labels?.[0]).replace(/^[^:]*: /, ""));
  line.hidden = !called.length;
  find(line, "[data-who]", HTMLElement).textContent = (words.saidBy ?? "").replace("{who}", called.join(", "));
}

function attributeAll() {
  const people = peopleNamed();
  rowsOf("notes").forEach((row, number) => attribute(row, number, people));
}

/** Whether the answer to the concern was given by the kind of a note alone. */
let isAnsweredByKind = false;

function answerConcern() {
  const kinds = rowsOf("notes").map((row) => (row.classList.contains("row-removed") ? "" : tappedIn(row, "kind")));
  const isConcern = kinds.includes("concern");
  const yes = find(form, "[name=concern_heard][value=yes]", HTMLInputElement);
  if (isConcern && !checkedValue("concern_heard")) {
    yes.checked = true;
    announce(yes, "change");
    isAnsweredByKind = true;
  } else if (!isConcern && isAnsweredByKind) {
    yes.checked = false;
    isAnsweredByKind = false;
  }
  const line = find(form, "[data-contradiction]", HTMLElement);
  const sentence = isConcern && checkedValue("concern_heard") === "no" ? line.dataset.sentence ?? "" : "";
  if (line.textContent !== sentence) line.textContent = sentence;
}

// What was promised.

/**
 * Days to tap for a promise; the field stays for every other day.
 * @param {HTMLElement} row
 */
function offerDays(row) {
  const list = row.querySelector("[data-due]");
  if (!list || list.childElementCount) return;
  const day = find(row, "[data-day]", HTMLElement);
  const field = find(day, "input", HTMLInputElement);
  const near = /** @type {[string, number][]} */ ([[words.oneWeek, 7], [words.twoWeeks, 14]]);
  const buttons = near.map(([text, days]) => button(text, () => {
    field.value = dayFromNow(days);
    announce(field, "change");
  }));
  const other = button(words.day ?? "", () => {
    day.hidden = false;
    field.focus();
  });
  list.append(...buttons, other);
  const show = () => {
    near.forEach(([, days], at) => press(buttons[at], field.value === dayFromNow(days)));
    const isOther = Boolean(field.value) && !near.some(([, days]) => field.value === dayFromNow(days));
    press(other, isOther);
    day.hidden = !isOther && document.activeElement !== field;
    const line = find(row, "[data-due-said]", HTMLElement);
    line.hidden = !field.value;
    line.textContent = field.value ? [longDay(field.value), ownerOf(row)].filter(Boolean).join(" · ") : "";
  };
  row.addEventListener("change", show);
  show();
}

/** @param {string} day */
const longDay = (day) => (Number.isNaN(Date.parse(day)) ? "" : inWords.format(new Date(day)));

/** @param {HTMLElement} row */
function ownerOf(row) {
  const owner = valueChosen(row);
  if (!owner) return "";
  return owner === fieldOf("officers-0-officer")?.value ? words.me ?? "" : textOf(row.querySelector("[data-picker-label]"));
}

/**
 * A new promise is mine, and comes of the note above.
 * @param {HTMLElement} row
 */
function beginPromise(row) {
  const owner = /** @type {HTMLElement} */ (row.querySelector("[data-picker]"));
  const mine = form.querySelector("[data-picker][data-name='officers-0-officer']");
  const value = mine && valueChosen(mine);
  if (value && owner) {
    const [label, detail] = ["label", "detail"].map((part) => textOf(mine.querySelector(`[data-picker-${part}]`)));
    showChoice(owner, { value, label, detail });
  }
  const notes = [...row.querySelectorAll("input[name$='-note']")].map((box) => /** @type {HTMLInputElement} */ (box));
  const filled = notes.filter((box) => fieldOf(`notes-${box.value}-text`)?.value.trim());
  const last = filled.pop();
  if (last) last.checked = true;
}

// Who went along.

/** Colleagues to tap: each tap is a row of its own, and taken back by another. */
function offerTogether() {
  const list = find(form, "[data-together]", HTMLElement);
  const rowOf = (/** @type {string} */ nrp) => rowsOf("officers").find((row) => !row.classList.contains("row-removed") && valueChosen(row) === nrp);
  const buttons = near.colleagues.map(([value, label, detail]) => {
    const made = button(label, () => {
      const row = rowOf(value);
      if (row) removeRow(row);
      else add([value, label, detail]);
      show();
    });
    made.dataset.value = value;
    return made;
  });
  /** @param {Offer} offer */
  function add([value, label, detail]) {
    const row = addRow("officers", { focus: false });
    /** @type {HTMLElement | null | undefined} */
    const picker = row?.querySelector("[data-picker]");
    if (picker) announce(showChoice(picker, { value, label, detail }), "change");
  }
  const show = () => buttons.forEach((made) => press(made, Boolean(rowOf(made.dataset.value ?? ""))));
  const team = near.colleagues.filter(([value]) => near.team.includes(value));
  if (team.length > 1) {
    const text = (words.sameTeam ?? "").replace("{what}", String(team.length));
    buttons.unshift(button(text, () => {
      team.filter(([value]) => !rowOf(value)).forEach(add);
      show();
    }));
  }
  const search = button(words.find ?? "", () => addRow("officers"));
  list.replaceChildren(...buttons, search);
  list.hidden = false;
  show();
  showCard("went");
  return buttons[0] ?? search;
}

// When it was.

function sayWhen() {
  const day = fieldOf("visited_on")?.value ?? "";
  const select = find(form, "[name=part_of_day]", HTMLSelectElement);
  const part = select.value ? select.selectedOptions[0].text.toLowerCase() : "";
  const near = { [dayFromNow(0)]: words.today, [dayFromNow(-1)]: words.yesterday };
  const line = [near[day] ?? longDay(day), part].filter(Boolean).join(", ");
  const place = document.querySelector("[data-when]");
  if (place && line) place.textContent = line;
}

function openWhen() {
  for (const name of ["more", "when"]) find(form, `#${name}`, HTMLDetailsElement).open = true;
  fieldOf("visited_on")?.focus();
}

// Whether anybody was met.

/** @param {HTMLInputElement} [box] the one that was just ticked: the visit was one of both at most */
function sayOutcome(box) {
  for (const other of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name=outcome]"))) {
    if (box?.checked && other !== box) other.checked = false;
  }
  const isHeld = !checkedValue("outcome");
  const hasWords = rowsOf("notes").some((_row, number) => fieldOf(`notes-${number}-text`)?.value.trim());
  form.classList.toggle("not-held", !isHeld && !hasWords);
}

/**
 * Behind somebody whose name is typed the next one can be added.
 * @param {HTMLInputElement} field
 */
function markNamed(field) {
  field.closest("[data-row]")?.classList.toggle("has-words", Boolean(field.value.trim()));
}

/**
 * All that a row offers.
 * @param {HTMLElement} row
 */
function enhanceChips(row) {
  offerNear(row);
  offerGroups(row);
  offerDays(row);
  for (const fold of findAll(row, "[data-group]")) {
    fold.addEventListener("toggle", () => showAsGroup(/** @type {HTMLDetailsElement} */ (fold)));
  }
  row.classList.toggle("as-group-row", Boolean(row.querySelector("[data-group][open]")));
}

/** Bring in step what other fields have changed: a draft was opened, a row came or went. */
function refreshChips() {
  answerConcern();
  sayWhen();
  sayOutcome();
  rowsOf("people").forEach((_row, number) => markNamed(find(form, `[name=people-${number}-name]`, HTMLInputElement)));
  for (const fold of findAll(form, "[data-group]")) {
    const details = /** @type {HTMLDetailsElement} */ (fold);
    if (find(fold, "input[name$='-group']", HTMLInputElement).value) details.open = true;
  }
  rowsOf("notes").forEach((row, number) => {
    const boxes = [...row.querySelectorAll(`input[name="notes-${number}-raised_by"]`)];
    if (boxes.some((box) => /** @type {HTMLInputElement} */ (box).checked)) attributed.add(row);
    sayWho(row, /** @type {HTMLInputElement[]} */ (boxes));
    // What is chosen is seen.
    if (row.querySelector("[data-fold] .kinds input:checked")) find(row, "[data-fold]", HTMLDetailsElement).open = true;
  });
}

/** Rows whose first letter has been seen. @type {WeakSet<Element>} */
const begun = new WeakSet();

adding.officers = () => {
  const isShown = !find(form, "#went", HTMLElement).hasAttribute("data-quiet");
  if (isShown && !find(form, "[data-together]", HTMLElement).hidden) addRow("officers");
  else offerTogether().focus();
};

adding.follow_ups = () => {
  const row = addRow("follow_ups");
  if (row) beginPromise(row);
};

function listen() {
  document.querySelector("[data-when]")?.addEventListener("click", openWhen);
  form.addEventListener("input", (event) => {
    const field = targetOf(event);
    // At the first letter, not when the field is left: a tap on what moves away under the finger is lost.
    if (NAME.test(field.name)) markNamed(field);
    // Once for each text: on a cheap phone every letter counts.
    if (!SAYS_WHO.test(field.name) || begun.has(field)) return;
    begun.add(field);
    setTimeout(attributeAll);
  });
  form.addEventListener("change", (event) => {
    const field = targetOf(event);
    const { name } = field;
    if (/^people-\d+-figure$/.test(name)) followFigure(field);
    if (/^stops-\d+-place$/.test(name)) {
      const picker = /** @type {HTMLElement} */ (field.closest("[data-picker]"));
      picker.removeAttribute("data-from-figure");
      // It was opened for the search.
      find(picker, "[data-fold]", HTMLDetailsElement).open = false;
    }
    if (/^people-\d+-(figure|name|group)$/.test(name) || KIND.test(name) || /^notes-\d+-text$/.test(name)) attributeAll();
    if (name.endsWith("-raised_by")) {
      attributed.add(/** @type {HTMLElement} */ (field.closest("[data-row]")));
      attributeAll();
    }
    if (name === "concern_heard") isAnsweredByKind = false;
    if (name === "concern_heard" || KIND.test(name) || name.endsWith("-DELETE")) answerConcern();
    if (name === "outcome") sayOutcome(field);
    if (["visited_on", "part_of_day"].includes(name)) sayWhen();
  });
  form.addEventListener("click", (event) => {
    const change = targetOf(event).closest("[data-said-by] button");
    if (!change) return;
    const row = /** @type {HTMLElement} */ (change.closest("[data-row]"));
    find(row, "[data-fold]", HTMLDetailsElement).open = true;
    /** @type {HTMLElement | null} */
    const box = row.querySelector("input[name$='-raised_by']");
    box?.focus();
  });
}

readNear();
onRow.push(enhanceChips);
onRefresh.push(refreshChips);
findAll(form, "[data-rows] > [data-row]").forEach(enhanceChips);
refreshChips();
listen();
