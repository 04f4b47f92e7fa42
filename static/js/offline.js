// What a picker offers where the server does not answer: from the pack on this phone, else from its villages.
import { openDevice } from "./vault.js";
import { keptVillages } from "./villages.js";

const MOST = 12;
const fold = (words) => words.normalize("NFKD").replace(/[\u0300-\u036f'’‘`]/g, "").toLowerCase();

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
