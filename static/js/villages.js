// The villages of the own Polres with their middles: fetched when asked for, kept for where there is no signal.

const KEPT = "villages";

/** Every village as [code, name, district, latitude, longitude]; the kept ones where the server does not answer. */
export async function ownVillages(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return keepVillages((await answer.json()).villages);
  } catch {
    return keptVillages();
  }
}

export function keepVillages(villages) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(villages));
  } catch {
    // A full storage: they are fetched again next time.
  }
  return villages;
}

export function keptVillages() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) || [];
  } catch {
    return [];
  }
}

/** The villages whose middles are nearest, with their distance in metres. */
export function nearest(villages, latitude, longitude, most) {
  const radian = Math.PI / 180;
  const along = 6371000 * radian;
  return villages
    .filter((village) => village[3] !== null)
    .map((village) => {
      const north = (village[3] - latitude) * along;
      const east = (village[4] - longitude) * along * Math.cos(latitude * radian);
      return [village, Math.hypot(north, east)];
    })
    .sort((one, other) => one[1] - other[1])
    .slice(0, most);
}
