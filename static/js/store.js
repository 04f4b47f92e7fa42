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
    const forget = () => opened.delete(name);
    database.onclose = forget;
    database.onversionchange = () => {
      database.close();
      forget();
    };
    return database;
  }

  /** Run work in one transaction; resolves when it is on disk. */
  function within(database, store, mode, work) {
    return new Promise((resolve, reject) => {
      // Strict: a battery that dies a moment later takes nothing along.
      const transaction = database.transaction(store, mode, { durability: "strict" });
      let result;
      work(transaction.objectStore(store), (value) => {
        result = value;
      });
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("aborted"));
    });
  }

  function access(database) {
    const read = (store, ask) =>
      within(database, store, "readonly", (rows, say) => {
        const request = ask(rows);
        request.onsuccess = () => say(request.result);
      });
    return {
      get: (store, key) => read(store, (rows) => rows.get(key)),
      all: (store) => read(store, (rows) => rows.getAll()),
      put: (store, row) => within(database, store, "readwrite", (rows) => rows.put(row)),
      remove: (store, key) => within(database, store, "readwrite", (rows) => rows.delete(key)),
      /** Replace a row by what `turn` makes of it, in one transaction: null removes it, undefined leaves it. */
      change: (store, key, turn) =>
        within(database, store, "readwrite", (rows, say) => {
          const request = rows.get(key);
          request.onsuccess = () => {
            const row = turn(request.result);
            say(row);
            if (row === null) rows.delete(key);
            else if (row !== undefined) rows.put(row);
          };
        }),
    };
  }

  async function connect(name, stores) {
    if (!opened.has(name)) opened.set(name, open(name, stores));
    try {
      return access(await opened.get(name));
    } catch (problem) {
      opened.delete(name);
      throw problem;
    }
  }

  async function wipe(account) {
    const name = `cooling-${account}`;
    if (opened.has(name)) (await opened.get(name)).close();
    opened.delete(name);
    await done(indexedDB.deleteDatabase(name));
  }

  const shared = () => connect("cooling", { meta: "name" });
  const account = async () => ((await (await shared()).get("meta", "account")) || {}).value || "";
  const setAccount = async (value) => (await shared()).put("meta", { name: "account", value });
  self.cooling = { ...self.cooling, account, setAccount, store: (id) => connect(`cooling-${id}`, STORES), wipe };
})();
