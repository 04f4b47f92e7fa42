// What an officer takes along: the cards of the own villages and the choices of the pickers, encrypted, for three days.
import { fetchedJson, find } from "../core/browser.js";
import { askPin } from "../device/every-page.js";
import { openDevice } from "../device/vault.js";
import { keepVillages } from "./villages.js";

/** @typedef {import("../device/vault.js").Device} Device */
/** @typedef {{ tag: string, names: string[] }} Pack its tag on the server, and the names of its parts on the phone */

const HOUR = 3600000;
const REFRESH_AFTER = 6 * HOUR;
const dayAndHour = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "long",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Asia/Makassar",
});
/** @type {HTMLElement | null} */
const section = document.querySelector("[data-pack]");

/**
 * Take all of it along; where nothing has changed since, what is here is kept for as long again.
 * @param {Device} device
 * @param {Partial<Pack>} [before]
 */
async function takeAlong(device, { tag = "", names = [] } = {}) {
  const { pages, hours, ...choices } = await fetchedJson(`/pack/cards/?tag=${tag}`);
  if (!pages) {
    await Promise.all(names.map((name) => device.prolong(name, hours)));
    return;
  }
  keepVillages(choices.villages);
  const kept = ["pack"];
  // Each as the page that it is: without signal its address opens it.
  for (const { path, ...page } of pages) {
    await device.keep(`page:${path}`, page, hours);
    kept.push(`page:${path}`);
  }
  await device.keep("pack", { ...choices, names: kept }, hours);
}

/**
 * Quietly take along anew what was taken along some hours ago.
 * @param {Device} device
 */
export async function refresh(device) {
  const pack = await device.kept("pack");
  const isOld = pack && navigator.onLine && device.now() - pack.at > REFRESH_AFTER;
  if (isOld) await takeAlong(device, pack.value).catch(() => {});
}

/**
 * @param {HTMLElement} section
 * @param {Device} device
 */
async function enhance(section, device) {
  const { taken = "", working = "", failed = "" } = section.dataset;
  const state = find(section, "[data-pack-said]", HTMLElement);

  async function sayUntilWhen() {
    const pack = await device.kept("pack");
    state.textContent = pack ? taken.replace("{time}", dayAndHour.format(pack.until)) : "";
  }

  async function takeAndSay() {
    if (!device.hasPin || !device.isOpen) await askPin(device, { first: !device.hasPin });
    state.textContent = working;
    try {
      await takeAlong(device);
    } catch {
      state.textContent = failed;
      return;
    }
    await sayUntilWhen();
  }

  section.hidden = false;
  find(section, "button", HTMLElement).addEventListener("click", takeAndSay);
  await refresh(device);
  await sayUntilWhen();
}

async function start() {
  const device = section && (await openDevice());
  if (device) await enhance(section, device);
}

start().catch(() => {});
