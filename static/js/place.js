// One tap for a position: said in words, with the nearest villages to choose from. Never needed, never in the way.

import { offerChoices } from "./picker.js";
import { nearest, ownVillages } from "./villages.js";

const PATIENCE = 10000;
const POOR = 100;
const FAR = 30000;
const MOST = 4;

const position = () =>
  new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE });
  });

/** Ask for the position of a stop, say what came, offer the villages around. */
export async function locate(part, row) {
  const said = part.querySelector("[data-said]");
  const say = (name, number = "") => {
    said.textContent = part.dataset[name].replace("{metres}", number);
  };
  say("waiting");
  let coords;
  try {
    ({ coords } = await position());
  } catch (problem) {
    say(problem.code === 1 ? "denied" : "nothing");
    return;
  }
  const accuracy = Math.ceil(coords.accuracy);
  const values = { latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy };
  for (const [name, value] of Object.entries(values)) {
    const field = row.querySelector(`[name$="-${name}"]`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  say(accuracy > POOR ? "poor" : "found", new Intl.NumberFormat(document.documentElement.lang).format(accuracy));
  const close = nearest(await ownVillages(part.dataset.url), coords.latitude, coords.longitude, MOST);
  if (!close.length) return;
  if (close[0][1] > FAR) say("far");
  else offerChoices(row.querySelector("[data-picker]"), close.map(asOption));
}

function asOption([[code, name, district], metres]) {
  const kilometres = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  return { value: code, label: name, detail: `${district} · ± ${kilometres.format(metres / 1000)} km` };
}
