// Sends what waits on this device: a visit first, then its photos, each in a request of its own.
// Only a 200 or 201 that echoes the key takes anything off the device. Used by pages and by the worker.
// What the server refuses or fails on is set aside by itself: everything else goes on.

/** @typedef {"done" | "waits" | "offline" | "signed-out"} Outcome */
/**
 * @typedef {object} SendOptions
 * @property {boolean} [force] also what was to be tried later
 * @property {boolean} [waits] where another tab is sending: wait for one's turn, instead of "busy"
 * @property {boolean} [again] also what the server failed on, and refused photos
 */
/**
 * Who is signed in, as the server says.
 * @typedef {object} Session
 * @property {string} account
 * @property {string} token what proves in an envelope who wrote it
 * @property {string} csrf
 * @property {number} now the server's time
 * @property {{ name: string, public: string }} key the server's public key
 * @property {number} form the version of the form
 * @property {object} blank what an empty form starts from
 * @property {{ key: string, on: boolean }} [push] what to subscribe with, and whether this sign-in is told
 */
/** @typedef {{ status: number, wish: number, said: any }} Answer `wish`: the milliseconds that it asks to wait */
/** @typedef {{ tries?: number, failed?: number, retryAt?: number }} Attempts */
/** What the server said when it took words. @typedef {{ draft?: string, reviewers?: string[], notices?: string[] }} Said */
/** @typedef {{ kind: "sending" | "changed" | "kept" | "signed-out", key?: string, said?: Said }} News */

(() => {
  const { cooling } = self;
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const VISIT_TIMEOUT = 30 * SECOND;
  const PHOTO_TIMEOUT = 3 * MINUTE;
  const FIRST_WAIT = 15 * SECOND;
  const LONGEST_WAIT = 30 * MINUTE;
  const MOST_SENT_DIGESTS = 20;
  // So often an entry may make the server fail before it is set aside.
  const MOST_FAILURES = 5;
  const SENT_IS_SHOWN_FOR = 24 * 60 * MINUTE;
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const channel = new BroadcastChannel("cooling");

  /** @param {News} news for all tabs */
  const tell = (news) => channel.postMessage(news);

  /**
   * Milliseconds until the next try: doubled each time, never the same on two phones.
   * @param {number} tries
   * @param {number} [chance]
   */
  const backOff = (tries, chance = Math.random()) =>
    Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.8 + 0.4 * chance);

  /**
   * @param {string} address
   * @param {RequestInit} options
   * @param {number} timeout
   * @returns {Promise<Answer>}
   */
  async function ask(address, options, timeout) {
    // Signals that end by themselves are newer than Chromium 90.
    const limit = new AbortController();
    setTimeout(() => limit.abort(), timeout);
    const answer = await fetch(address, {
      cache: "no-store",
      redirect: "error",
      signal: limit.signal,
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
    const wish = Number(answer.headers.get("Retry-After")) * SECOND || 0;
    return { status: answer.status, wish, said: await answer.json().catch(() => ({})) };
  }

  /** The sign-in has ended: what was taken along goes at once. The own words stay, in envelopes and under the PIN. */
  async function forgetTakenAlong() {
    const account = await cooling.account();
    if (!account) return;
    const store = await cooling.store(account);
    await store.put("meta", { name: "signedOut", value: true });
    for (const { name } of await store.all("kept")) await store.remove("kept", name);
  }

  /**
   * Who is signed in, as the server says, kept for when there is no signal; throws without signal.
   * @returns {Promise<Session | null>} null when signed out
   */
  async function session() {
    const { status, said } = await ask("/device/session/", {}, VISIT_TIMEOUT);
    if (status === 401) {
      await forgetTakenAlong();
      tell({ kind: "signed-out" });
      return null;
    }
    if (status !== 200 || !said.account) throw new Error(`session ${status}`);
    const { account, token, key, form, blank, now } = said;
    const store = await cooling.store(account);
    const kept = { token, key, form, blank, offset: now - Date.now(), signedOut: false };
    await Promise.all(Object.entries(kept).map(([name, value]) => store.put("meta", { name, value })));
    await cooling.setAccount(account);
    return said;
  }

  /**
   * The length of some bytes in four bytes, the highest first.
   * @param {{ byteLength: number }} bytes
   */
  const lengthOf = ({ byteLength }) => Uint8Array.from([24, 16, 8, 0], (shift) => byteLength >>> shift);

  /**
   * Envelopes one after the other, each behind its length: an entry, or a file of many.
   * @param {Envelope[]} envelopes
   */
  const packed = (envelopes) => new Blob(envelopes.flatMap((envelope) => [lengthOf(envelope), envelope]));

  /**
   * Send one entry; `taken` is whether the server has it now.
   * @param {Session} signedIn
   * @param {string} key
   * @param {Envelope[]} envelopes
   * @param {number} timeout
   * @param {Record<string, string>} [moreHeaders]
   * @returns {Promise<Answer & { taken: boolean }>}
   */
  async function post(signedIn, key, envelopes, timeout, moreHeaders = {}) {
    // A page that shows how far it has come uploads in its own way.
    const { upload = ask } = cooling;
    const send = () => {
      const headers = {
        "Content-Type": "application/octet-stream",
        "X-CSRFToken": signedIn.csrf,
        "X-Entry-Key": key,
        ...moreHeaders,
      };
      return upload("/device/entries/", { method: "POST", body: packed(envelopes), headers }, timeout);
    };
    let answer = await send();
    // The token changes at sign-in; a page of another tab may have signed in meanwhile.
    if (answer.status === 403 && !answer.said.key) {
      const fresh = await session();
      if (fresh?.account !== signedIn.account) return { status: 401, wish: 0, said: {}, taken: false };
      signedIn.csrf = fresh.csrf;
      answer = await send();
    }
    const taken = [200, 201].includes(answer.status) && answer.said.key === key;
    return { ...answer, taken };
  }

  /**
   * Put more into a visit's row, where it is still there.
   * @param {Store} store
   * @param {string} key
   * @param {(row: VisitRow) => Partial<VisitRow>} more
   */
  const amendVisit = (store, key, more) => store.change("visits", key, (row) => row && { ...row, ...more(row) });

  /**
   * The same for a photo's row.
   * @param {Store} store
   * @param {string} key
   * @param {(row: PhotoRow) => Partial<PhotoRow>} more
   */
  const amendPhoto = (store, key, more) => store.change("photos", key, (row) => row && { ...row, ...more(row) });

  /**
   * When to try again: later each time, and not before the server wishes it.
   * @param {Attempts} row
   * @param {{ wish: number }} [answer]
   */
  function putOff({ tries = 0 }, { wish } = { wish: 0 }) {
    const wait = Math.max(backOff(tries + 1), Math.min(wish, LONGEST_WAIT));
    return { tries: tries + 1, retryAt: Date.now() + wait };
  }

  /** @param {number} status */
  const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

  /**
   * The server itself failed on what was sent: neither too busy nor full, nor a gateway without a server.
   * @param {number} [status]
   */
  const isFailure = (status = 0) => status >= 500 && ![502, 503, 504, 507].includes(status);

  /**
   * How often the server failed on it by now, and whether that, or a refusal, sets it aside.
   * @param {Attempts} row
   * @param {Answer} answer
   */
  function verdict({ failed = 0 }, { status }) {
    if (!isFailure(status)) return { failed, isAside: isRefusal(status) };
    return { failed: failed + 1, isAside: failed + 1 >= MOST_FAILURES };
  }

  /**
   * Names of fields only: what the sentences quote is not for whoever holds the phone.
   * @param {Answer} answer
   * @returns {Problem}
   */
  const problemOf = ({ status, said: { errors = {}, kept } }) => ({ status, names: Object.keys(errors), kept });

  /**
   * Whether its words go into no visit: they become a draft of their own. Scripts of before 2026-11-28 could give a
   * visit a key that is none.
   * @param {VisitRow} row
   */
  const isBeside = ({ key, beside }) => Boolean(beside) || !UUID.test(key);

  /**
   * What an answer makes of a visit's row, as the row is now.
   * @param {VisitRow} row
   * @param {VisitRow} sentRow
   * @param {Answer & { taken: boolean }} answer
   * @returns {Partial<VisitRow>}
   */
  function afterAnswer(row, sentRow, answer) {
    const { taken, said } = answer;
    const { failed, isAside } = verdict(sentRow, answer);
    // What was typed meanwhile stays to be sent.
    const isUnchanged = row.writes === sentRow.writes;
    /** @type {Partial<VisitRow>} */
    const more = taken || isAside ? { tries: 0, failed: 0, retryAt: 0 } : { failed, ...putOff(row, answer) };
    if (taken || said.kept) Object.assign(more, { known: true, revision: said.revision });
    if (taken) more.status = said.status;
    if (taken && isUnchanged) Object.assign(more, { dirty: false, problem: null, savedAt: Date.now() });
    if (taken && isBeside(sentRow)) Object.assign(more, sentLine(), { draft: said.draft });
    if (isAside && isUnchanged) Object.assign(more, { state: "needs", problem: problemOf(answer) });
    return more;
  }

  /**
   * What is left of a visit that is on the server: a line that says so.
   * @returns {Pick<VisitRow, "intent" | "state" | "envelope" | "readable" | "sentAt">}
   */
  const sentLine = () => ({ intent: "submit", state: "sent", envelope: null, readable: null, sentAt: Date.now() });

  /**
   * @param {Store} store
   * @param {VisitRow} row
   * @param {Session} signedIn
   * @returns {Promise<Outcome>}
   */
  async function sendVisit(store, row, signedIn) {
    // Written down before it leaves: where no answer comes, what the server may hold now is still our own.
    const digests = new Set([...(row.sentDigests ?? []), row.digest ?? ""]);
    const sentDigests = [...digests].slice(-MOST_SENT_DIGESTS);
    await amendVisit(store, row.key, () => ({ sentDigests }));
    /** @type {Record<string, string>} */
    const headers = { "X-Entry-Own": sentDigests.join(",") };
    if (isBeside(row)) headers["X-Entry-Beside"] = "1";
    const envelope = /** @type {Envelope} */ (row.envelope);
    const answer = await post(signedIn, row.beside ?? row.key, [envelope], VISIT_TIMEOUT, headers);
    if (answer.status === 401) return "signed-out";
    const { isAside } = verdict(row, answer);
    if (isAside) cooling.refused = { key: row.key, errors: answer.said.errors ?? {} };
    await amendVisit(store, row.key, (now) => afterAnswer(now, row, answer));
    // Its photos are still on their way.
    if (answer.taken) tell({ kind: "sending", key: row.key, said: answer.said });
    return answer.taken || isAside ? "done" : "waits";
  }

  /**
   * @param {Store} store
   * @param {PhotoRow} photo
   * @param {Session} signedIn
   * @returns {Promise<Outcome>}
   */
  async function sendPhoto(store, photo, signedIn) {
    const about = /** @type {Envelope} */ (photo.about);
    let answer;
    try {
      answer = await post(signedIn, photo.key, [about, photo.file], PHOTO_TIMEOUT);
    } catch (problem) {
      await amendPhoto(store, photo.key, putOff);
      throw problem;
    }
    if (answer.status === 401) return "signed-out";
    if (answer.taken) {
      await store.remove("photos", photo.key);
      return "done";
    }
    const { failed, isAside } = verdict(photo, answer);
    const later = isAside ? { problem: { status: answer.status } } : putOff(photo, answer);
    await amendPhoto(store, photo.key, () => ({ failed, ...later }));
    return isAside ? "done" : "waits";
  }

  /**
   * The photos of a visit that are to be sent: with a caption, and not set aside.
   * @param {Store} store
   * @param {string} visit
   */
  async function photosOf(store, visit) {
    const photos = await store.all("photos");
    return oldestFirst(photos.filter((photo) => photo.visit === visit && photo.about && !photo.problem));
  }

  /**
   * Each by itself: one that is refused is set aside with its own problem, one that has to wait waits alone.
   * @param {Store} store
   * @param {string} visit
   * @param {Session} signedIn
   * @param {boolean} force
   * @returns {Promise<Outcome>}
   */
  async function sendPhotos(store, visit, signedIn, force) {
    const due = (await photosOf(store, visit)).filter(({ retryAt = 0 }) => force || retryAt <= Date.now());
    /** @type {Outcome} */
    let worst = "done";
    for (const photo of due) {
      const outcome = await reaching(() => sendPhoto(store, photo, signedIn));
      // Between two photos the visit is still being sent.
      tell({ kind: "sending", key: visit });
      if (endsSending(outcome)) return outcome;
      if (outcome !== "done") worst = outcome;
    }
    tell({ kind: "changed", key: visit });
    const isAnyLeft = (await photosOf(store, visit)).length > 0;
    return isAnyLeft ? "waits" : worst;
  }

  /**
   * What came of `work`; where the line broke: "waits" if the server answers all the same, else "offline".
   * @param {() => Promise<Outcome>} work
   * @returns {Promise<Outcome>}
   */
  async function reaching(work) {
    try {
      return await work();
    } catch {
      const signedIn = await session().catch(() => undefined);
      if (signedIn === null) return "signed-out";
      return signedIn ? "waits" : "offline";
    }
  }

  /** @param {Outcome} outcome */
  const endsSending = (outcome) => outcome === "signed-out" || outcome === "offline";

  /**
   * A visit that is wholly on the server leaves nothing but the line that says so.
   * @param {Store} store
   * @param {VisitRow} sentRow
   */
  const settle = (store, sentRow) =>
    store.change("visits", sentRow.key, (row) => {
      if (row?.writes !== sentRow.writes) return undefined;
      if (row.dirty || row.state === "needs" || row.intent !== "submit") return { ...row, withPhotos: false };
      const { key, at, size, writes, draft, known } = row;
      return { key, at, size, writes, dirty: false, ...sentLine(), ...(draft && { draft, known }) };
    });

  /** @param {VisitRow} row */
  const isWaiting = ({ state, envelope, hold, dirty, withPhotos }) =>
    state !== "sent" && state !== "needs" && envelope && !hold && (dirty || withPhotos);

  /**
   * @template {{ at: number }} Row
   * @param {Row[]} rows
   */
  const oldestFirst = (rows) => rows.sort((one, other) => one.at - other.at);

  /**
   * Rows of visits that wait to be sent, the oldest first.
   * @param {Store} store
   */
  async function waiting(store) {
    const rows = await store.all("visits");
    return oldestFirst(rows.filter(isWaiting));
  }

  /**
   * One row, wholly: its visit, then its photos.
   * @param {Store} store
   * @param {VisitRow} row
   * @param {Session} signedIn
   * @param {boolean} force
   * @returns {Promise<Outcome>}
   */
  async function sendRow(store, row, signedIn, force) {
    tell({ kind: "sending", key: row.key });
    try {
      if (row.dirty) {
        const outcome = await reaching(async () => {
          try {
            return await sendVisit(store, row, signedIn);
          } catch (problem) {
            await amendVisit(store, row.key, putOff);
            throw problem;
          }
        });
        if (outcome !== "done") return outcome;
      }
      const now = await store.get("visits", row.key);
      if (!now?.withPhotos || now.dirty || now.state === "needs") return "done";
      const outcome = await sendPhotos(store, now.key, signedIn, force);
      if (outcome === "done") await settle(store, now);
      if (outcome === "waits") await amendVisit(store, row.key, putOff);
      return outcome;
    } finally {
      tell({ kind: "changed", key: row.key });
    }
  }

  /**
   * Photos whose visit has nothing else on this phone that waits.
   * @param {Store} store
   */
  async function strays(store) {
    const unsent = (await store.all("visits")).filter(({ state }) => state !== "sent");
    const keys = new Set(unsent.map(({ key }) => key));
    return (await store.all("photos")).filter(({ visit, about }) => about && !keys.has(visit));
  }

  /**
   * What the server failed on, refused as a photo, or got without its photo, gets another chance when somebody asks.
   * @param {Store} store
   */
  async function takeUpAgain(store) {
    const fresh = { problem: null, failed: 0, tries: 0, retryAt: 0 };
    const refused = (await store.all("photos")).filter(({ problem }) => problem);
    for (const { key, visit } of [...refused, ...(await strays(store))]) {
      await amendPhoto(store, key, () => ({ ...fresh, again: true }));
      await amendVisit(store, visit, () => ({ withPhotos: true }));
    }
    for (const { key, state, problem } of await store.all("visits")) {
      if (state !== "needs" || !isFailure(problem?.status)) continue;
      await amendVisit(store, key, () => ({ ...fresh, state: "waiting" }));
    }
  }

  /**
   * What was refused for its key alone is taken by a server of today.
   * @param {Store} store
   */
  async function takeUpKeyless(store) {
    for (const { key, beside, state, envelope } of await store.all("visits")) {
      if (state !== "needs" || beside || UUID.test(key) || !envelope) continue;
      await amendVisit(store, key, () => ({ state: "waiting", problem: null, retryAt: 0 }));
    }
  }

  /**
   * Photos taken up again whose visit left nothing else on this phone.
   * @param {Store} store
   * @param {Session} signedIn
   * @param {boolean} force
   * @returns {Promise<Outcome>}
   */
  async function sendStrays(store, signedIn, force) {
    const asked = (await strays(store)).filter(({ again, problem }) => again && !problem);
    /** @type {Outcome} */
    let worst = "done";
    for (const visit of new Set(asked.map((photo) => photo.visit))) {
      const outcome = await sendPhotos(store, visit, signedIn, force);
      if (endsSending(outcome)) return outcome;
      if (outcome !== "done") worst = outcome;
    }
    return worst;
  }

  /**
   * Take off the phone the lines that say what was sent long ago.
   * @param {Store} store
   */
  async function forgetSent(store) {
    for (const { key, state, sentAt = 0 } of await store.all("visits")) {
      if (state === "sent" && Date.now() - sentAt > SENT_IS_SHOWN_FOR) await store.remove("visits", key);
    }
  }

  /**
   * @param {SendOptions} options
   * @returns {Promise<Outcome>}
   */
  async function sendAll({ force = false, again = false }) {
    const signedIn = await session().catch(() => undefined);
    if (signedIn === undefined) return "offline";
    if (signedIn === null) return "signed-out";
    const store = await cooling.store(signedIn.account);
    if (again) await takeUpAgain(store);
    await takeUpKeyless(store);
    await forgetSent(store);
    /** @type {Outcome} */
    let worst = "done";
    for (const row of await waiting(store)) {
      if (!force && (row.retryAt ?? 0) > Date.now()) continue;
      const outcome = await sendRow(store, row, signedIn, force);
      if (endsSending(outcome)) return outcome;
      if (outcome !== "done") worst = outcome;
    }
    const outcome = await sendStrays(store, signedIn, force);
    return outcome === "done" ? worst : outcome;
  }

  /**
   * Send what waits. One sender at a time among all tabs and the worker.
   * @param {SendOptions} [options]
   * @returns {Promise<Outcome | "busy">}
   */
  const send = (options = {}) =>
    navigator.locks.request("cooling-sending", { ifAvailable: !options.waits }, (lock) =>
      lock ? sendAll(options) : "busy");

  Object.assign(cooling, { session, send, waiting, packed, lengthOf, backOff, channel });
})();
