// One tap for a position: said in words, with the nearest villages to choose from. Never needed, never in the way.
import { announce, find } from "../core/browser.js";
import { offerChoices } from "../pickers/picker.js";
import { nearest, ownVillages } from "../places/villages.js";

const POOR_ACCURACY = 100;
const TOO_FAR = 30000;
const MOST_VILLAGES = 4;
const PERMISSION_DENIED = 1;

const { lang } = document.documentElement;
const wholeNumber = new Intl.NumberFormat(lang);
const kilometres = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });

/** @returns {Promise<GeolocationPosition>} */
const currentPosition = () =>
  new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 10000 });
  });

/**
 * Ask for the position of a stop, say what came, offer the villages around.
 * @param {HTMLElement} part
 * @param {HTMLElement} row
 */
export async function locate(part, row) {
  const state = find(part, "[data-said]", HTMLElement);
  /**
   * @param {"waiting" | "denied" | "nothing" | "poor" | "found" | "far"} name
   * @param {string} [metres]
   */
  const say = (name, metres = "") => state.replaceChildren((part.dataset[name] ?? "").replace("{metres}", metres));

  say("waiting");
  let position;
  try {
    position = await currentPosition();
  } catch (problem) {
    const { code } = /** @type {GeolocationPositionError} */ (problem);
    say(code === PERMISSION_DENIED ? "denied" : "nothing");
    return;
  }
  const { latitude, longitude } = position.coords;
  const accuracy = Math.ceil(position.coords.accuracy);
  const values = { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6), accuracy: String(accuracy) };
  for (const [name, value] of Object.entries(values)) {
    find(row, `[name$="-${name}"]`, HTMLInputElement).value = value;
  }
  announce(part, "input");
  say(accuracy > POOR_ACCURACY ? "poor" : "found", wholeNumber.format(accuracy));
  const close = nearest(await ownVillages(), latitude, longitude, MOST_VILLAGES);
  if (!close.length) return;
  const [[, distance]] = close;
  if (distance > TOO_FAR) say("far");
  else offerChoices(find(row, "[data-picker]", HTMLElement), close.map(asChoice));
}

/** @param {[import("../places/villages.js").Village, number]} found */
function asChoice([[value, label, district], metres]) {
  return { value, label, detail: `${district} · ± ${kilometres.format(metres / 1000)} km` };
}
