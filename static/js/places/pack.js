// What an officer takes along: the cards of the own villages and the choices of the pickers, encrypted, for three days.
//   refresh(device): quietly, where it was taken along some hours ago
import { askPin } from "../device/every-page.js";
import { fetchedJson } from "../core/browser.js";
import { openDevice } from "../device/vault.js";
import { keepVillages } from "./villages.js";

const REFRESH_AFTER = 6 * 3600000;
const HOW = { weekday: "long", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" };
const day = new Intl.DateTimeFormat(document.documentElement.lang, HOW);
const part = document.querySelector("[data-pack]");

/** All of it; where nothing has changed since, what is here is kept for as long again. */
async function take(device, { tag = "", names = [] } = {}) {
  const { pages, hours, ...choices } = await fetchedJson(`/pack/cards/?tag=${tag}`);
  if (!pages) return Promise.all(names.map((name) => device.prolong(name, hours)));
  keepVillages(choices.villages);
  // Each as the page that it is: without signal its address opens it.
  for (const { path, ...page } of pages) await device.keep(`page:${path}`, page, hours);
  return device.keep("pack", { ...choices, names: ["pack", ...pages.map(({ path }) => `page:${path}`)] }, hours);
}

export async function refresh(device) {
  const kept = await device.kept("pack");
  const isOld = kept && navigator.onLine && device.now() - kept.at > REFRESH_AFTER;
  if (isOld) await take(device, kept.value).catch(() => {});
}

async function enhance(device) {
  const said = part.querySelector("[data-pack-said]");
  const tell = async () => {
    const kept = await device.kept("pack");
    said.textContent = kept ? part.dataset.taken.replace("{time}", day.format(kept.until)) : "";
  };
  part.hidden = false;
  part.querySelector("button").addEventListener("click", async () => {
    if (!device.hasPin || !device.isOpen) await askPin(device, { first: !device.hasPin });
    said.textContent = part.dataset.working;
    await take(device).then(tell, () => { said.textContent = part.dataset.failed; });
  });
  await refresh(device);
  await tell();
}

if (part) openDevice().then((device) => device && enhance(device)).catch(() => {});
