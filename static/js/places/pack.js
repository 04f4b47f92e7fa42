// The page "Before you arrive": one tap takes along what can be read without signal, and says until when.
import { find } from "../core/browser.js";
import { longTime } from "../device/every-page.js";
import { openDevice } from "../device/vault.js";
import { takeAlongQuietly, takeCards, takeResume } from "./taken-along.js";

/** @typedef {import("../device/vault.js").Device} Device */

/** @type {HTMLElement | null} */
const section = document.querySelector("[data-pack]");

/**
 * @param {HTMLElement} section
 * @param {Device} device
 */
async function enhance(section, device) {
  const { taken = "", working = "", failed = "" } = section.dataset;
  const state = find(section, "[data-pack-said]", HTMLElement);

  async function sayUntilWhen() {
    const pack = await device.kept("pack");
    state.textContent = pack ? taken.replace("{time}", longTime(pack.until)) : "";
  }

  async function takeAndSay() {
    if (!device.hasPin || !device.isOpen) {
      const { askPin } = await import("../device/pin.js");
      if (!(await askPin(device))) return;
    }
    state.textContent = working;
    try {
      await takeCards(device);
      await takeResume(device);
    } catch {
      state.textContent = failed;
      return;
    }
    await sayUntilWhen();
  }

  section.hidden = false;
  find(section, "button", HTMLElement).addEventListener("click", takeAndSay);
  await takeAlongQuietly(device);
  await sayUntilWhen();
}

async function start() {
  const device = section && (await openDevice());
  if (device) await enhance(section, device);
}

start().catch(() => {});
