// "Tell me": asked for by a tap, on the page "This phone" and once where a visit was sent. How it stands, and the end.
import { attempt, fetched, find, toBase64 } from "../core/browser.js";
import "./push.js";

/** @typedef {import("./vault.js").Device} Device */
/** @typedef {"told" | "looks" | "off" | "refused" | "homeScreen" | "impossible" | "failed" | "noService"} State */

const { cooling } = self;
/** @type {State[]} what a tap may change */
const CAN_BEGIN = ["off", "failed", "noService"];
/** @type {State[]} */
const CAN_END = ["told", "looks"];

const canBeTold = () => "PushManager" in self && "Notification" in self && Boolean(navigator.serviceWorker);

// Safari on an iPhone: no push before the page is an app of the Home Screen.
const needsHomeScreen = () => navigator.standalone === false;

/**
 * @param {HTMLElement} section
 * @param {Device} device
 * @returns {Promise<State>}
 */
async function stateOf(section, device) {
  if (!canBeTold()) return needsHomeScreen() ? "homeScreen" : "impossible";
  if (Notification.permission === "denied") return "refused";
  const told = (await device.store.get("meta", "told"))?.value;
  if (Notification.permission !== "granted" || !told) return "off";
  if (told === "periodic") return "looks";
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && section.dataset.on ? "told" : "off";
}

/**
 * @param {HTMLElement} section
 * @param {State} state
 */
function show(section, state) {
  find(section, "[data-telling-said]", HTMLElement).textContent = section.dataset[state] ?? "";
  find(section, "[data-telling-begin]", HTMLElement).hidden = !CAN_BEGIN.includes(state);
  find(section, "[data-telling-end]", HTMLElement).hidden = !CAN_END.includes(state);
  section.hidden = false;
}

/** @returns {Promise<State>} */
async function begin() {
  // First of all: a browser asks for nobody whose tap was a while ago.
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "refused" : "off";
  try {
    const signedIn = await cooling.session();
    if (!signedIn?.push) return "failed";
    const by = await cooling.push.begin(await navigator.serviceWorker.ready, signedIn);
    if (!by) return "noService";
    return by === "push" ? "told" : "looks";
  } catch {
    return "failed";
  }
}

/**
 * @param {Device} device
 * @returns {Promise<State>}
 */
async function end(device) {
  await device.store.put("meta", { name: "told", value: null });
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration) await cooling.push.end(registration);
  // Without signal the push service says it to the server, with the next message.
  await attempt(async () => {
    const signedIn = await cooling.session();
    if (signedIn) await cooling.push.post(signedIn, "/device/push/end/");
  });
  return "off";
}

/**
 * Say how it stands, and let it be switched.
 * @param {HTMLElement} section
 * @param {Device} device
 */
export async function showTelling(section, device) {
  /** @type {[string, () => Promise<State>][]} */
  const buttons = [["[data-telling-begin]", begin], ["[data-telling-end]", () => end(device)]];
  for (const [selector, work] of buttons) {
    const button = find(section, selector, HTMLButtonElement);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const state = await work();
      button.disabled = false;
      if (state === "told") section.dataset.on = "1";
      show(section, state);
      // The button that was tapped may be gone.
      const next = /** @type {HTMLElement | null} */ (section.querySelector("button:not([hidden])"));
      (next ?? find(section, "h2", HTMLElement)).focus();
    });
  }
  show(section, await stateOf(section, device));
}

/**
 * Where a visit was sent: offer it, once on each phone. Nothing where it is not to be had, or was asked before.
 * @param {Element} place that gets the question
 * @param {Device} device
 * @returns {Promise<boolean>} whether it was asked
 */
export async function offerTelling(place, device) {
  if (!canBeTold() || Notification.permission !== "default") return false;
  if (await device.store.get("meta", "told")) return false;
  const signedIn = await cooling.session();
  if (!signedIn?.push) return false;
  const answer = await fetched("/device/");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = find(page, "[data-telling]", HTMLElement);
  await device.store.put("meta", { name: "told", value: null });
  place.append(section);
  await showTelling(section, device);
  return true;
}

/**
 * For signing out; the server ends it with the session.
 * @param {ServiceWorkerRegistration} registration
 */
export const endTelling = (registration) => cooling.push.end(registration);

/**
 * The server's key that the browser subscribed with, as the server writes it.
 * @param {PushSubscription} subscription
 */
const keyOf = ({ options: { applicationServerKey } }) =>
  toBase64(applicationServerKey ?? new ArrayBuffer(0)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/**
 * A sign-in ends after a month at the latest, and the telling with it: whoever asked for it is told on. With another
 * key of the server's, too.
 * @param {Device} device
 */
export async function renewTelling(device) {
  if (!canBeTold() || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker.ready;
  const signedIn = await cooling.session();
  if (signedIn?.account !== device.account || !signedIn.push) return;
  const subscription = await registration.pushManager.getSubscription();
  const isTold = signedIn.push.on && subscription && keyOf(subscription) === signedIn.push.key;
  if (!isTold) await cooling.push.begin(registration, signedIn);
}
