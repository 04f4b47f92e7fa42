// What a picker offers where the server does not answer: from the pack on this phone, else from its villages.
import { openDevice } from "./vault.js";
import { keptVillages } from "../places/villages.js";

const MOST = 12;
// As on the server (visits/typed/apostrophes.py).
const APOSTROPHES =
  /['’‘‛\u0060´\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ca\u02cb\ua78b\ua78c′‵\uff07\uff40\u0374\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe]/g;
const bare = (words) => words.replace(APOSTROPHES, "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
const fold = (words) => bare(words).toLowerCase();

async function rowsOf(kind) {
  if (kind === "places") return keptVillages().map(([value, label, detail]) => [value, label, detail, ""]);
  const kept = await (await openDevice())?.kept("pack");
  return kept?.value[kind] ?? [];
}

/** Choices with a word, or an NRP, that begins so, those of the place first; without words those of the place alone. */
export async function offlineChoices(kind, text, place) {
  const wanted = fold(text);
  const near = (row) => Boolean(place) && row[3] === place;
  const fits = (row) => (wanted ? ` ${fold(row[1])} ${row[0]}`.includes(` ${wanted}`) : near(row));
  const found = (await rowsOf(kind)).filter(fits).sort((one, other) => near(other) - near(one));
  return found.slice(0, MOST).map(([value, label, detail]) => ({ value, label, detail }));
}
