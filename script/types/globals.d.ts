// What scripts find without an import: the two classic scripts of a phone's outbox, and what TypeScript's own
// declarations leave out because only some browsers have it.

/** Made by static/js/device/database.js and static/js/device/outbox.js. */
interface Cooling {
  /** Whose phone this is: undefined before the first signing in, "" after signing out. */
  account(): Promise<string | undefined>;
  setAccount(account: string): Promise<void>;
  store(account: string): Promise<Store>;
  wipe(account: string): Promise<void>;
  keepOnlyEnvelopes(account: string): Promise<void>;

  session(): Promise<Session | null>;
  send(options?: SendOptions): Promise<Outcome | "busy">;
  waiting(store: Store): Promise<VisitRow[]>;
  packed(envelopes: Envelope[]): Blob;
  lengthOf(bytes: { byteLength: number }): Uint8Array<ArrayBuffer>;
  backOff(tries: number, chance?: number): number;
  channel: BroadcastChannel;
  /** What the server said of the visit that it refused last; on no disk, since its sentences quote words. */
  refused?: { key: string; errors: Record<string, string[]> };
  /** Sends one entry in place of `fetch`: a page shows by it how far it has come. */
  upload?: (address: string, options: Upload, timeout: number) => Promise<Answer>;

  /** Made by static/js/device/push.js. */
  push: {
    begin(registration: ServiceWorkerRegistration, signedIn: Session): Promise<ToldBy>;
    clear(registration: ServiceWorkerRegistration): Promise<void>;
    end(registration: ServiceWorkerRegistration): Promise<void>;
    post(signedIn: Session, address: string, fields?: Record<string, string>): Promise<Response>;
  };
}

interface Upload {
  method: string;
  body: Blob;
  headers: Record<string, string>;
}

declare var cooling: Cooling;

/** What the server puts before the service worker. */
declare var COOLING: {
  version: string;
  files: string[];
  kept: string[];
  shells: { form: string; phone: string; sent: string };
  scripts: string[];
  told: Told | null;
};

/** What the worker shows: for each kind the sentence for one, and for {part}. */
interface Told {
  words: Record<string, [string, string]>;
  plain: string;
  icon: string;
  lang: string;
}

/** Background Sync, which only Chromium has, and for apps that are installed also from time to time. */
interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
  readonly periodicSync?: {
    register(tag: string, options: { minInterval: number }): Promise<void>;
    unregister(tag: string): Promise<void>;
  };
}

/** Safari's: whether the page is an app of the Home Screen. */
interface Navigator {
  readonly standalone?: boolean;
}
