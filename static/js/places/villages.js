// The villages of the own Polres with their middles: fetched when asked for, kept for where there is no signal.
import { attempt, fetchedJson } from "../core/browser.js";

/** @typedef {[code: string, name: string, district: string, latitude: number | null, longitude: number]} Village */

const VILLAGES = "villages";
// Whose they are: a phone may be handed to somebody of another Polres.
const ACCOUNT = "villages-of";
const EARTH_RADIUS = 6371000;
const RADIANS = Math.PI / 180;

/**
 * Every village; the kept ones where the server does not answer.
 * @param {string} url
 * @returns {Promise<Village[]>}
 */
export async function ownVillages(url) {
  const answer = await fetchedJson(url).catch(() => null);
  if (!answer) return keptVillages();
  await keepVillages(answer.villages);
  return answer.villages;
}

/**
 * Keep them on this phone; where its storage is full they are fetched again next time.
 * @param {Village[]} villages
 */
export const keepVillages = (villages) => attempt(() => localStorage.setItem(VILLAGES, JSON.stringify(villages)));

/** @returns {Village[]} */
export const keptVillages = () => JSON.parse(localStorage.getItem(VILLAGES) ?? "null") || [];

/**
 * On every phone from its first page with signal on: the names of places tell of nobody.
 * @param {string} account
 */
export async function fetchVillagesOnce(account) {
  if (localStorage.getItem(ACCOUNT) === account && keptVillages().length) return;
  const { villages } = await fetchedJson("/places/own/");
  await keepVillages(villages);
  localStorage.setItem(ACCOUNT, account);
}

/**
 * The villages whose middles are nearest, with their distance in metres.
 * @param {Village[]} villages
 * @param {number} latitude
 * @param {number} longitude
 * @param {number} most
 * @returns {[Village, number][]}
 */
export function nearest(villages, latitude, longitude, most) {
  // A degree of longitude is shorter the farther it is from the equator. Within a Polres the earth is flat.
  const narrowing = Math.cos(latitude * RADIANS);
  /** @type {[Village, number][]} */
  const distances = [];
  for (const village of villages) {
    const [, , , north, east] = village;
    if (north === null) continue;
    const degrees = Math.hypot(north - latitude, (east - longitude) * narrowing);
    distances.push([village, EARTH_RADIUS * RADIANS * degrees]);
  }
  return distances.sort(([, one], [, other]) => one - other).slice(0, most);
}
