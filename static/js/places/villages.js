// The villages of the own Polres with their middles: kept by the worker with its version, in the clear.
import { fetchedJson } from "../core/browser.js";

/** @typedef {[code: string, name: string, district: string, latitude: number | null, longitude: number]} Village */

const ADDRESS = "/device/villages/";
const EARTH_RADIUS = 6371000;
const RADIANS = Math.PI / 180;

/**
 * Every village; from the worker where there is one, also without signal.
 * @returns {Promise<Village[]>}
 */
export async function ownVillages() {
  const { villages } = await fetchedJson(ADDRESS).catch(() => ({ villages: [] }));
  return villages;
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
