// The villages of the own Polres with their middles: fetched when asked for, kept for where there is no signal.
import { fetchedJson } from "../core/browser.js";

const KEPT = "villages";
// Whose they are: a phone may be handed to somebody of another Polres.
const OF = "villages-of";

/** Every village as [code, name, district, latitude, longitude]; the kept ones where the server does not answer. */
export async function ownVillages(url) {
  const found = await fetchedJson(url).catch(() => null);
  if (found) await keepVillages(found.villages);
  return found?.villages ?? keptVillages();
}

// A full storage: they are fetched again next time.
const write = async (villages) => localStorage.setItem(KEPT, JSON.stringify(villages));
export const keepVillages = (villages) => write(villages).catch(() => {});

export const keptVillages = () => JSON.parse(localStorage.getItem(KEPT)) || [];

/** On every phone from its first page with signal on: the names of places tell of nobody. */
export async function haveVillages(account) {
  if (localStorage.getItem(OF) === account && keptVillages().length) return;
  const { villages } = await fetchedJson("/places/own/");
  await keepVillages(villages);
  localStorage.setItem(OF, account);
}

/** The villages whose middles are nearest, with their distance in metres. */
export function nearest(villages, latitude, longitude, most) {
  const radian = Math.PI / 180;
  const narrowed = Math.cos(latitude * radian);
  const metres = ([, , , north, east]) =>
    6371000 * radian * Math.hypot(north - latitude, (east - longitude) * narrowed);
  const placed = villages.filter((village) => village[3] !== null).map((village) => [village, metres(village)]);
  return placed.sort(([, one], [, other]) => one - other).slice(0, most);
}
