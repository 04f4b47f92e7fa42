// Who and what is near: fetched by pages while they idle, kept encrypted, offered before anything is typed.
import { attempt, fetched, pause } from "../core/browser.js";
import { opening, whenIdle } from "./every-page.js";

/** @typedef {import("./vault.js").Device} Device */
/**
 * Rows of choices: value, label, detail; of a person also the village and the day of the last visit.
 * @typedef {object} Near
 * @property {[value: string, label: string, detail: string][]} villages
 * @property {[value: string, label: string, detail: string, place: string, lastVisit: string][]} people
 * @property {string[]} groups
 * @property {[value: string, label: string, detail: string][]} colleagues
 * @property {string[]} team numbers of those who went along last
 */

const MINUTE = 60000;
const FRESH_FOR = 15 * MINUTE;
const HOURS = 72;
// Nobody waits longer for suggestions.
const PATIENCE = 2500;

/**
 * Ask the server; where nothing has changed, what is here is kept for as long again.
 * @param {Device} device
 * @param {string} [tag] of what is here
 * @returns {Promise<Near | null>} null where nothing new came
 */
async function fetchNear(device, tag = "") {
  const answer = await fetched(`/device/near/?tag=${tag}`, { headers: { Accept: "application/json" } });
  if (answer.status === 204) {
    await device.prolong("near", HOURS);
    return null;
  }
  const { account, hours, ...near } = await answer.json();
  // Somebody else has signed in meanwhile: it is not this account's.
  if (account !== device.account) return null;
  await device.keep("near", near, hours);
  return near;
}

/**
 * Fetch it anew where it is older than a quarter of an hour; later, when the page has nothing else to do.
 * @param {Device} device
 */
export const refreshNear = (device) =>
  whenIdle(() =>
    attempt(async () => {
      const kept = await device.kept("near");
      if (!navigator.onLine || (kept && device.now() - kept.at < FRESH_FOR)) return;
      await fetchNear(device, kept?.value.tag);
    }));

/**
 * What the form offers before anything is typed: what is kept, else what the server says within two seconds and a half.
 * @returns {Promise<Near | null>} null without either, as on a phone that is locked without signal
 */
export async function nearChoices() {
  const device = await opening?.catch(() => null);
  if (!device) return null;
  const kept = await device.kept("near");
  if (!kept) return Promise.race([fetchNear(device).catch(() => null), pause(PATIENCE, null)]);
  refreshNear(device);
  return kept.value;
}

/** Whether what is near waits for the PIN: then `askPin` of pin.js opens it. */
export async function isLocked() {
  const device = await opening?.catch(() => null);
  return Boolean(device?.hasPin && !device.isOpen);
}
