// What this device keeps, apart for each account: IndexedDB "cooling-ACCOUNT" with four stores.
//   visits  by key   one row per visit that is not wholly on the server: own words encrypted, the same sealed
//   photos  by key   sealed photos that the server has not taken yet
//   kept    by name  encrypted pages and packs, each with a day on which it ends
//   meta    by name  the officer's token, the server's key, the wrapped device key, the clock's offset
// The worker loads it as a classic script, pages as a module; both find it as self.cooling.
//   cooling.account(), setAccount(id), store(account) → {get, put, remove, all, change}, wipe(account)
//   cooling.leaveSealed(account): nothing stays but what the server has not got yet, as sealed as it is
(() => {
  const STORES = { visits: "key", photos: "key", kept: "name", meta: "name" };
  const opened = new Map();

  // "blocked" is no failure: another tab or the worker ends its write first.
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  async function open(name, stores) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath });
    };
    const database = await done(request);
    database.onclose = database.onversionchange = () => {
      database.close();
      opened.delete(name);
    };
    return database;
  }

  /** The open database; opened again where the browser, or a sign-out in another tab, has closed it. */
  function connect(name, stores) {
    if (!opened.has(name)) opened.set(name, open(name, stores));
    opened.get(name).catch(() => opened.delete(name));
    return opened.get(name);
  }

  /** Run a request in one transaction; resolves with what it found when it is on disk. */
  const within = (database, store, mode, work) =>
    new Promise((resolve, reject) => {
      // Strict: a battery that dies a moment later takes nothing along.
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("aborted"));
    });

  async function access(name, stores) {
    const run = async (store, mode, work) => within(await connect(name, stores), store, mode, work);
    const read = (store, ask) => run(store, "readonly", ask);
    const write = (store, ask) => run(store, "readwrite", ask);
    await connect(name, stores);
    return {
      get: (store, key) => read(store, (rows) => rows.get(key)),
      all: (store) => read(store, (rows) => rows.getAll()),
      put: (store, row) => write(store, (rows) => rows.put(row)),
      remove: (store, key) => write(store, (rows) => rows.delete(key)),
      /** Replace a row by what `turn(row, rows)` makes of it, in one transaction; undefined leaves it. */
      async change(store, key, turn) {
        let row;
        await write(store, (rows) => {
          const request = rows.get(key);
          request.onsuccess = () => {
            row = turn(request.result, rows);
            if (row !== undefined) rows.put(row);
          };
          return request;
        });
        return row;
      },
    };
  }

  /** Delete all of an account; this page opens it no more. */
  async function wipe(account) {
    const name = `cooling-${account}`;
    (await opened.get(name))?.close();
    opened.set(name, new Promise(() => {}));
    await done(indexedDB.deleteDatabase(name));
  }

  /** A row without anything that this phone could read; what was held back goes beside its visit. */
  function onlySealed({ key, of, seq, at, sealed, digest, size, hold, state, ...row }) {
    const kept = { seq, at, sealed, digest, size, own: null, dirty: true, intent: row.intent, retryAt: 0 };
    const isBeside = of || hold || state === "needs";
    if (isBeside) return { ...kept, key: of ? key : `${key}.${seq}`, of: of ?? key, state: "waiting", withPhotos: false };
    return { ...row, ...kept, key, hold, state, dirty: row.dirty };
  }

  async function leaveSealed(account) {
    const database = await connect(`cooling-${account}`, STORES);
    const transaction = database.transaction(Object.keys(STORES), "readwrite", { durability: "strict" });
    const rows = transaction.objectStore("visits");
    for (const name of ["meta", "kept"]) transaction.objectStore(name).clear();
    rows.getAll().onsuccess = ({ target }) => {
      rows.clear();
      for (const row of target.result) {
        if (row.sealed && (row.dirty || row.withPhotos)) rows.put(onlySealed(row));
      }
    };
    return new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const shared = () => access("cooling", { meta: "name" });
  /** Whose phone this is: undefined before the first signing in, "" after signing out. */
  const account = async () => (await (await shared()).get("meta", "account"))?.value;
  const setAccount = async (value) => (await shared()).put("meta", { name: "account", value });
  const store = (id) => access(`cooling-${id}`, STORES);
  self.cooling = { ...self.cooling, account, setAccount, store, wipe, leaveSealed };
})();
