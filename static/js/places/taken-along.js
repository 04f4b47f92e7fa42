// What an officer takes along: the cards of the own villages, own drafts and returned visits, choices of the pickers;
// encrypted under the PIN, for three days, and refreshed by itself.
import { attempt, fetched, fetchedJson } from "../core/browser.js";

/** @typedef {import("../device/vault.js").Device} Device */
/** @typedef {{ tag: string, names: string[] }} Pack its tag on the server, and the names of its parts on the phone */

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const PACK_IS_FRESH_FOR = 6 * HOUR;
// A visit may be returned at any time; where nothing has changed, no byte comes.
const RESUME_IS_FRESH_FOR = 15 * MINUTE;
const HOURS = 72;

/**
 * Take all of it along; where nothing has changed since, what is here is kept for as long again.
 * @param {Device} device
 * @param {Partial<Pack>} [before]
 */
export async function takeCards(device, { tag = "", names = [] } = {}) {
  const { pages, hours, ...choices } = await fetchedJson(`/pack/cards/?tag=${tag}`);
  if (!pages) {
    await Promise.all(names.map((name) => device.prolong(name, hours)));
    return;
  }
  const kept = ["pack"];
  // Each as the page that it is: without signal its address opens it.
  for (const { path, ...page } of pages) {
    await device.keep(`page:${path}`, page, hours);
    kept.push(`page:${path}`);
  }
  await device.keep("pack", { ...choices, names: kept }, hours);
  // What is not in it any more has been narrowed, or is another's village now.
  const rows = await device.store.all("kept");
  const gone = rows.filter(({ name }) => name.startsWith("page:") && !kept.includes(name));
  for (const { name } of gone) await device.store.remove("kept", name);
}

/**
 * The own drafts and returned visits, to go on with.
 * @param {Device} device
 * @param {{ tag?: string }} [before]
 */
export async function takeResume(device, { tag = "" } = {}) {
  const answer = await fetched(`/device/resume/?tag=${tag}`, { headers: { Accept: "application/json" } });
  if (answer.status === 204) {
    await device.prolong("resume", HOURS);
    return;
  }
  const { account, hours, ...resume } = await answer.json();
  // Somebody else has signed in meanwhile.
  if (account === device.account) await device.keep("resume", resume, hours);
}

/**
 * Quietly take along anew what is not here, or was taken along some time ago.
 * @param {Device} device
 */
export async function takeAlongQuietly(device) {
  if (!device.hasPin || !device.isOpen || !navigator.onLine) return;
  /** @type {(kept: { at: number } | null, freshFor: number) => boolean} */
  const isOld = (kept, freshFor) => !kept || device.now() - kept.at > freshFor;
  const pack = await device.kept("pack");
  if (isOld(pack, PACK_IS_FRESH_FOR)) await attempt(() => takeCards(device, pack?.value));
  const resume = await device.kept("resume");
  if (isOld(resume, RESUME_IS_FRESH_FOR)) await attempt(() => takeResume(device, resume?.value));
}
