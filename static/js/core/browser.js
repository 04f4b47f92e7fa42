// What several scripts need: elements, answers of the server, bytes as text.

/** An element with its properties, its data and what it holds. */
export function make(tag, { dataset, ...properties } = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, dataset);
  made.append(...inside);
  return made;
}

/** The answer to what this page asks for; anything else, a sign-in page too, is a failure. */
export async function fetched(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

export const fetchedJson = async (url) => (await fetched(url, { headers: { Accept: "application/json" } })).json();

/** Resolves with `came` when so many milliseconds are over. */
export const pause = (time, came) => new Promise((done) => setTimeout(done, time, came));

/** Say that a field changed, as if somebody had typed or chosen. */
export const announce = (field, kind) => field.dispatchEvent(new Event(kind, { bubbles: true }));

export const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
export const fromBase64 = (words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
export const toHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
