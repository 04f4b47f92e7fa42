// Sends what waits on this device: a visit first, then its photos, each in a request of its own.
// Only a 200 or 201 that echoes the key takes anything off the device. Used by pages and by the worker.
//   cooling.session() → what /device/session/ says, or null when signed out; throws without signal
//   cooling.send({ force, waits }) → "done", "offline", "signed-out" or "busy"
//   cooling.waiting(store) → rows of visits that wait to be sent, oldest first
(() => {
  const { cooling } = self;
  const QUICK = 30000;
  const LONG = 180000;
  const FIRST_WAIT = 15000;
  const LONGEST_WAIT = 30 * 60000;
  const MOST_TRIED = 20;
  const SENT = { intent: "submit", state: "sent", sealed: null, own: null };
  const SENT_SHOWN = 24 * 3600000;
  const channel = new BroadcastChannel("cooling");
  const tell = (about) => channel.postMessage(about);

  /** Milliseconds until the next try: doubled each time, never the same on two phones. */
  const backOff = (tries, chance = Math.random()) =>
    Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.8 + 0.4 * chance);

  async function ask(address, options, wait) {
    const limit = new AbortController();
    setTimeout(() => limit.abort(), wait);
    const how = { cache: "no-store", redirect: "error", signal: limit.signal, ...options };
    const answer = await fetch(address, { ...how, headers: { Accept: "application/json", ...options.headers } });
    return { status: answer.status, said: await answer.json().catch(() => ({})) };
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
    const { account, token, key, form, blank } = said;
    const store = await cooling.store(account);
    const kept = { token, key, form, blank, offset: said.now - Date.now(), signedOut: false };
    await Promise.all(Object.entries(kept).map(([name, value]) => store.put("meta", { name, value })));
    await cooling.setAccount(account);
    return said;
  }

  const lengthOf = ({ byteLength }) => Uint8Array.from([24, 16, 8, 0], (shift) => byteLength >>> shift);

  /** Blobs one after the other, each behind its length: an entry, or a file of many. */
  const packed = (blobs) => new Blob(blobs.flatMap((blob) => [lengthOf(blob), blob]));

  async function post(known, key, blobs, wait, more = {}) {
    const named = { "X-Entry-Key": key, "Content-Type": "application/octet-stream", ...more };
    const headers = () => ({ "X-CSRFToken": known.csrf, ...named });
    const send = () => ask("/device/entries/", { method: "POST", body: packed(blobs), headers: headers() }, wait);
    let answer = await send();
    // The token changes at sign-in; a page of another tab may have signed in meanwhile.
    if (answer.status === 403 && !answer.said.key) {
      const fresh = await session();
      if (fresh?.account !== known.account) return { status: 401, said: {} };
      known.csrf = fresh.csrf;
      answer = await send();
    }
    return { ...answer, taken: [200, 201].includes(answer.status) && answer.said.key === key };
  }

  /** Put more into a visit's row, or what `turn` makes of it, where it is still there. */
  const amend = (store, key, turn) => store.change("visits", key, (now) => now && { ...now, ...turn(now) });
  const putOff = ({ tries = 0 }) => ({ tries: tries + 1, retryAt: Date.now() + backOff(tries + 1) });

  const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

  // Names of fields only: what the sentences quote is not for whoever holds the phone.
  const problemOf = ({ status, said: { errors = {}, kept } }) => ({ status, names: Object.keys(errors), kept });

  async function sendVisit(store, row, known) {
    // Written down before it leaves: where no answer comes, what the server may hold now is still our own.
    const tried = [...new Set([...(row.tried ?? []), row.digest])].slice(-MOST_TRIED);
    await amend(store, row.key, () => ({ tried }));
    const how = { "X-Entry-Own": tried.join(","), ...(row.of && { "X-Entry-Beside": "1" }) };
    const answer = await post(known, row.of ?? row.key, [row.sealed], QUICK, how);
    if (answer.status === 401) return "signed-out";
    const { taken, said } = answer;
    const refused = isRefusal(answer.status);
    if (refused) cooling.refused = { key: row.key, errors: said.errors ?? {} };
    await amend(store, row.key, (now) => ({
      ...(taken || refused ? { tries: 0, retryAt: 0 } : putOff(now)),
      ...((taken || said.kept) && { known: true, revision: said.revision }),
      ...(taken && { status: said.status }),
      // What was typed meanwhile stays to be sent.
      ...(taken && now.seq === row.seq && { dirty: false, problem: null, savedAt: Date.now() }),
      ...(taken && row.of && { ...SENT, sentAt: Date.now(), draft: said.draft }),
      ...(refused && now.seq === row.seq && { state: "needs", problem: problemOf(answer) }),
    }));
    return taken || refused ? "done" : "offline";
  }

  async function sendPhotos(store, row, known) {
    const photos = (await store.all("photos")).filter((photo) => photo.visit === row.key && photo.about);
    for (const photo of oldestFirst(photos)) {
      const answer = await post(known, photo.key, [photo.about, photo.file], LONG);
      if (answer.status === 401) return "signed-out";
      if (isRefusal(answer.status)) {
        await amend(store, row.key, () => ({ state: "needs", problem: { ...problemOf(answer), photo: photo.key } }));
        return "done";
      }
      if (!answer.taken) return "offline";
      await store.remove("photos", photo.key);
      tell({ kind: "changed", key: row.key });
    }
    return "done";
  }

  /** A visit that is wholly on the server leaves nothing but the line that says so. */
  const settle = (store, { key, seq }) =>
    store.change("visits", key, (now) => {
      if (now?.seq !== seq) return undefined;
      if (now.dirty || now.state === "needs" || now.intent !== "submit") return { ...now, withPhotos: false };
      return { key, at: now.at, size: now.size, ...SENT, sentAt: Date.now() };
    });

  const isWaiting = ({ state, sealed, hold, dirty, withPhotos }) =>
    !["sent", "needs"].includes(state) && sealed && !hold && (dirty || withPhotos);
  const oldestFirst = (rows) => rows.sort((a, b) => a.at - b.at);
  const waiting = async (store) => oldestFirst((await store.all("visits")).filter(isWaiting));

  /** One row, wholly: its visit, then its photos. */
  async function sendRow(store, row, known) {
    tell({ kind: "sending", key: row.key });
    try {
      const came = row.dirty ? await sendVisit(store, row, known) : "done";
      const now = await store.get("visits", row.key);
      if (came !== "done" || !now?.withPhotos || now.dirty || now.state === "needs") return came;
      const last = await sendPhotos(store, now, known);
      if (last === "done") await settle(store, now);
      return last;
    } catch {
      await amend(store, row.key, putOff);
      return "offline";
    } finally {
      tell({ kind: "changed", key: row.key });
    }
  }

  async function sendAll({ force = false } = {}) {
    const known = await session().catch(() => "offline");
    if (known === "offline") return known;
    if (!known) return "signed-out";
    const store = await cooling.store(known.account);
    const isOld = (row) => row.state === "sent" && Date.now() - row.sentAt > SENT_SHOWN;
    for (const row of (await store.all("visits")).filter(isOld)) await store.remove("visits", row.key);
    for (const row of await waiting(store)) {
      if (!force && row.retryAt > Date.now()) continue;
      const came = await sendRow(store, row, known);
      if (came !== "done") return came;
    }
    return "done";
  }

  /** One sender at a time among all tabs and the worker; `waits` for its turn. */
  const send = (how = {}) =>
    navigator.locks.request("cooling-sending", { ifAvailable: !how.waits }, (lock) => (lock ? sendAll(how) : "busy"));

  Object.assign(cooling, { session, send, waiting, packed, lengthOf, backOff, channel });
})();
