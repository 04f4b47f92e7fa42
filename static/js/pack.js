// What an officer takes along: the cards of the own villages and the choices of the pickers, encrypted, for three days.
import { askPin } from "./app.js";
import { fetchedJson } from "./parts.js";
import { openDevice } from "./vault.js";
import { keepVillages } from "./villages.js";

const REFRESH_AFTER = 6 * 3600000;
const HOW = { weekday: "long", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" };
const day = new Intl.DateTimeFormat(document.documentElement.lang, HOW);
const part = document.querySelector("[data-pack]");

async function take(device) {
  const { pages, hours, ...choices } = await fetchedJson(part.dataset.url);
  keepVillages(choices.villages);
  // Each as the page that it is: without signal its address opens it.
  for (const { path, ...page } of pages) await device.keep(`page:${path}`, page, hours);
  await device.keep("pack", { ...choices, hours }, hours);
}

async function enhance(device) {
  const said = part.querySelector("[data-pack-said]");
  const tell = async () => {
    const kept = await device.kept("pack");
    const end = kept && day.format(kept.at + kept.value.hours * 3600000);
    said.textContent = kept ? part.dataset.taken.replace("{time}", end) : "";
    return kept;
  };
  part.hidden = false;
  part.querySelector("button").addEventListener("click", async () => {
    try {
      if (!device.hasPin || !device.isOpen) await askPin(device, { first: !device.hasPin });
      said.textContent = part.dataset.working;
      await take(device);
      await tell();
    } catch {
      said.textContent = part.dataset.failed;
    }
  });
  const kept = await tell();
  // Quietly, where it was taken along before.
  if (kept && navigator.onLine && device.now() - kept.at > REFRESH_AFTER) await take(device).then(tell);
}

if (part) openDevice().then((device) => device && enhance(device)).catch(() => {});
