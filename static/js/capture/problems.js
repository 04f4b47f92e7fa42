// What has to be looked at before a visit can go: said at its field, and above with a link, until it is answered.
import { find, findAll, make, targetOf, textOf } from "../core/browser.js";
import { fieldOf, form, rowsOf } from "./visit-form.js";

/**
 * The field that a refusal names; of a picker its search box or first choice, of several boxes the first.
 * @param {string} name
 * @returns {HTMLInputElement | null}
 */
function fieldToLookAt(name) {
  const group = document.getElementById(`id_${name}`);
  if (group?.matches("[data-picker]")) {
    const inside = findAll(group, "[data-picker-search], [data-near] input, summary").find((part) => part.offsetParent);
    return /** @type {HTMLInputElement | null} */ (inside ?? null);
  }
  const field = /** @type {Element | RadioNodeList | null} */ (fieldOf(name) ?? fieldOf(`${name}-q`));
  const first = field instanceof RadioNodeList ? field[0] : field;
  return /** @type {HTMLInputElement | null} */ (first);
}

/**
 * The part of the page around a field: answered where anything in it changes.
 * @param {Element} field
 */
const partOf = (field) => field.closest("[data-picker], fieldset.asks, .field, [data-choices], .as-group") ?? field.parentElement ?? field;

/**
 * Open what a field is folded into.
 * @param {Element} field
 */
function unfold(field) {
  field.closest("[data-quiet]")?.removeAttribute("data-quiet");
  let fold = field.closest("details");
  while (fold) {
    fold.open = true;
    fold = fold.parentElement?.closest("details") ?? null;
  }
}

/**
 * Say at a field what is wrong with it.
 * @param {Element} field
 * @param {string} name
 * @param {string} sentence
 */
function mark(field, name, sentence) {
  unfold(field);
  field.setAttribute("aria-invalid", "true");
  field.classList.add("is-invalid");
  const part = partOf(field);
  const id = `problem_${name}`;
  document.getElementById(id)?.remove();
  if (!sentence) return;
  part.after(make("p", { className: "invalid-feedback d-block", id }, sentence));
  field.setAttribute("aria-describedby", id);
}

/** @param {string} name */
function clear(name) {
  for (const id of [`problem_${name}`, `id_${name}_error`]) document.getElementById(id)?.remove();
  const field = fieldToLookAt(name);
  for (const marked of field ? [field, ...partOf(field).querySelectorAll(".is-invalid")] : []) {
    marked.classList.remove("is-invalid");
    marked.removeAttribute("aria-invalid");
    marked.removeAttribute("aria-describedby");
  }
}

/** The script's own list of problems, or that of the server's page. */
function summaryOf() {
  /** @type {HTMLElement | null} */
  const ofServer = document.querySelector(".error-summary");
  return ofServer ?? find(document, "[data-problems]", HTMLElement);
}

/** @type {Record<string, string[]>} */
let shown = {};

/**
 * Name the fields to look at, in the order of the page.
 * @param {Record<string, string[]>} errors
 */
export function show(errors) {
  for (const name of Object.keys(shown)) clear(name);
  shown = errors;
  const found = Object.entries(errors).map(([name, sentences]) => ({ name, sentences, field: fieldToLookAt(name) }));
  found.sort(({ field: one }, { field: other }) => {
    if (!one || !other) return Number(Boolean(other)) - Number(Boolean(one));
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  });
  const items = found.map(({ name, sentences, field }) => {
    const label = field?.closest("[data-row]")?.querySelector("legend") ?? field?.labels?.[0];
    const called = label ? textOf(label) : name.replace(/^__all__$/, "");
    const link = make("a", { textContent: sentences.join(" ") || called });
    if (field) {
      mark(field, name, sentences.join(" "));
      field.id ||= `id_${name}_look`;
      link.href = `#${field.id}`;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        unfold(field);
        field.focus();
      });
    }
    return make("li", { dataset: { name } }, link);
  });
  const summary = summaryOf();
  summary.className = "error-summary";
  find(summary, "h2", HTMLElement).textContent = textOf(find(document, "[data-problems] h2", HTMLElement));
  find(summary, "ul", HTMLElement).replaceChildren(...items);
  summary.hidden = !items.length;
  if (items.length) summary.focus();
}

/** What is answered is no problem any more. */
function forgetAnswered(/** @type {Event} */ event) {
  const names = Object.keys(shown);
  // At every letter: most forms have none.
  if (!names.length) return;
  const changed = targetOf(event);
  const summary = summaryOf();
  for (const name of names) {
    const field = fieldToLookAt(name);
    const isAnswer = changed.name === name || (field && partOf(field).contains(changed));
    if (!isAnswer && !(name.endsWith("-place") && changed.name.endsWith("-figure"))) continue;
    clear(name);
    delete shown[name];
    summary.querySelector(`[data-name="${name}"]`)?.remove();
  }
  summary.hidden = !summary.querySelector("[data-name]");
}

/** What the server's page says is wrong is forgotten in the same way. */
function takeOver() {
  for (const link of findAll(document, ".error-summary li a")) {
    const { hash } = /** @type {HTMLAnchorElement} */ (link);
    const name = hash.replace(/^#(id_)?/, "");
    shown[name] = [textOf(link)];
    link.closest("li")?.setAttribute("data-name", name);
  }
}

/** @param {string} kind */
const filledRows = (kind) => rowsOf(/** @type {any} */ (kind)).filter((row) => !row.classList.contains("row-removed"));

/** @param {string} name */
const isTicked = (name) => Boolean(form.querySelector(`[name="${name}"]:checked`));

/**
 * What the server would demand and is not there, by the name of its field.
 * @returns {Record<string, string[]>}
 */
export function gaps() {
  const { noDay = "", noPlace = "", noPerson = "", noAnswer = "" } = find(document, "[data-form-words]", HTMLElement).dataset;
  /** @type {Record<string, string[]>} */
  const found = {};
  if (!fieldOf("visited_on")?.value) found.visited_on = [noDay];
  const figures = filledRows("people").map((row) => row.querySelector("[data-picker-chosen] input"));
  const names = form.querySelectorAll("[name^=people-][name$=-name], [name^=people-][name$=-group]");
  const isNamed = [...names].some((field) => /** @type {HTMLInputElement} */ (field).value.trim());
  if (!isTicked("outcome") && !figures.some(Boolean) && !isNamed) found["people-0-name"] = [noPerson];
  const places = filledRows("stops").map((row) => row.querySelector("[data-picker-chosen] input, [data-picker-search]"));
  const isPlaced = places.some((field) => field && /** @type {HTMLInputElement} */ (field).value.trim());
  const lives = figures.some((field) => field && /** @type {HTMLInputElement} */ (field).dataset.place);
  if (!isPlaced && !lives) found["stops-0-place"] = [noPlace];
  const isNotHeld = isTicked("outcome");
  const kinds = [...form.querySelectorAll("[name^=notes-][name$=-kind]:checked")];
  const isConcern = kinds.some((field) => /** @type {HTMLInputElement} */ (field).value === "concern");
  const words = [...form.querySelectorAll("[name^=notes-][name$=-text]")];
  const hasWords = words.some((field) => /** @type {HTMLTextAreaElement} */ (field).value.trim());
  if (!isTicked("concern_heard") && !isConcern && (!isNotHeld || hasWords)) found.concern_heard = [noAnswer];
  return found;
}

takeOver();
form.addEventListener("change", forgetAnswered);
form.addEventListener("input", forgetAnswered);
