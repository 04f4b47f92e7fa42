// Show how far the making of a file has come, without reloading the page; without scripts the page refreshes itself.
import { fetched, find } from "../core/browser.js";

const REFRESH_EVERY = 1000;
const MOST_FAILURES = 30;
const part = find(document, "[data-export]", HTMLElement);
let failuresInARow = 0;

const isUnfinished = () => "unfinished" in part.dataset;

async function refresh() {
  try {
    const answer = await fetched(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(find(fresh, "[data-export]", HTMLElement));
    failuresInARow = 0;
  } catch {
    failuresInARow += 1;
  }
  if (isUnfinished() && failuresInARow < MOST_FAILURES) setTimeout(refresh, REFRESH_EVERY);
}

/**
 * Show the part as the server has it now.
 * @param {HTMLElement} fresh
 */
function show(fresh) {
  const form = part.querySelector("form");
  const freshForm = form && fresh.querySelector("form");
  part.toggleAttribute("data-unfinished", "unfinished" in fresh.dataset);
  if (!freshForm) {
    part.replaceChildren(...fresh.childNodes);
    return;
  }
  // A button under somebody's finger stays; only what it says before it changes.
  freshForm.remove();
  while (part.firstChild !== form) part.firstChild?.remove();
  form.before(...fresh.childNodes);
}

if (isUnfinished()) setTimeout(refresh, REFRESH_EVERY);
