// What is told while somebody types: a visit that was logged already, and what to ask. Neither holds anybody up.
import { attempt, fetched, find, findAll, make } from "../core/browser.js";

const PAUSE_IN_TYPING = 700;
const PATIENCE = 2500;
const ASKED = /^(key|visited_on|(stops|people)-\d+-(place|place-q|figure|name|stop|DELETE))$/;
const NAMED = /^people-\d+-(figure|name)$/;
const KIND_OR_TOPIC = /^notes-\d+-(kind|topic)$/;

const form = find(document, "[data-visit-form]", HTMLFormElement);
const told = find(form, "[data-same-visits]", HTMLElement);

/**
 * The text of an answer that comes soon; nothing where none does.
 * @param {string} address
 */
async function textSoon(address) {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), PATIENCE);
  const answer = await fetched(address, { signal: given.signal }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  clearTimeout(timer);
  return text ?? null;
}

/** Day, villages and people, as the form would post them; nothing while nobody is named. */
function question() {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (ASKED.test(name) && typeof value === "string" && value.trim()) said.append(name, value.trim());
  }
  const isKnown = said.has("visited_on") && [...said.keys()].some((name) => NAMED.test(name));
  return isKnown ? String(said) : "";
}

// What the server has said already was of the form before the change that brought this script.
/** @type {string | null} */
let asked = null;

async function tell() {
  const now = question();
  if (now === asked) return;
  asked = now;
  const text = now && navigator.onLine ? await textSoon(`${told.dataset.sameVisits}?${now}`) : null;
  // Meanwhile something else was typed: its own answer is on the way.
  if (now !== asked) return;
  told.innerHTML = text ?? "";
  if (text === null) asked = "";
}

let typing = 0;

function tellSoon() {
  clearTimeout(typing);
  typing = setTimeout(() => attempt(tell), PAUSE_IN_TYPING);
}

/** The kinds and topics of the notes, in their order; "" stands for every note. */
function wanted() {
  const said = [...new FormData(form)].filter(([name]) => KIND_OR_TOPIC.test(name)).map(([, value]) => String(value));
  return new Set(["", ...said]);
}

/**
 * In place of the link, which leads to all of them, what fits the notes.
 * @param {HTMLAnchorElement} link
 */
export async function unfoldPrompts(link) {
  const shown = make("div");
  const summary = make("summary", {}, ...link.childNodes);
  const fold = make("details", { className: link.className, open: true }, summary, shown);
  link.replaceWith(fold);
  summary.focus();
  const page = new DOMParser().parseFromString((await textSoon(link.href)) ?? "", "text/html");
  const parts = findAll(page, "[data-prompts-of]");
  const show = () => {
    const fits = wanted();
    const fitting = parts.filter((part) => fits.has(part.dataset.promptsOf ?? ""));
    shown.replaceChildren(...(fitting.length ? fitting : parts).map((part) => document.importNode(part, true)));
  };
  // Nothing came: the next tap asks again.
  if (!parts.length) {
    link.append(...summary.childNodes);
    fold.replaceWith(link);
    return;
  }
  show();
  form.addEventListener("change", show);
}

form.addEventListener("input", tellSoon);
form.addEventListener("change", tellSoon);
window.addEventListener("online", tellSoon);
tellSoon();
