// The review list by keyboard: j next, k previous, a approve, r return.
// Without this script links and buttons do the same.

const review = document.querySelector("[data-review]");
const rows = [...review.querySelectorAll("[data-row]")];

/** Open the row so many steps from the present one; the first one where none is open. */
function step(by) {
  const at = rows.findIndex((row) => row.closest("[aria-current]"));
  rows[at < 0 ? 0 : at + by]?.click();
}

function approve() {
  const form = review.querySelector("[data-approve]");
  const unchecked = form?.querySelector("[name=photos_neutral]:not(:checked)");
  return unchecked ? unchecked.focus() : form?.requestSubmit();
}

const KEYS = { j: () => step(1), k: () => step(-1), a: approve, r: () => review.querySelector("#id_reason")?.focus() };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
