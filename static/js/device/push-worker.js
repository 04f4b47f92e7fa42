// In the worker: shows that something waits, as a kind and a number and never what it is. A tap opens the start page.

(() => {
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const { cooling } = self;
  const { words, plain, icon, lang } = /** @type {Told} */ (self.COOLING.told);
  const FORM_PATH = /^\/visits\/(new|[0-9a-f-]{36}\/edit)\//;

  /** @typedef {{ kind: string, number: number }} Waiting */

  /**
   * What a message says; null where it says nothing that is known here.
   * @param {PushMessageData | null} data
   * @returns {Waiting | null}
   */
  function read(data) {
    try {
      const { kind, number } = data?.json();
      return Object.keys(words).includes(kind) && number > 0 ? { kind, number: Math.floor(number) } : null;
    } catch {
      return null;
    }
  }

  /** Whether somebody is signed in here, as far as this phone knows. */
  async function isSignedIn() {
    const account = await cooling.account();
    if (!account) return false;
    const store = await cooling.store(account);
    return !(await store.get("meta", "signedOut"))?.value;
  }

  /**
   * Show it in the place of what was shown of its kind. Without a kind: that something waits.
   * @param {Waiting | null} waiting
   */
  async function show(waiting) {
    const { registration } = worker;
    const { kind, number } = waiting ?? { kind: "", number: 0 };
    const [one, many] = words[kind] ?? [plain, plain];
    const tag = `cooling ${kind}`;
    const [before] = await registration.getNotifications({ tag });
    // Told twice, or only opened elsewhere: the phone does not ring again. Only Chromium can say so.
    const renotify = before?.data.number !== number;
    const body = (number === 1 ? one : many).replace("{part}", String(number));
    const options = { body, tag, renotify, icon, lang, data: { number } };
    await registration.showNotification("Cooling", options);
    const shown = await registration.getNotifications();
    const sum = shown.reduce((total, { data }) => total + (data?.number ?? 0), 0);
    // Firefox, and browsers at a desk, may have no badge.
    await navigator.setAppBadge?.(sum || undefined);
  }

  /**
   * Something is shown for every message: browsers take the subscription from whoever does not.
   * @param {PushMessageData | null} data
   */
  async function onPush(data) {
    const isKnown = await isSignedIn().catch(() => false);
    await show(isKnown ? read(data) : null);
  }

  /** The browser gave up the subscription: a new one, where somebody is signed in. */
  async function onSubscriptionChange() {
    const signedIn = await cooling.session();
    if (signedIn?.push) await cooling.push.begin(worker.registration, signedIn);
  }

  /** Look by oneself, where no push service is reached; what was shown before is not shown again. */
  async function look() {
    const options = { headers: { Accept: "application/json" } };
    const answer = await fetch("/device/session/?counts=1", { cache: "no-store", redirect: "error", ...options });
    // Says so to all pages, and forgets what was taken along.
    if (answer.status === 401) await cooling.session();
    if (!answer.ok) return;
    /** @type {{ account: string, now: number, waiting?: Waiting[] }} */
    const { account, now, waiting = [] } = await answer.json();
    const day = new Date(now).toLocaleDateString("id-ID", { timeZone: "Asia/Makassar" });
    const store = await cooling.store(account);
    /** @type {Record<string, number>} */
    const before = (await store.get("meta", "shown"))?.value ?? {};
    /** @type {Record<string, number>} */
    const shown = {};
    for (const each of waiting) {
      // What is due is said anew each day.
      const name = each.kind.startsWith("due") ? `${each.kind} ${day}` : each.kind;
      shown[name] = each.number;
      if (each.number > (before[name] ?? 0)) await show(each);
    }
    await store.put("meta", { name: "shown", value: shown });
  }

  /** The start page, in a tab that is open; never in the place of a form that somebody fills in. */
  async function openStart() {
    const tabs = await worker.clients.matchAll({ type: "window" });
    const tab = tabs.find(({ url }) => !FORM_PATH.test(new URL(url).pathname));
    try {
      if (!tab) throw new Error("no tab");
      await tab.focus();
      await tab.navigate("/");
    } catch {
      await worker.clients.openWindow("/");
    }
  }

  worker.addEventListener("push", (event) => event.waitUntil(onPush(event.data)));

  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(onSubscriptionChange()));

  worker.addEventListener("periodicsync", (event) => {
    if (event.tag === "waiting") event.waitUntil(look());
  });

  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openStart());
  });

  // The start page says it all: nothing need be shown any more.
  worker.addEventListener("fetch", (event) => {
    const isStart = event.request.mode === "navigate" && new URL(event.request.url).pathname === "/";
    if (isStart) event.waitUntil(cooling.push.clear(worker.registration));
  });
})();
