// Show how far the making of a file has come, without reloading the page; without scripts the page refreshes itself.
import { fetched } from "../core/browser.js";

const EVERY = 1000;
const MOST_FAILURES = 30;
const part = document.querySelector("[data-export]");
let failures = 0;

async function refresh() {
  const asked = fetched(location.href, { headers: { Accept: "text/html" } });
  const html = await asked.then((answer) => answer.text()).catch(() => "");
  failures = html ? 0 : failures + 1;
  if (html) show(new DOMParser().parseFromString(html, "text/html").querySelector("[data-export]"));
  if ("unfinished" in part.dataset && failures < MOST_FAILURES) setTimeout(refresh, EVERY);
}

// A button under somebody's finger stays; only what it says before it changes.
function show(fresh) {
  const form = part.querySelector("form");
  const again = form && fresh.querySelector("form");
  part.toggleAttribute("data-unfinished", "unfinished" in fresh.dataset);
  if (!again) return part.replaceChildren(...fresh.childNodes);
  again.remove();
  while (part.firstChild !== form) part.firstChild.remove();
  return form.before(...fresh.childNodes);
}

if (part && "unfinished" in part.dataset) setTimeout(refresh, EVERY);
