// Sends what waits on this device: a visit first, then its photos, each in a request of its own.
// Only a 200 or 201 that echoes the key takes anything off the device. Used by pages and by the worker.
//   cooling.session() → what /device/session/ says, or null when signed out; throws without signal
//   cooling.send({ force }) → "done", "offline", "signed-out" or "busy"
//   cooling.waiting(store) → rows of visits that wait to be sent, oldest first
(() => {
  const cooling = self.cooling;
  const QUICK = 30000;
  const LONG = 180000;
  const FIRST_WAIT = 15000;
  const LONGEST_WAIT = 30 * 60000;
  const MOST_TRIED = 20;
  const SENT_SHOWN = 24 * 3600000;
  const channel = new BroadcastChannel("cooling");
  const tell = (about) => channel.postMessage(about);

  /** Milliseconds until the next try: doubled each time, never the same on two phones. */
  const backOff = (tries, chance = Math.random()) =>
    Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.8 + 0.4 * chance);

  async function ask(address, options, wait) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), wait);
    try {
      const answer = await fetch(address, {
        cache: "no-store",
        redirect: "error",
        signal: limit.signal,
        ...options,
        headers: { Accept: "application/json", ...options.headers },
      });
      return { status: answer.status, said: await answer.json().catch(() => ({})) };
    } finally {
      clearTimeout(timer);
    }
  }

  async function session() {
    const { status, said } = await ask("/device/session/", {}, QUICK);
    if (status === 401) {
      const account = await cooling.account();
      if (account) await (await cooling.store(account)).put("meta", { name: "signedOut", value: true });
      tell({ kind: "signed-out" });
      return null;
    }
    if (status !== 200 || !said.account) throw new Error(`session ${status}`);
    const store = await cooling.store(said.account);
    for (const name of ["token", "key", "form", "blank"]) await store.put("meta", { name, value: said[name] });
    await store.put("meta", { name: "offset", value: said.now - Date.now() });
    await store.put("meta", { name: "signedOut", value: false });
    await cooling.setAccount(said.account);
    return said;
  }

  /** Blobs one after the other, each behind its length: an entry, or a file of many. */
  const packed = (blobs) =>
    new Blob(
      blobs.flatMap((blob) => {
        const length = new DataView(new ArrayBuffer(4));
        length.setUint32(0, blob.byteLength);
        return [length.buffer, blob];
      }),
    );

  async function post(known, key, blobs, wait, tried = []) {
    const named = { "X-Entry-Key": key, "X-Entry-Own": tried.join(","), "Content-Type": "application/octet-stream" };
    const options = () => ({
      method: "POST",
      body: packed(blobs),
      headers: { "X-CSRFToken": known.csrf, ...named },
    });
    let answer = await ask("/device/entries/", options(), wait);
    // The token changes at sign-in; a page of another tab may have signed in meanwhile.
    if (answer.status === 403 && !answer.said.key) {
      const fresh = await session();
      if (!fresh || fresh.account !== known.account) return { status: 401, said: {} };
      known.csrf = fresh.csrf;
      answer = await ask("/device/entries/", options(), wait);
    }
    return { ...answer, taken: [200, 201].includes(answer.status) && answer.said.key === key };
  }

  const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

  function problemOf({ status, said }) {
    const names = Object.keys(said.errors || {});
    // Names of fields only: what the sentences quote is not for whoever holds the phone.
    return { status, names, kept: Boolean(said.kept) };
  }

  async function sendVisit(store, row, known) {
    // Written down before it leaves: where no answer comes, what the server may hold now is still our own.
    const tried = [...new Set([...(row.tried || []), row.digest])].slice(-MOST_TRIED);
    await store.change("visits", row.key, (now) => now && { ...now, tried });
    const answer = await post(known, row.key, [row.sealed], QUICK, tried);
    if (answer.status === 401) return "signed-out";
    await store.change("visits", row.key, (now) => {
      if (!now) return undefined;
      const next = { ...now, tries: 0, retryAt: 0 };
      if (answer.taken || answer.said.kept) Object.assign(next, { known: true, revision: answer.said.revision });
      if (answer.taken) {
        next.status = answer.said.status;
        if (now.seq === row.seq) Object.assign(next, { dirty: false, problem: null, savedAt: Date.now() });
      } else if (isRefusal(answer.status)) {
        cooling.refused = { key: row.key, errors: answer.said.errors || {} };
        if (now.seq === row.seq) Object.assign(next, { state: "needs", problem: problemOf(answer) });
      } else {
        Object.assign(next, { tries: (now.tries || 0) + 1 });
        next.retryAt = Date.now() + backOff(next.tries);
      }
      return next;
    });
    tell({ kind: "changed", key: row.key });
    return answer.taken || isRefusal(answer.status) ? "done" : "offline";
  }

  async function sendPhotos(store, row, known) {
    const photos = (await store.all("photos")).filter((photo) => photo.visit === row.key && photo.about);
    for (const photo of photos.sort((a, b) => a.at - b.at)) {
      const answer = await post(known, photo.key, [photo.about, photo.file], LONG);
      if (answer.status === 401) return "signed-out";
      if (answer.taken) await store.remove("photos", photo.key);
      else if (isRefusal(answer.status)) {
        const problem = { ...problemOf(answer), photo: photo.key };
        await store.change("visits", row.key, (now) => now && { ...now, state: "needs", problem });
        return "done";
      } else return "offline";
      tell({ kind: "changed", key: row.key });
    }
    return "done";
  }

  /** A visit that is wholly on the server leaves nothing but the line that says so. */
  const settle = (store, key) =>
    store.change("visits", key, (now) => {
      if (!now || now.dirty || now.state === "needs" || now.intent !== "submit") return undefined;
      return { key, at: now.at, intent: "submit", state: "sent", sentAt: Date.now(), size: now.size };
    });

  const isWaiting = (row) => row.state !== "sent" && row.state !== "needs" && row.sealed && !row.hold && (row.dirty || row.withPhotos);

  async function waiting(store) {
    return (await store.all("visits")).filter(isWaiting).sort((a, b) => a.at - b.at);
  }

  async function sendAll({ force = false } = {}) {
    let known;
    try {
      known = await session();
    } catch {
      return "offline";
    }
    if (!known) return "signed-out";
    const store = await cooling.store(known.account);
    for (const row of await store.all("visits")) {
      if (row.state === "sent" && Date.now() - row.sentAt > SENT_SHOWN) await store.remove("visits", row.key);
    }
    for (const row of await waiting(store)) {
      if (!force && (row.retryAt || 0) > Date.now()) continue;
      tell({ kind: "sending", key: row.key });
      try {
        let came = row.dirty ? await sendVisit(store, row, known) : "done";
        const now = await store.get("visits", row.key);
        if (came === "done" && now && !now.dirty && now.state !== "needs" && now.withPhotos) {
          came = await sendPhotos(store, now, known);
          if (came === "done") {
            await store.change("visits", row.key, (last) =>
              last && last.seq === now.seq ? { ...last, withPhotos: false } : undefined,
            );
            await settle(store, row.key);
          }
        }
        if (came !== "done") return came;
      } catch (problem) {
        await store.change("visits", row.key, (now) => {
          const tries = ((now && now.tries) || 0) + 1;
          return now && { ...now, tries, retryAt: Date.now() + backOff(tries) };
        });
        return "offline";
      } finally {
        tell({ kind: "changed", key: row.key });
      }
    }
    return "done";
  }

  /** One sender at a time among all tabs and the worker. */
  const send = (options) =>
    navigator.locks.request("cooling-sending", { ifAvailable: true }, (lock) => (lock ? sendAll(options) : "busy"));

  Object.assign(cooling, { session, send, waiting, packed, backOff, channel });
})();
