// Copy a visit's report with one tap, or hand it to the phone's own share sheet together with its photos.
import { fetched } from "../core/browser.js";

const state = document.querySelector("[data-report-state]");

const numbered = (words, part, parts) => words.replace("{part}", part).replace("{parts}", parts);

/** The whole report, or one message of a report that is too long for one, and how many messages it is. */
async function report(address, part = 1) {
  const answer = await fetched(`${address}?part=${part}`);
  return { text: await answer.text(), parts: Number(answer.headers.get("X-Report-Parts")) || 1 };
}

async function copyReport(button, address, done) {
  const { dataset } = button;
  const part = Number(dataset.part) || 1;
  try {
    const { text, parts } = await report(address, part);
    await navigator.clipboard.writeText(text);
    state.textContent = parts > 1 && dataset.partDone ? numbered(dataset.partDone, part, parts) : done;
    if (parts > 1 && dataset.nextPart) {
      dataset.part = (part % parts) + 1;
      button.textContent = numbered(dataset.nextPart, dataset.part, parts);
    }
  } catch {
    state.textContent = dataset.failed;
  }
}

/** The report and, where the phone shares files, its photos; the words alone where it does not. */
async function parcel({ dataset }) {
  const { text } = await report(dataset.share);
  const photo = async (address, number) =>
    new File([await (await fetched(address)).blob()], `${number + 1}.jpg`, { type: "image/jpeg" });
  const files = await Promise.all((dataset.photos ?? "").split(" ").filter(Boolean).map(photo));
  const whole = { text, files };
  return files.length && navigator.canShare?.(whole) ? whole : { text };
}

function reveal(selector, act) {
  for (const button of document.querySelectorAll(selector)) {
    button.classList.remove("awaits");
    button.addEventListener("click", () => act(button, button.dataset));
  }
}

const ready = new Map();

async function share(button, { share: address, copied, ready: again }) {
  try {
    if (!ready.has(button)) ready.set(button, await parcel(button));
    await navigator.share(ready.get(button));
  } catch (problem) {
    if (problem.name === "AbortError") return;
    // A tap counts for five seconds; photos over a slow line take longer. The next tap has them at hand.
    if (problem.name === "NotAllowedError" && ready.get(button)?.files) state.textContent = again;
    else await copyReport(button, address, copied);
  }
}

reveal("[data-copy]", (button, { copy: address, done }) => copyReport(button, address, done));
if (navigator.share) reveal("[data-share]", share);
