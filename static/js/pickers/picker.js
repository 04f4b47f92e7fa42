// Pickers that answer while somebody types. Without this script the "Find" button does the same.
import { announce, fetched, find, findAll, make, targetOf, textOf } from "../core/browser.js";

/** @typedef {{ value: string, label: string, detail: string, place?: string }} Choice `place`: the village of a person */

const SEARCH_AFTER = 120;
const SHORTEST_SEARCH = 2;
// An answer on a good line comes before anybody reads a word about it.
const SAY_SEARCHING_AFTER = 400;
// On a line that hangs nobody waits longer: what this phone knows is offered, and the answer is still awaited.
const PATIENCE = 2500;

/**
 * A part of a picker: label, detail, chosen, entry, options, change, find.
 * @param {Element} picker
 * @param {string} name
 */
const partOf = (picker, name) => find(picker, `[data-picker-${name}]`, HTMLElement);

/**
 * Show in a picker what is chosen, and post it.
 * @param {HTMLElement} picker
 * @param {Choice} choice
 * @returns {HTMLInputElement} the field that posts it
 */
export function showChoice(picker, { value, label, detail, place = "" }) {
  partOf(picker, "label").textContent = label;
  partOf(picker, "detail").textContent = detail;
  const chosen = partOf(picker, "chosen");
  const field = chosen.querySelector("input") ?? make("input", { type: "hidden", name: picker.dataset.name });
  field.value = value;
  field.dataset.place = place;
  chosen.append(field);
  chosen.hidden = false;
  partOf(picker, "entry").hidden = true;
  const change = partOf(picker, "change");
  change.setAttribute("aria-label", `${textOf(change)}: ${label}`);
  picker.closest("[data-row]")?.classList.add("has-choice");
  return field;
}

/**
 * Nothing is chosen any more.
 * @param {HTMLElement} picker
 */
function forget(picker) {
  const chosen = partOf(picker, "chosen");
  chosen.querySelector("input")?.remove();
  chosen.hidden = true;
  picker.closest("[data-row]")?.classList.remove("has-choice");
}

/**
 * What a radio button stands for; a chip says it by its text.
 * @param {HTMLInputElement} radio
 * @returns {Choice}
 */
export function choiceOf({ value, dataset, labels }) {
  const said = labels?.[0]?.querySelector("span");
  const { label = textOf(said?.firstChild), detail = textOf(said?.querySelector("small")), place = "" } = dataset;
  return { value, label, detail, place };
}

/**
 * Choices in the look of chips, before anything is typed. Their radio buttons are not posted: what they choose is.
 * @param {HTMLElement} picker
 * @param {HTMLElement} list
 * @param {Choice[]} choices
 */
export function offerChips(picker, list, choices) {
  const { name } = picker.dataset;
  const chips = choices.map(({ value, label, detail, place = "" }) => {
    const radio = make("input", { type: "radio", name: `${name}-near`, value });
    radio.dataset.place = place;
    const said = make("span", {}, label, make("small", { textContent: detail }));
    return make("label", { className: "choice" }, radio, said);
  });
  list.replaceChildren(...chips);
}

/**
 * Offer choices in a picker that no search has found.
 * @param {HTMLElement} picker
 * @param {Choice[]} choices
 */
export function offerChoices(picker, choices) {
  const { name } = picker.dataset;
  const options = choices.map(({ value, label, detail }, index) => {
    const id = `id_${name}_${index}`;
    const radio = make("input", { type: "radio", className: "form-check-input", name, id, value });
    Object.assign(radio.dataset, { label, detail });
    const first = make("span", { className: "picker-option-label", textContent: label });
    const second = make("span", { className: "picker-option-detail", textContent: detail });
    return make("div", { className: "picker-option" }, radio, make("label", { htmlFor: id }, first, second));
  });
  partOf(picker, "options").replaceChildren(...options);
}

/**
 * Let a picker search while somebody types: `<div data-picker data-url data-name>` with its search box and parts.
 * @param {HTMLElement} picker
 */
export function enhancePicker(picker) {
  const { url = "", name = "", placeFrom } = picker.dataset;
  /** @type {HTMLElement | null} */
  const sentences = document.querySelector("[data-device-words]");
  const { searching = "", fromPhone = "", searchFailed = "" } = sentences?.dataset ?? {};
  const options = partOf(picker, "options");
  const chosen = partOf(picker, "chosen");
  const entry = partOf(picker, "entry");
  const change = partOf(picker, "change");
  const search = find(picker, "[data-picker-search]", HTMLInputElement);
  /** @type {HTMLElement | null} */
  const near = picker.querySelector("[data-near]");
  // Where the text of the box is a name of its own, letters stand for somebody else than who is chosen.
  const isName = !search.name.endsWith("-q");
  let timer = 0;
  /** The last search that was begun. @type {AbortController | null} */
  let latest = null;

  partOf(picker, "find").hidden = true;
  change.hidden = false;

  /** @param {string} sentence */
  const say = (sentence) => find(picker, "[aria-live]", HTMLElement).replaceChildren(sentence);

  const hasChoice = () => Boolean(chosen.querySelector("input"));

  /** The village whose people come first. */
  function chosenPlace() {
    /** @type {HTMLInputElement | null} */
    const field = document.querySelector(`[name="${placeFrom}"]:is(:checked, [type=hidden])`);
    return field?.value;
  }

  async function searchTyped() {
    const typed = search.value.trim();
    latest?.abort();
    if (near) near.hidden = Boolean(typed);
    if (typed.length >= SHORTEST_SEARCH) return searchFor(typed);
    options.replaceChildren();
    say("");
  }

  /** @param {string} typed */
  async function searchFor(typed) {
    const request = new AbortController();
    latest = request;
    const query = new URLSearchParams({ q: typed, name });
    const place = chosenPlace();
    if (place) query.set("place", place);
    const timers = [
      setTimeout(() => latest === request && say(searching), SAY_SEARCHING_AFTER),
      setTimeout(() => offerTakenAlong(request, typed, place), PATIENCE),
    ];
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetched(`${url}?${query}`, { signal: request.signal, headers });
      const html = await answer.text();
      // Late, while somebody chooses among what the phone knows: nothing moves under the finger.
      if (latest !== request || options.contains(document.activeElement)) return;
      options.innerHTML = html;
      // Said once, above the list.
      const count = options.querySelector("[data-picker-count]");
      count?.remove();
      if (typed) say(textOf(count));
      else offerFirst(place);
    } catch (problem) {
      if (/** @type {Error} */ (problem).name !== "AbortError") await offerTakenAlong(request, typed, place);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  /**
   * Without an answer, or before one: what this phone knows.
   * @param {AbortController} request
   * @param {string} typed
   * @param {string} [place]
   */
  async function offerTakenAlong(request, typed, place) {
    const { offlineChoices } = await import("../device/offline-choices.js");
    const kind = url.split("/")[2];
    const choices = await offlineChoices(kind, typed, place).catch(() => []);
    if (latest !== request) return;
    offerChoices(picker, choices);
    if (!typed) offerFirst(place);
    else say(choices.length ? fromPhone : searchFailed);
  }

  /**
   * Who is known in the village that was chosen: before the others that are near, where those are offered as chips.
   * @param {string} [place]
   */
  function offerFirst(place = "") {
    if (!near) return;
    const known = [...options.querySelectorAll("input")].map((radio) => ({ ...choiceOf(radio), place }));
    const others = [...near.querySelectorAll("input")].map(choiceOf);
    options.replaceChildren();
    offerChips(picker, near, [...known, ...others.filter(({ value }) => !known.some((one) => one.value === value))]);
    near.scrollLeft = 0;
  }

  /** @param {HTMLInputElement} radio */
  function choose(radio) {
    const choice = choiceOf(radio);
    const { label } = choice;
    const field = showChoice(picker, choice);
    // Posted once: by the field that shows it.
    radio.checked = false;
    options.replaceChildren();
    search.value = "";
    latest = null;
    if (near) near.hidden = false;
    say(label);
    change.focus();
    announce(field, "change");
  }

  // Who is known in the village is offered as soon as the village is chosen.
  if (placeFrom && url.includes("figures")) {
    document.addEventListener("change", (event) => {
      if (targetOf(event).name === placeFrom && !entry.hidden && !search.value) searchFor("");
    });
  }

  search.addEventListener("input", () => {
    if (isName && search.value && hasChoice()) forget(picker);
    clearTimeout(timer);
    timer = setTimeout(searchTyped, SEARCH_AFTER);
  });
  search.addEventListener("keydown", (event) => {
    /** @type {HTMLElement | null} */
    const first = event.key === "ArrowDown" ? options.querySelector("input[type=radio]") : null;
    if (first || event.key === "Enter") event.preventDefault();
    first?.focus();
  });
  // A click with the pointer chooses; arrow keys only move, until Enter or the space bar. Browsers turn
  // an arrow key on radio buttons into a click as well, whose `detail` is 0.
  for (const list of near ? [options, near] : [options]) {
    list.addEventListener("click", (event) => {
      const radio = targetOf(event).closest("label")?.control;
      if (radio && event.detail > 0) choose(/** @type {HTMLInputElement} */ (radio));
    });
    list.addEventListener("keydown", (event) => {
      const radio = targetOf(event);
      if (!["Enter", " "].includes(event.key) || !radio.matches("input[type=radio]")) return;
      event.preventDefault();
      choose(radio);
    });
  }
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    options.replaceChildren();
    say("");
    if (hasChoice()) showEntry(false);
    (entry.hidden ? change : search).focus();
  });
  change.addEventListener("click", () => {
    showEntry(true);
    (search.offsetParent ? search : near?.querySelector("input") ?? search).focus();
  });

  /** @param {boolean} isShown whether somebody may choose anew */
  function showEntry(isShown) {
    entry.hidden = !isShown;
    picker.closest("[data-row]")?.classList.toggle("has-choice", !isShown);
  }

  if (hasChoice()) showEntry(false);
  // The page's own chips are posted until this script has come: then only what they choose is.
  for (const radio of near?.querySelectorAll("input") ?? []) {
    const isChosen = radio.checked;
    radio.name = `${name}-near`;
    if (isChosen) choose(radio);
  }
  // Somebody may have typed before this script had come over a slow line.
  if (search === document.activeElement && search.value) searchTyped();
  picker.dataset.enhanced = "yes";
}

findAll(document, "[data-picker]").forEach(enhancePicker);
