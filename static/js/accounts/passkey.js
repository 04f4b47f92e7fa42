// Passkeys: sign in with one, or make one. Without this script password and code do the same.
import { fetchedJson, find, fromBase64, toBase64 } from "../core/browser.js";

/** @typedef {{ id: string, type: "public-key" }} WrittenCredential what the server calls a passkey by */
/**
 * The server's options, with text where the browser wants bytes.
 * @typedef {object} WrittenOptions
 * @property {string} challenge
 * @property {{ id: string }} [user]
 * @property {WrittenCredential[]} [allowCredentials]
 * @property {WrittenCredential[]} [excludeCredentials]
 */

const form = find(document, "[data-passkey]", HTMLFormElement);
const state = find(form, "[data-failed]", HTMLElement);
const isNew = form.dataset.passkey === "create";

const ANSWERED = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

// Passkeys are written in base64url: other signs than base64, and nothing to fill up the end.

/** @param {string} text */
const fromBase64Url = (text) => fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));

/** @param {ArrayBuffer} bytes */
const toBase64Url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/**
 * The server's options with bytes where the browser wants bytes.
 * @param {{ publicKey: WrittenOptions }} options
 * @returns {{ publicKey: any }}
 */
function withBytes({ publicKey }) {
  /** @param {{ id: string }} named */
  const withBytesAsId = (named) => ({ ...named, id: fromBase64Url(named.id) });
  return {
    publicKey: {
      ...publicKey,
      challenge: fromBase64Url(publicKey.challenge),
      user: publicKey.user && withBytesAsId(publicKey.user),
      allowCredentials: publicKey.allowCredentials?.map(withBytesAsId),
      excludeCredentials: publicKey.excludeCredentials?.map(withBytesAsId),
    },
  };
}

/**
 * What the device answered, as text for a form.
 * @param {any} credential
 */
function written({ rawId, type, response }) {
  const answered = ANSWERED.filter((name) => response[name]);
  const texts = answered.map((name) => [name, toBase64Url(response[name])]);
  return JSON.stringify({ rawId: toBase64Url(rawId), type, response: Object.fromEntries(texts) });
}

/** @param {string} name */
const field = (name) => find(form, `[name="${name}"]`, HTMLInputElement);

async function askDevice() {
  if (isNew) {
    const options = find(document, "#passkey-options", HTMLElement);
    return navigator.credentials.create(withBytes(JSON.parse(options.textContent ?? "")));
  }
  const { state: signedState, options } = await fetchedJson(form.dataset.options ?? "");
  field("state").value = signedState;
  return navigator.credentials.get(withBytes(options));
}

async function askAndPost() {
  state.textContent = "";
  try {
    field("answer").value = written(await askDevice());
    form.submit();
  } catch {
    state.textContent = state.dataset.failed ?? "";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  askAndPost();
});
form.hidden = !window.PublicKeyCredential;
if (isNew) askAndPost();
