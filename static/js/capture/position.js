// One tap for a position: said in words, with the nearest villages to choose from. Never needed, never in the way.

import { announce } from "../core/browser.js";
import { offerChoices } from "../pickers/picker.js";
import { nearest, ownVillages } from "../places/villages.js";

const POOR = 100;
const FAR = 30000;
const MOST = 4;

const HOW = { enableHighAccuracy: true, timeout: 10000 };
const position = () => new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed, HOW));
const { lang } = document.documentElement;
const kilometres = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });

/** Ask for the position of a stop, say what came, offer the villages around. */
export async function locate(part, row) {
  const said = part.querySelector("[data-said]");
  const say = (name, number = "") => said.replaceChildren(part.dataset[name].replace("{metres}", number));
  say("waiting");
  const { coords, code } = await position().catch((problem) => problem);
  if (!coords) return say(code === 1 ? "denied" : "nothing");
  const accuracy = Math.ceil(coords.accuracy);
  const values = { latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy };
  for (const [name, value] of Object.entries(values)) row.querySelector(`[name$="-${name}"]`).value = value;
  announce(part, "input");
  say(accuracy > POOR ? "poor" : "found", new Intl.NumberFormat(lang).format(accuracy));
  const close = nearest(await ownVillages(part.dataset.url), coords.latitude, coords.longitude, MOST);
  if (close[0]?.[1] > FAR) say("far");
  else if (close.length) offerChoices(row.querySelector("[data-picker]"), close.map(asOption));
}

const asOption = ([[value, label, district], metres]) =>
  ({ value, label, detail: `${district} · ± ${kilometres.format(metres / 1000)} km` });
