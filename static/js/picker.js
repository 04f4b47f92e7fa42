// Pickers that answer while somebody types. Without this script the "Find" button does the same.

const DELAY = 120;
const SHORTEST = 2;

/** Show in a picker what is chosen, and post it; the field that posts it. */
export function showPicked(root, value, label, detail) {
  const chosen = root.querySelector("[data-picker-chosen]");
  chosen.querySelector("[data-picker-label]").textContent = label;
  chosen.querySelector("[data-picker-detail]").textContent = detail;
  let kept = chosen.querySelector("input");
  if (!kept) {
    kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: root.dataset.name });
    chosen.append(kept);
  }
  kept.value = value;
  chosen.hidden = false;
  root.querySelector("[data-picker-entry]").hidden = true;
  return kept;
}

/** Show choices in a picker that no search has found: [{value, label, detail}]. */
export function offerChoices(root, choices) {
  const nodes = choices.map(({ value, label, detail }, place) => {
    const holder = document.createElement("div");
    holder.className = "picker-option";
    const radio = document.createElement("input");
    const id = `id_${root.dataset.name}_${place}`;
    Object.assign(radio, { type: "radio", className: "form-check-input", name: root.dataset.name, id, value });
    Object.assign(radio.dataset, { label, detail });
    const words = Object.assign(document.createElement("label"), { htmlFor: id });
    const name = Object.assign(document.createElement("span"), { className: "picker-option-label", textContent: label });
    const more = Object.assign(document.createElement("span"), { className: "picker-option-detail", textContent: detail });
    words.append(name, more);
    holder.append(radio, words);
    return holder;
  });
  root.querySelector("[data-picker-options]").replaceChildren(...nodes);
}

/** Enhance one picker: `<div data-picker data-url data-name>` with its search box and parts. */
export function enhancePicker(root) {
  if (root.dataset.enhanced) return;
  root.dataset.enhanced = "yes";
  const search = root.querySelector("input[type=search]");
  const find = root.querySelector("[data-picker-find]");
  const live = root.querySelector("[aria-live]");
  const options = root.querySelector("[data-picker-options]");
  const chosen = root.querySelector("[data-picker-chosen]");
  const entry = root.querySelector("[data-picker-entry]");
  let timer = 0;
  let request = null;
  find.hidden = true;
  chosen.querySelector("[data-picker-change]").hidden = false;
  search.autocomplete = "off";

  function say(words) {
    live.textContent = words;
  }

  async function look() {
    const text = search.value.trim();
    if (request) request.abort();
    if (text.length < SHORTEST) {
      if (text) options.replaceChildren();
      say("");
      return;
    }
    await ask(text);
  }

  async function ask(text) {
    const asked = new AbortController();
    request = asked;
    const query = new URLSearchParams({ q: text, name: root.dataset.name });
    const place = root.dataset.placeFrom && placeValue(root.dataset.placeFrom);
    if (place) query.set("place", place);
    try {
      const answer = await fetch(`${root.dataset.url}?${query}`, {
        signal: asked.signal,
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (request !== asked) return;
      options.innerHTML = html;
      const count = options.querySelector("[data-picker-count]");
      say(count ? count.textContent.trim() : "");
    } catch (problem) {
      if (problem.name !== "AbortError") await offerKept(text, place);
    }
  }

  /** Without an answer: what this phone has taken along. */
  async function offerKept(text, place) {
    const { offlineChoices } = await import("./offline.js");
    const found = await offlineChoices(root.dataset.url.split("/")[2], text, place).catch(() => []);
    offerChoices(root, found);
    say(found.length || !text ? "" : root.dataset.failed);
  }

  // Who is known in the village is offered as soon as the village is chosen.
  if (root.dataset.placeFrom && root.dataset.url.includes("figures")) {
    document.addEventListener("change", (event) => {
      if (event.target.name === root.dataset.placeFrom && !entry.hidden && !search.value) ask("");
    });
  }

  function placeValue(name) {
    const checked = document.querySelector(`input[name="${name}"]:checked, input[type=hidden][name="${name}"]`);
    return checked && checked.value;
  }

  function choose(radio) {
    radio.checked = true;
    const kept = showPicked(root, radio.value, radio.dataset.label, radio.dataset.detail);
    options.replaceChildren();
    search.value = "";
    say(radio.dataset.label);
    chosen.querySelector("[data-picker-change]").focus();
    kept.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function change() {
    entry.hidden = false;
    search.focus();
  }

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, DELAY);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    const radios = options.querySelectorAll("input[type=radio]");
    if (event.key === "ArrowDown" && radios.length) {
      event.preventDefault();
      radios[0].focus();
    }
  });
  // A click with the pointer chooses; arrow keys only move, until Enter or the space bar.
  options.addEventListener("click", (event) => {
    const label = event.target.closest("label");
    if (label && event.detail > 0) choose(label.querySelector("input") || label.control);
  });
  options.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("input[type=radio]")) {
      event.preventDefault();
      choose(event.target);
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    options.replaceChildren();
    say("");
    if (chosen.querySelector("input")) entry.hidden = true;
    (entry.hidden ? chosen.querySelector("[data-picker-change]") : search).focus();
  });
  chosen.querySelector("[data-picker-change]").addEventListener("click", change);
  if (chosen.querySelector("input")) entry.hidden = true;
  // Somebody may have typed before this script had come over a slow line.
  if (search === document.activeElement && search.value) look();
}

document.querySelectorAll("[data-picker]").forEach(enhancePicker);
