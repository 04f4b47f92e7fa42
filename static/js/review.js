// The review list by keyboard: j next, k previous, a approve, r return. Without this script links and buttons do the same.

const review = document.querySelector("[data-review]");
const rows = [...review.querySelectorAll("[data-row]")];
const current = () => rows.findIndex((row) => row.closest("[aria-current]"));

/** Open the row so many steps from the present one; the first one where none is open. */
function step(by) {
  const at = current();
  const row = rows[at < 0 ? 0 : at + by];
  if (row) row.click();
}

function approve() {
  const form = review.querySelector("[data-approve]");
  if (!form) return;
  const check = form.querySelector("[name=photos_neutral]");
  if (check && !check.checked) check.focus();
  else form.requestSubmit();
}

function writeReason() {
  const reason = review.querySelector("#id_reason");
  if (reason) reason.focus();
}

const KEYS = { j: () => step(1), k: () => step(-1), a: approve, r: writeReason };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
