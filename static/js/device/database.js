// What this device keeps, apart for each account: IndexedDB "cooling-ACCOUNT" with four stores.
//   visits  by key   one row per visit that is not wholly on the server: own words encrypted, the same in an envelope
//   photos  by key   photos in envelopes that the server has not taken yet
//   kept    by name  encrypted pages and packs, each with a day on which it ends
//   meta    by name  the officer's token, the server's key, the wrapped device key, the clock's offset
// The worker loads it as a classic script, pages as a module; both find it as self.cooling. Chromium 90 knows no
// module workers.

/** @typedef {ArrayBuffer} Envelope bytes that only the server can open */
/** @typedef {{ iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Encrypted what opens with this phone's PIN */
/** @typedef {{ status: number, names?: string[], kept?: boolean }} Problem an answer, and fields to look at */

/**
 * A visit of which something is not on the server yet, or a line that says that all of it is.
 * @typedef {object} VisitRow
 * @property {string} key
 * @property {string} [beside] the visit that these words could not be put into; they become a draft of their own
 * @property {number} writes how often the row was written; a page knows by it which words it shows
 * @property {number} at when the words were written, by the server's clock
 * @property {Envelope | null} envelope the words as the server gets them
 * @property {Encrypted | null} readable the words as this phone reads them again, where it may
 * @property {boolean} [isNarrow] whether they are confidential, and so nothing that this phone may read
 * @property {string} [digest] of the words
 * @property {string[]} [sentDigests] of words that left this phone, whether or not an answer came
 * @property {number} [size] in bytes, photos included
 * @property {boolean} dirty whether the server lacks these words
 * @property {boolean} [withPhotos] whether its photos are sent as well
 * @property {boolean} [hold] whether it waits for a tap on "Save": the change of a submitted visit
 * @property {"draft" | "submit"} intent
 * @property {"waiting" | "needs" | "sent"} state "needs" somebody to look at it
 * @property {Problem | null} [problem]
 * @property {boolean} [known] whether the server has a version of it
 * @property {number} [revision] of the last version that the server took
 * @property {string} [status] of the visit on the server
 * @property {string} [draft] the key of the draft that words beside a visit became
 * @property {number} [savedAt]
 * @property {number} [sentAt]
 * @property {number} [tries] without an answer, or with one that asks to wait
 * @property {number} [failed] how often the server itself failed on it
 * @property {number} [retryAt]
 */

/**
 * A photo that is not on the server yet.
 * @typedef {object} PhotoRow
 * @property {string} key
 * @property {string} visit
 * @property {Envelope} [about] its caption and stop
 * @property {Envelope} file
 * @property {string} [from] name, size and time of the file that it was made of
 * @property {number} at
 * @property {number} size
 * @property {{ status: number } | null} [problem] why it was set aside
 * @property {boolean} [again] whether somebody asked to send it once more
 * @property {number} [tries]
 * @property {number} [failed]
 * @property {number} [retryAt]
 */

/** @typedef {{ name: string, at: number, until: number, readable: Encrypted }} KeptRow a page or a pack, and its end */
/** @typedef {{ name: string, value: any }} MetaRow */
/** @typedef {{ visits: VisitRow, photos: PhotoRow, kept: KeptRow, meta: MetaRow }} Rows of the stores, by their name */
/** @typedef {keyof Rows} StoreName */

/**
 * @typedef {<Name extends StoreName>(store: Name, key: string, turn: Turn<Name>) => Promise<Rows[Name] | undefined>}
 *   Change
 */
/**
 * What one account has on this phone.
 * @typedef {object} Store
 * @property {<Name extends StoreName>(store: Name, key: string) => Promise<Rows[Name] | undefined>} get
 * @property {<Name extends StoreName>(store: Name) => Promise<Rows[Name][]>} all
 * @property {<Name extends StoreName>(store: Name, row: Rows[Name]) => Promise<unknown>} put
 * @property {(store: StoreName, key: string) => Promise<unknown>} remove
 * @property {Change} change replaces a row by what `turn` makes of it, in one transaction; undefined leaves it
 */

/**
 * @template {StoreName} Name
 * @typedef {(row: Rows[Name] | undefined, rows: IDBObjectStore) => Rows[Name] | undefined} Turn
 */

(() => {
  /** @type {Record<StoreName, string>} each store and the property that names its rows */
  const STORES = { visits: "key", photos: "key", kept: "name", meta: "name" };
  // Scripts of before 2026-11-29 named them so; a phone may be switched on with what it kept at that time.
  const FORMER_NAMES = { seq: "writes", sealed: "envelope", own: "readable", of: "beside", tried: "sentDigests" };
  /** @type {Map<string, Promise<IDBDatabase>>} */
  const opened = new Map();
  /** @type {Set<IDBTransaction>} */
  const underWay = new Set();
  // Until the page is shown again, where the browser keeps it for "back".
  let isShown = Promise.resolve();

  /** @param {string} account */
  const nameOf = (account) => `cooling-${account}`;

  /**
   * What a request brings. "blocked" is no failure: another tab or the worker ends its write first.
   * @template Result
   * @param {IDBRequest<Result>} request
   * @returns {Promise<Result>}
   */
  const resultOf = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /**
   * @param {string} name
   * @param {Record<string, string>} stores
   */
  async function open(name, stores) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath });
    };
    const database = await resultOf(request);
    const forget = () => {
      database.close();
      opened.delete(name);
    };
    database.onclose = forget;
    // Another tab deletes the database, and waits until nobody has it open.
    database.onversionchange = forget;
    return database;
  }

  /**
   * The open database; opened again where the browser, or a sign-out in another tab, has closed it.
   * @param {string} name
   * @param {Record<string, string>} stores
   */
  function connect(name, stores) {
    const present = opened.get(name);
    if (present) return present;
    const opening = open(name, stores);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  }

  /**
   * A row with the names of today. Read so, not changed once: at an update scripts of both versions write in turn.
   * @param {any} row
   */
  function withPresentNames(row) {
    for (const [former, present] of Object.entries(FORMER_NAMES)) {
      if (!row || !(former in row)) continue;
      row[present] = row[former];
      delete row[former];
    }
    return row;
  }

  /** @param {IDBTransaction} transaction */
  function watched(transaction) {
    underWay.add(transaction);
    for (const end of ["complete", "abort"]) transaction.addEventListener(end, () => underWay.delete(transaction));
    return transaction;
  }

  /**
   * Safari keeps a page that is left together with its transactions, and whoever writes waits for their end.
   * @param {Event & { persisted?: boolean }} event
   */
  function endTransactions({ persisted }) {
    if (!persisted) return;
    isShown = new Promise((resolve) => self.addEventListener("pageshow", () => resolve(), { once: true }));
    for (const transaction of underWay) {
      try {
        transaction.abort();
      } catch {
        // It is just ending by itself.
      }
    }
  }

  self.addEventListener("pagehide", endTransactions);

  /**
   * @param {IDBDatabase} database
   * @param {string | string[]} stores
   */
  // Strict: a battery that dies a moment later takes nothing along.
  const writing = (database, stores) => watched(database.transaction(stores, "readwrite", { durability: "strict" }));

  /**
   * Resolves when all of the transaction is on disk.
   * @param {IDBTransaction} transaction
   * @returns {Promise<void>}
   */
  const completed = (transaction) =>
    new Promise((resolve, reject) => {
      const fail = () => reject(transaction.error || new Error("aborted"));
      transaction.oncomplete = () => resolve();
      transaction.onabort = fail;
      transaction.onerror = fail;
    });

  /**
   * Once more where the page was left meanwhile, which ended the transaction, and is shown again.
   * @template Result
   * @param {() => Promise<Result>} work
   * @returns {Promise<Result>}
   */
  async function whileShown(work) {
    for (;;) {
      await isShown;
      const shown = isShown;
      try {
        return await work();
      } catch (problem) {
        if (shown === isShown) throw problem;
      }
    }
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} stores
   * @returns {Promise<Store>}
   */
  async function access(name, stores) {
    /** @type {(store: string, ask: (rows: IDBObjectStore) => IDBRequest) => Promise<any>} */
    async function read(store, ask) {
      const database = await connect(name, stores);
      return whileShown(async () => {
        const transaction = watched(database.transaction(store, "readonly"));
        const request = ask(transaction.objectStore(store));
        await completed(transaction);
        return request.result;
      });
    }

    /** @type {(store: string, ask: (rows: IDBObjectStore) => IDBRequest) => Promise<void>} */
    async function write(store, ask) {
      const database = await connect(name, stores);
      await whileShown(() => {
        const transaction = writing(database, store);
        ask(transaction.objectStore(store));
        return completed(transaction);
      });
    }

    await connect(name, stores);
    return {
      get: async (store, key) => withPresentNames(await read(store, (rows) => rows.get(key))),
      all: async (store) => (await read(store, (rows) => rows.getAll())).map(withPresentNames),
      put: (store, row) => write(store, (rows) => rows.put(row)),
      remove: (store, key) => write(store, (rows) => rows.delete(key)),
      async change(store, key, turn) {
        let changed;
        await write(store, (rows) => {
          const request = rows.get(key);
          request.onsuccess = () => {
            changed = turn(withPresentNames(request.result), rows);
            if (changed !== undefined) rows.put(changed);
          };
          return request;
        });
        return changed;
      },
    };
  }

  /**
   * Delete all of an account; this page opens it no more.
   * @param {string} account
   */
  async function wipe(account) {
    const name = nameOf(account);
    const database = await opened.get(name);
    database?.close();
    // Whoever asks for it from now on waits for ever.
    opened.set(name, new Promise(() => {}));
    await resultOf(indexedDB.deleteDatabase(name));
  }

  /**
   * A row without anything that this phone could read; what was held back goes beside its visit.
   * @param {VisitRow} row
   * @returns {VisitRow}
   */
  function withoutReadable(row) {
    const { key, beside, writes, at, envelope, digest, size, hold, state, intent } = row;
    const isBeside = beside || hold || state === "needs";
    if (!isBeside) return { ...row, readable: null, retryAt: 0 };
    return {
      key: beside ? key : `${key}.${writes}`,
      beside: beside ?? key,
      ...{ writes, at, envelope, digest, size, intent },
      ...{ readable: null, dirty: true, retryAt: 0, state: "waiting", withPhotos: false },
    };
  }

  /**
   * Nothing stays of an account but what the server has not got yet, in its envelopes.
   * @param {string} account
   */
  async function keepOnlyEnvelopes(account) {
    const database = await connect(nameOf(account), STORES);
    await whileShown(() => {
      const transaction = writing(database, Object.keys(STORES));
      transaction.objectStore("meta").clear();
      transaction.objectStore("kept").clear();
      const visits = transaction.objectStore("visits");
      /** @type {IDBRequest<VisitRow[]>} */
      const all = visits.getAll();
      all.onsuccess = () => {
        visits.clear();
        const waiting = all.result.map(withPresentNames).filter((row) => row.envelope && (row.dirty || row.withPhotos));
        for (const row of waiting) visits.put(withoutReadable(row));
      };
      return completed(transaction);
    });
  }

  const openShared = () => access("cooling", { meta: "name" });

  /** Whose phone this is: undefined before the first signing in, "" after signing out. */
  async function account() {
    const shared = await openShared();
    return (await shared.get("meta", "account"))?.value;
  }

  /** @param {string} value */
  async function setAccount(value) {
    const shared = await openShared();
    await shared.put("meta", { name: "account", value });
  }

  /** @param {string} account */
  const store = (account) => access(nameOf(account), STORES);

  self.cooling = Object.assign(self.cooling ?? {}, { account, setAccount, store, wipe, keepOnlyEnvelopes });
})();
