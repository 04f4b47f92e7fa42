// What several scripts need: parts of a page, answers of the server, bytes as text.

/**
 * A part that the page always has.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`This page has no ${selector}`);
}

/**
 * Every part that fits.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const findAll = (root, selector) => [...root.querySelectorAll(selector)].filter(isHtml);

/** @type {(element: Element) => element is HTMLElement} */
const isHtml = (element) => element instanceof HTMLElement;

/**
 * The element on which something happened.
 * @param {Event} event
 */
export const targetOf = (event) => /** @type {HTMLInputElement} */ (event.target);

/** @param {Node | null | undefined} node */
export const textOf = (node) => node?.textContent?.trim() ?? "";

/**
 * An element with its properties, its data and what it holds.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[Tag], "dataset">> & { dataset?: DOMStringMap }} [properties]
 * @param {...(Node | string)} inside
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, { dataset, ...properties } = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, dataset);
  made.append(...inside);
  return made;
}

/**
 * The answer to what this page asks for; anything else, a sign-in page too, is a failure.
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function fetched(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

/**
 * @param {string} address
 * @returns {Promise<any>}
 */
export async function fetchedJson(address) {
  const answer = await fetched(address, { headers: { Accept: "application/json" } });
  return answer.json();
}

/**
 * Resolves with the outcome when the time is over.
 * @template Outcome
 * @param {number} milliseconds
 * @param {Outcome} outcome
 * @returns {Promise<Outcome>}
 */
export const pause = (milliseconds, outcome) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, outcome));

/**
 * One step by itself: where it fails, the others are taken all the same.
 * @param {() => unknown} work
 * @returns {Promise<unknown>}
 */
export const attempt = (work) => Promise.resolve().then(work).catch(() => {});

/**
 * Say that a field changed, as if somebody had typed or chosen.
 * @param {Element} field
 * @param {"input" | "change"} kind
 */
export const announce = (field, kind) => field.dispatchEvent(new Event(kind, { bubbles: true }));

/** @param {ArrayBuffer | Uint8Array} bytes */
export const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** @param {string} text */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer | Uint8Array} bytes */
export const toHex = (bytes) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
