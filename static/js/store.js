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

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
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

  /** Run a request in one transaction; resolves with what it found when it is on disk. */
  function within(database, store, mode, work) {
    return new Promise((resolve, reject) => {
      // Strict: a battery that dies a moment later takes nothing along.
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("aborted"));
    });
  }

  function access(database) {
    const read = (store, ask) => within(database, store, "readonly", ask);
    const write = (store, ask) => within(database, store, "readwrite", ask);
    return {
      get: (store, key) => read(store, (rows) => rows.get(key)),
      all: (store) => read(store, (rows) => rows.getAll()),
      put: (store, row) => write(store, (rows) => rows.put(row)),
      remove: (store, key) => write(store, (rows) => rows.delete(key)),
      /** Replace a row by what `turn` makes of it, in one transaction, and resolve with that; undefined leaves it. */
      async change(store, key, turn) {
        let row;
        await write(store, (rows) => {
          const request = rows.get(key);
          request.onsuccess = () => {
            row = turn(request.result);
            if (row !== undefined) rows.put(row);
          };
          return request;
        });
        return row;
      },
    };
  }

  async function connect(name, stores) {
    const opening = opened.get(name) ?? open(name, stores);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return access(await opening);
  }

  async function wipe(account) {
    const name = `cooling-${account}`;
    (await opened.get(name))?.close();
    opened.delete(name);
    await done(indexedDB.deleteDatabase(name));
  }

  const shared = () => connect("cooling", { meta: "name" });
  const account = async () => (await (await shared()).get("meta", "account"))?.value ?? "";
  const setAccount = async (value) => (await shared()).put("meta", { name: "account", value });
  self.cooling = { ...self.cooling, account, setAccount, store: (id) => connect(`cooling-${id}`, STORES), wipe };
})();
