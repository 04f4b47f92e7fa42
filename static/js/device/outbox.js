// Sends what waits on this device: a visit first, then its photos, each in a request of its own.
// Only a 200 or 201 that echoes the key takes anything off the device. Used by pages and by the worker.
//   cooling.session() → what /device/session/ says, or null when signed out; throws without signal
// What the server refuses or fails on is set aside by itself: everything else goes on.
//   cooling.send({ force, waits, again }) → "done", "waits", "offline", "signed-out" or "busy";
//     `force` asks before the time of a row has come, `again` also what was set aside
//   cooling.waiting(store) → rows of visits that wait to be sent, oldest first
(() => {
  const { cooling } = self;
  const QUICK = 30000;
  const LONG = 180000;
  const FIRST_WAIT = 15000;
  const LONGEST_WAIT = 30 * 60000;
  const MOST_TRIED = 20;
  // So often an entry may make the server fail before it is set aside.
  const MOST_FAILED = 5;
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
    const wish = Number(answer.headers.get("Retry-After")) * 1000 || 0;
    return { status: answer.status, wish, said: await answer.json().catch(() => ({})) };
  }

  /** The sign-in has ended: what was taken along goes at once. The own words stay, sealed and under the PIN. */
  async function forgetOthers(store) {
    await store.put("meta", { name: "signedOut", value: true });
    for (const { name } of await store.all("kept")) await store.remove("kept", name);
  }

  async function session() {
    const { status, said } = await ask("/device/session/", {}, QUICK);
    if (status === 401) {
      const account = await cooling.account();
      if (account) await forgetOthers(await cooling.store(account));
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
  const putOff = ({ tries = 0 }, { wish = 0 } = {}) => {
    const wait = Math.max(backOff(tries + 1), Math.min(wish, LONGEST_WAIT));
    return { tries: tries + 1, retryAt: Date.now() + wait };
  };

  const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
  /** The server itself failed on what was sent: neither too busy nor full, nor a gateway without a server. */
  const isFailure = (status) => status >= 500 && ![502, 503, 504, 507].includes(status);

  /** How often the server failed on it by now, and whether that, or a refusal, sets it aside. */
  function verdict({ failed = 0 }, { status }) {
    const now = isFailure(status) ? failed + 1 : failed;
    return { failed: now, isAside: isRefusal(status) || (isFailure(status) && now >= MOST_FAILED) };
  }

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
    const { failed, isAside } = verdict(row, answer);
    if (isAside) cooling.refused = { key: row.key, errors: said.errors ?? {} };
    await amend(store, row.key, (now) => ({
      ...(taken || isAside ? { tries: 0, failed: 0, retryAt: 0 } : { failed, ...putOff(now, answer) }),
      ...((taken || said.kept) && { known: true, revision: said.revision }),
      ...(taken && { status: said.status }),
      // What was typed meanwhile stays to be sent.
      ...(taken && now.seq === row.seq && { dirty: false, problem: null, savedAt: Date.now() }),
      ...(taken && row.of && { ...SENT, sentAt: Date.now(), draft: said.draft }),
      ...(isAside && now.seq === row.seq && { state: "needs", problem: problemOf(answer) }),
    }));
    return taken || isAside ? "done" : "waits";
  }

  async function sendPhoto(store, photo, known) {
    let answer;
    try {
      answer = await post(known, photo.key, [photo.about, photo.file], LONG);
    } catch (problem) {
      await store.change("photos", photo.key, (now) => now && { ...now, ...putOff(now) });
      throw problem;
    }
    if (answer.status === 401) return "signed-out";
    if (answer.taken) {
      await store.remove("photos", photo.key);
      return "done";
    }
    const { failed, isAside } = verdict(photo, answer);
    const later = isAside ? { problem: { status: answer.status } } : putOff(photo, answer);
    await store.change("photos", photo.key, (now) => now && { ...now, failed, ...later });
    return isAside ? "done" : "waits";
  }

  /** Each by itself: one that is refused is set aside with its own problem, one that has to wait waits alone. */
  async function sendPhotos(store, row, known, { force }) {
    const isDue = ({ visit, about, problem, retryAt = 0 }) =>
      visit === row.key && about && !problem && (force || retryAt <= Date.now());
    let worst = "done";
    for (const photo of oldestFirst((await store.all("photos")).filter(isDue))) {
      const came = await reaching(() => sendPhoto(store, photo, known));
      tell({ kind: "changed", key: row.key });
      if (["signed-out", "offline"].includes(came)) return came;
      if (came !== "done") worst = came;
    }
    const isLeft = ({ visit, about, problem }) => visit === row.key && about && !problem;
    return (await store.all("photos")).some(isLeft) ? "waits" : worst;
  }

  /** What came of `work`; where the line broke: "waits" if the server answers all the same, else "offline". */
  async function reaching(work) {
    try {
      return await work();
    } catch {
      const found = await session().catch(() => undefined);
      if (found === null) return "signed-out";
      return found ? "waits" : "offline";
    }
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
  async function sendRow(store, row, known, how) {
    tell({ kind: "sending", key: row.key });
    try {
      const sent = () => sendVisit(store, row, known).catch(async (problem) => {
        await amend(store, row.key, putOff);
        throw problem;
      });
      const came = row.dirty ? await reaching(sent) : "done";
      const now = await store.get("visits", row.key);
      if (came !== "done" || !now?.withPhotos || now.dirty || now.state === "needs") return came;
      const last = await sendPhotos(store, now, known, how);
      if (last === "done") await settle(store, now);
      if (last === "waits") await amend(store, row.key, putOff);
      return last;
    } finally {
      tell({ kind: "changed", key: row.key });
    }
  }

  /** What the server failed on, or refused as a photo, gets another chance when somebody asks for it. */
  async function takeUpAgain(store) {
    const fresh = { problem: null, failed: 0, tries: 0, retryAt: 0 };
    for (const { key, visit, problem } of await store.all("photos")) {
      if (!problem) continue;
      await store.change("photos", key, (now) => now && { ...now, ...fresh, again: true });
      await amend(store, visit, () => ({ withPhotos: true }));
    }
    for (const { key, state, problem } of await store.all("visits")) {
      if (state !== "needs" || !isFailure(problem?.status)) continue;
      await amend(store, key, () => ({ ...fresh, state: "waiting" }));
    }
  }

  /** Photos taken up again whose visit left nothing else on this phone. */
  async function sendStrays(store, known, how) {
    const rows = new Set((await store.all("visits")).filter(({ state }) => state !== "sent").map(({ key }) => key));
    const isStray = ({ visit, about, again, problem }) => about && again && !problem && !rows.has(visit);
    const strays = (await store.all("photos")).filter(isStray);
    let worst = "done";
    for (const visit of new Set(strays.map((photo) => photo.visit))) {
      const came = await sendPhotos(store, { key: visit }, known, how);
      if (["signed-out", "offline"].includes(came)) return came;
      if (came !== "done") worst = came;
    }
    return worst;
  }

  async function sendAll({ force = false, again = false } = {}) {
    const known = await session().catch(() => "offline");
    if (known === "offline") return known;
    if (!known) return "signed-out";
    const store = await cooling.store(known.account);
    if (again) await takeUpAgain(store);
    const isOld = (row) => row.state === "sent" && Date.now() - row.sentAt > SENT_SHOWN;
    for (const row of (await store.all("visits")).filter(isOld)) await store.remove("visits", row.key);
    let worst = "done";
    for (const row of await waiting(store)) {
      if (!force && row.retryAt > Date.now()) continue;
      const came = await sendRow(store, row, known, { force });
      if (["signed-out", "offline"].includes(came)) return came;
      if (came !== "done") worst = came;
    }
    const last = await sendStrays(store, known, { force });
    return last === "done" ? worst : last;
  }

  /** One sender at a time among all tabs and the worker; `waits` for its turn. */
  const send = (how = {}) =>
    navigator.locks.request("cooling-sending", { ifAvailable: !how.waits }, (lock) => (lock ? sendAll(how) : "busy"));

  Object.assign(cooling, { session, send, waiting, packed, lengthOf, backOff, channel });
})();
