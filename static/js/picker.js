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
      options.replaceChildren();
      say("");
      return;
    }
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
      if (problem.name !== "AbortError") say(root.dataset.failed);
    }
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
}

document.querySelectorAll("[data-picker]").forEach(enhancePicker);
