// Pickers that answer while somebody types. Without this script the "Find" button does the same.
import { announce, fetched, make } from "../core/browser.js";

const DELAY = 120;
const SHORTEST = 2;
const within = (root) => (name) => root.querySelector(`[data-picker-${name}]`);

/** Show in a picker what is chosen, and post it; the field that posts it. */
export function showPicked(root, value, label, detail) {
  const part = within(root);
  part("label").textContent = label;
  part("detail").textContent = detail;
  const chosen = part("chosen");
  const field = chosen.querySelector("input") ?? make("input", { type: "hidden", name: root.dataset.name });
  field.value = value;
  chosen.append(field);
  chosen.hidden = false;
  part("entry").hidden = true;
  return field;
}

/** Show choices in a picker that no search has found: [{value, label, detail}]. */
export function offerChoices(root, choices) {
  const { name } = root.dataset;
  const option = ({ value, label, detail }, place) => {
    const radio = make("input", { type: "radio", name, id: `id_${name}_${place}`, value, dataset: { label, detail } });
    radio.className = "form-check-input";
    const first = make("span", { className: "picker-option-label", textContent: label });
    const second = make("span", { className: "picker-option-detail", textContent: detail });
    return make("div", { className: "picker-option" }, radio, make("label", { htmlFor: radio.id }, first, second));
  };
  within(root)("options").replaceChildren(...choices.map(option));
}

/** Enhance one picker: `<div data-picker data-url data-name>` with its search box and parts. */
export function enhancePicker(root) {
  const { url, name, placeFrom, failed } = root.dataset;
  const part = within(root);
  const [options, chosen, entry, change] = ["options", "chosen", "entry", "change"].map(part);
  const search = root.querySelector("input[type=search]");
  const say = (words) => root.querySelector("[aria-live]").replaceChildren(words);
  let timer = 0;
  let request = null;
  part("find").hidden = true;
  change.hidden = false;

  const placeValue = () => document.querySelector(`[name="${placeFrom}"]:is(:checked, [type=hidden])`)?.value;

  function look() {
    const text = search.value.trim();
    request?.abort();
    if (text.length >= SHORTEST) return ask(text);
    if (text) options.replaceChildren();
    return say("");
  }

  async function ask(text) {
    const asked = new AbortController();
    request = asked;
    const query = new URLSearchParams({ q: text, name });
    const place = placeValue();
    if (place) query.set("place", place);
    try {
      const headers = { "X-Requested-With": "fetch" };
      const html = await (await fetched(`${url}?${query}`, { signal: asked.signal, headers })).text();
      if (request !== asked) return;
      options.innerHTML = html;
      say(part("count")?.textContent.trim() ?? "");
    } catch (problem) {
      if (problem.name !== "AbortError") await offerKept(text, place);
    }
  }

  /** Without an answer: what this phone has taken along. */
  async function offerKept(text, place) {
    const { offlineChoices } = await import("../device/offline-choices.js");
    const found = await offlineChoices(url.split("/")[2], text, place).catch(() => []);
    offerChoices(root, found);
    say(found.length || !text ? "" : failed);
  }

  // Who is known in the village is offered as soon as the village is chosen.
  if (placeFrom && url.includes("figures")) {
    document.addEventListener("change", ({ target }) => {
      if (target.name === placeFrom && !entry.hidden && !search.value) ask("");
    });
  }

  function choose(radio) {
    radio.checked = true;
    const field = showPicked(root, radio.value, radio.dataset.label, radio.dataset.detail);
    options.replaceChildren();
    search.value = "";
    say(radio.dataset.label);
    change.focus();
    announce(field, "change");
  }

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, DELAY);
  });
  search.addEventListener("keydown", (event) => {
    const first = event.key === "ArrowDown" && options.querySelector("input[type=radio]");
    if (first || event.key === "Enter") event.preventDefault();
    if (first) first.focus();
  });
  // A click with the pointer chooses; arrow keys only move, until Enter or the space bar.
  options.addEventListener("click", (event) => {
    const label = event.target.closest("label");
    if (label && event.detail > 0) choose(label.control);
  });
  options.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key) || !event.target.matches("input[type=radio]")) return;
    event.preventDefault();
    choose(event.target);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    options.replaceChildren();
    say("");
    if (chosen.querySelector("input")) entry.hidden = true;
    (entry.hidden ? change : search).focus();
  });
  change.addEventListener("click", () => {
    entry.hidden = false;
    search.focus();
  });
  if (chosen.querySelector("input")) entry.hidden = true;
  // Somebody may have typed before this script had come over a slow line.
  if (search === document.activeElement && search.value) look();
  root.dataset.enhanced = "yes";
}

document.querySelectorAll("[data-picker]").forEach(enhancePicker);
