// Passkeys: sign in with one, or make one. Without this script password and code do the same.
import { fetchedJson, fromBase64, toBase64 } from "../core/browser.js";

const form = document.querySelector("[data-passkey]");
const state = form.querySelector("[data-failed]");
const isNew = form.dataset.passkey === "create";

const NAMES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const toBytes = (text) => fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
const toText = (buffer) => toBase64(buffer).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The server's options with bytes where the browser wants bytes. */
function prepare({ publicKey }) {
  const named = (one) => one && { ...one, id: toBytes(one.id) };
  const asked = { ...publicKey, challenge: toBytes(publicKey.challenge), user: named(publicKey.user) };
  for (const list of ["allowCredentials", "excludeCredentials"]) asked[list] = asked[list]?.map(named);
  return { publicKey: asked };
}

/** What the device answered, as text for a form. */
function written({ rawId, type, response }) {
  const said = NAMES.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return JSON.stringify({ rawId: toText(rawId), type, response: Object.fromEntries(said) });
}

async function ask() {
  const options = document.getElementById("passkey-options");
  if (isNew) return navigator.credentials.create(prepare(JSON.parse(options.textContent)));
  const asked = await fetchedJson(form.dataset.options);
  form.elements.state.value = asked.state;
  return navigator.credentials.get(prepare(asked.options));
}

async function send(event) {
  event?.preventDefault();
  state.textContent = "";
  try {
    form.elements.answer.value = written(await ask());
    form.submit();
  } catch {
    state.textContent = state.dataset.failed;
  }
}

form.addEventListener("submit", send);
form.hidden = !window.PublicKeyCredential;
if (isNew) send();
