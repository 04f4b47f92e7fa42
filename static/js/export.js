// Show how far an export is, without reloading the page; without scripts the page refreshes itself.

const EVERY = 1000;
const MOST_FAILURES = 30;
const part = document.querySelector("[data-export]");
let failures = 0;

async function refresh() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-export]");
    show(fresh);
    failures = 0;
  } catch {
    failures += 1;
  }
  if ("unfinished" in part.dataset && failures < MOST_FAILURES) setTimeout(refresh, EVERY);
}

// A button under somebody's finger stays; only what it says before it changes.
function show(fresh) {
  const form = part.querySelector("form");
  const stays = form && fresh.querySelector("form");
  if (!("unfinished" in fresh.dataset)) delete part.dataset.unfinished;
  if (!stays) {
    part.replaceChildren(...fresh.childNodes);
    return;
  }
  fresh.querySelector("form").remove();
  while (part.firstChild !== form) part.firstChild.remove();
  form.before(...fresh.childNodes);
}

if (part && "unfinished" in part.dataset) setTimeout(refresh, EVERY);
