// What the form opens with without signal: a draft or returned visit that was taken along, or what its address names.
import { find, make } from "../core/browser.js";
import { words } from "../device/every-page.js";
import { offlineChoice } from "../device/offline-choices.js";
import { askPin } from "../device/pin.js";
import { form } from "./visit-form.js";

/** @typedef {import("../device/vault.js").Device} Device */
/** @typedef {import("../device/offline-start.js").Resumed} Resumed */
/** @typedef {import("./visit-form.js").Pair} Pair */

/**
 * The visit of this key that was taken along; asks for the PIN where it is locked.
 * @param {Device} device
 * @param {string} key
 * @returns {Promise<(Resumed & { pairs: Pair[], at: number }) | null>}
 */
export async function resumedVisit(device, key) {
  if (!device.isOpen && (await device.store.get("kept", "resume"))) await askPin(device);
  const kept = await device.kept("resume");
  const found = kept?.value.visits.find((/** @type {Resumed} */ visit) => visit.key === key && visit.pairs);
  return found ? { ...found, at: kept?.at } : null;
}

/**
 * Say why a visit came back, with a box for the answer, where the page has none.
 * @param {Partial<Resumed>} visit
 */
export function showReturn({ reason = "", returned_by: by = "" }) {
  if (form.elements.namedItem("answer")) return;
  const said = words();
  const box = make("textarea", { name: "answer", id: "id_answer", rows: 2, className: "form-control" });
  const label = make("label", { htmlFor: "id_answer", className: "form-label" }, said.answer);
  const title = make("strong", {}, said.returnedBy.replace("{part}", by));
  const why = reason ? [title, make("p", { className: "preserve-lines" }, reason)] : [];
  const place = make("section", { id: "returned", className: "alert alert-warning" }, ...why, label, box);
  find(form, "[data-section], fieldset", HTMLElement).before(place);
}

/** Which field of the form each name of an address fills, and among what it is looked up. */
const NAMED = { place: ["stops-0-place", "places"], figure: ["people-0-figure", "figures"] };

/**
 * What the address asks the form to start from, as far as this phone knows it; what it does not know is said.
 * @returns {Promise<{ pairs: Pair[], labels: Record<string, [label: string, detail: string]>, missing: string }>}
 */
export async function namedInAddress() {
  const asked = new URLSearchParams(location.search);
  /** @type {Pair[]} */
  const pairs = [];
  /** @type {Record<string, [label: string, detail: string]>} */
  const labels = {};
  let missing = asked.has("like") || asked.has("last") ? words().noCopy : "";
  for (const [name, [field, kind]] of Object.entries(NAMED)) {
    const value = asked.get(name);
    const choice = value ? await offlineChoice(kind, value) : null;
    if (value && !choice) missing = missing || words().notKnown;
    if (!value || !choice) continue;
    pairs.push([field, value]);
    labels[field] = [choice[1], choice[2]];
    // The village of a figure, where none is named: as on the server.
    const village = choice[3] && !asked.has("place") ? await offlineChoice("places", choice[3]) : null;
    if (!village) continue;
    pairs.push(["stops-0-place", village[0]]);
    labels["stops-0-place"] = [village[1], village[2]];
  }
  return { pairs, labels, missing };
}
