// The review list by keyboard, once its reader has switched that on for this device: j next, k previous,
// a to the approval, r to the return. No key decides by itself: a moves to the button, Enter presses it.
// Without this script links and buttons do the same.

const KEPT = "cooling-review-keys";
const review = document.querySelector("[data-review]");
const rows = [...review.querySelectorAll("[data-row]")];
const setting = review.querySelector("[data-keys]");
const box = setting.querySelector("input");

/** Open the row so many steps from the present one; the first one where none is open. */
function step(by) {
  const at = rows.findIndex((row) => row.closest("[aria-current]"));
  rows[at < 0 ? 0 : at + by]?.click();
}

function moveToApproval() {
  const form = review.querySelector("[data-approve]");
  const unchecked = form?.querySelector("[name=photos_neutral]:not(:checked)");
  (unchecked ?? form?.querySelector("button"))?.focus();
}

const moveToReturn = () => review.querySelector("#id_reason")?.focus();
const KEYS = { j: () => step(1), k: () => step(-1), a: moveToApproval, r: moveToReturn };

// A browser that keeps nothing leaves the keys off.
try {
  box.checked = localStorage.getItem(KEPT) === "on";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  setting.hidden = false;
} catch {
  box.checked = false;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const together = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  if (!box.checked || typing || together || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
