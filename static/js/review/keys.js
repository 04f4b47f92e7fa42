// The review list by keyboard, once its reader has switched that on for this device: j next, k previous,
// a to the approval, r to the return. No key decides by itself: a moves to the button, Enter presses it.
// Without this script links and buttons do the same.
import { find, findAll, targetOf } from "../core/browser.js";

const SETTING = "cooling-review-keys";
const review = find(document, "[data-review]", HTMLElement);
const rows = findAll(review, "[data-row]");
const setting = find(review, "[data-keys]", HTMLElement);
const box = find(setting, "input", HTMLInputElement);

/**
 * Open the row so many steps from the present one; the first one where none is open.
 * @param {number} distance
 */
function moveBy(distance) {
  const present = rows.findIndex((row) => row.closest("[aria-current]"));
  rows[present < 0 ? 0 : present + distance]?.click();
}

function moveToApproval() {
  const form = review.querySelector("[data-approve]");
  /** @type {HTMLElement | null | undefined} */
  const unchecked = form?.querySelector("[name=photos_neutral]:not(:checked)");
  (unchecked ?? form?.querySelector("button"))?.focus();
}

function moveToReturn() {
  /** @type {HTMLElement | null} */
  const reason = review.querySelector("#id_reason");
  reason?.focus();
}

/** @type {Record<string, () => void>} */
const ACTIONS = { j: () => moveBy(1), k: () => moveBy(-1), a: moveToApproval, r: moveToReturn };

// A browser that keeps nothing leaves the keys off.
try {
  box.checked = localStorage.getItem(SETTING) === "on";
  box.addEventListener("change", () => localStorage.setItem(SETTING, box.checked ? "on" : "off"));
  setting.hidden = false;
} catch {
  box.checked = false;
}

document.addEventListener("keydown", (event) => {
  const isTyping = targetOf(event).closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const isCombined = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  const act = ACTIONS[event.key];
  if (!box.checked || isTyping || isCombined || !act) return;
  event.preventDefault();
  act();
});
