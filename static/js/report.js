// Copy a visit's report with one tap, or hand it to the phone's own share sheet.

const state = document.querySelector("[data-report-state]");

async function report(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

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
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ text: await report(button.dataset.share) });
    } catch (problem) {
      if (problem.name !== "AbortError") state.textContent = button.dataset.failed;
    }
  });
});
