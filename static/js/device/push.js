// Lets this phone be told that something waits, and ends it. Used by pages and by the worker.
// Where the browser reaches no push service, an installed Chromium looks by itself now and then.

/** @typedef {"push" | "periodic" | null} ToldBy */

(() => {
  const { cooling } = self;
  const LOOK = "waiting";
  const LOOK_EVERY = 6 * 3600000;

  /**
   * This browser's subscription with the server's key.
   * @param {ServiceWorkerRegistration} registration
   * @param {string} key
   */
  async function subscribe({ pushManager }, key) {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    try {
      return await pushManager.subscribe(options);
    } catch (problem) {
      if (/** @type {Error} */ (problem).name !== "InvalidStateError") throw problem;
      // The server has another key than it had.
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(options);
    }
  }

  /**
   * @param {Session} signedIn
   * @param {string} address
   * @param {Record<string, string>} [fields]
   */
  const post = ({ csrf }, address, fields = {}) =>
    fetch(address, {
      method: "POST",
      redirect: "error",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      body: new URLSearchParams(fields),
    });

  /**
   * Whether the push service tells this phone; throws where the server does not answer.
   * @param {ServiceWorkerRegistration} registration
   * @param {Session} signedIn
   */
  async function beginPush(registration, signedIn) {
    const subscription = await subscribe(registration, signedIn.push?.key ?? "").catch(() => null);
    if (!subscription) return false;
    const { endpoint = "", keys = {} } = subscription.toJSON();
    const answer = await post(signedIn, "/device/push/", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
    if (answer.ok) return true;
    await subscription.unsubscribe();
    // A push service that this server does not talk to.
    if (answer.status === 422) return false;
    throw new Error(`push ${answer.status}`);
  }

  /** @param {ServiceWorkerRegistration} registration */
  async function beginLooking({ periodicSync }) {
    if (!periodicSync) return false;
    return periodicSync.register(LOOK, { minInterval: LOOK_EVERY }).then(() => true, () => false);
  }

  /**
   * Let this phone be told; by what it is, null where it cannot be.
   * @param {ServiceWorkerRegistration} registration
   * @param {Session} signedIn
   * @returns {Promise<ToldBy>}
   */
  async function begin(registration, signedIn) {
    /** @type {ToldBy} */
    let by = null;
    if (await beginPush(registration, signedIn)) by = "push";
    else if (await beginLooking(registration)) by = "periodic";
    const store = await cooling.store(signedIn.account);
    await store.put("meta", { name: "told", value: by });
    return by;
  }

  /**
   * Take away what was shown.
   * @param {ServiceWorkerRegistration} registration
   */
  async function clear(registration) {
    for (const shown of await registration.getNotifications()) shown.close();
    await navigator.clearAppBadge?.();
  }

  /**
   * Tell this phone nothing more, and take away what was shown. The server is not asked.
   * @param {ServiceWorkerRegistration} registration
   */
  async function end(registration) {
    const unsubscribe = async () => (await registration.pushManager?.getSubscription())?.unsubscribe();
    const stopLooking = async () => registration.periodicSync?.unregister(LOOK);
    await Promise.allSettled([unsubscribe(), stopLooking(), clear(registration)]);
  }

  Object.assign(cooling, { push: { begin, clear, end, post } });
})();
