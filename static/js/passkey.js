// Passkeys: sign in with one, or make one. Without this script password and code do the same.

const form = document.querySelector("[data-passkey]");
const state = form.querySelector("[data-failed]");

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The server's options with bytes where the browser wants bytes. */
function prepare({ publicKey }) {
  const asked = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: toBytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: toBytes(one.id) }));
  }
  return { publicKey: asked };
}

/** What the device answered, as text for a form. */
function written({ rawId, type, response }) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = toText(response[name]);
  }
  return JSON.stringify({ rawId: toText(rawId), type, response: said });
}

async function ask() {
  if (form.dataset.passkey === "create") {
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    return navigator.credentials.create(prepare(options));
  }
  const answer = await fetch(form.dataset.options);
  if (!answer.ok) throw new Error(String(answer.status));
  const asked = await answer.json();
  form.elements.state.value = asked.state;
  return navigator.credentials.get(prepare(asked.options));
}

async function send(event) {
  if (event) event.preventDefault();
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
if (form.dataset.passkey === "create") send();
