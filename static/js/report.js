// Copy a visit's report with one tap, or hand it to the phone's own share sheet together with its photos.

const state = document.querySelector("[data-report-state]");

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer;
}

const report = async (address) => (await fetched(address)).text();

async function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  // Without https there is no clipboard to write to; a selected text can still be copied.
  const area = document.createElement("textarea");
  area.value = words;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copy");
  return undefined;
}

/** The report and, where the phone shares files, its photos; the words alone where it does not. */
async function parcel(button) {
  const text = await report(button.dataset.share);
  const addresses = (button.dataset.photos || "").split(" ").filter(Boolean);
  const files = await Promise.all(
    addresses.map(async (address, number) => {
      const photo = await (await fetched(address)).blob();
      return new File([photo], `${number + 1}.jpg`, { type: "image/jpeg" });
    }),
  );
  const whole = { text, files };
  return files.length && navigator.canShare && navigator.canShare(whole) ? whole : { text };
}

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(await report(button.dataset.copy));
      state.textContent = button.dataset.done;
    } catch {
      state.textContent = button.dataset.failed;
    }
  });
});

document.querySelectorAll("[data-share]").forEach((button) => {
  if (!navigator.share) return;
  let ready = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      ready = ready || (await parcel(button));
      await navigator.share(ready);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      // A tap counts for five seconds; photos over a slow line take longer. The next tap has them at hand.
      if (problem.name === "NotAllowedError" && ready && ready.files) state.textContent = button.dataset.ready;
      else await copyInstead(button);
    }
  });
});

async function copyInstead(button) {
  try {
    await copy(await report(button.dataset.share));
    state.textContent = button.dataset.copied;
  } catch {
    state.textContent = button.dataset.failed;
  }
}
