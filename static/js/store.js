// What this device keeps, apart for each account: IndexedDB "cooling-ACCOUNT" with four stores.
//   visits  by key   one row per visit that is not wholly on the server: own words encrypted, the same sealed
//   photos  by key   sealed photos that the server has not taken yet
//   kept    by name  encrypted pages and packs, each with a day on which it ends
//   meta    by name  the officer's token, the server's key, the wrapped device key, the clock's offset
// The worker loads it as a classic script, pages as a module; both find it as self.cooling.
//   cooling.account(), setAccount(id), store(account) → {get, put, remove, all, change, wipe}
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

  const shared = () => access("cooling", { meta: "name" });
  /** Whose phone this is: undefined before the first signing in, "" after signing out. */
  const account = async () => (await (await shared()).get("meta", "account"))?.value;
  const setAccount = async (value) => (await shared()).put("meta", { name: "account", value });
  self.cooling = { ...self.cooling, account, setAccount, store: (id) => access(`cooling-${id}`, STORES), wipe };
})();
