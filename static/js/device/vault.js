// What is kept on this device is unreadable without its PIN, and what is to be sent without the server's key.
import { fromBase64, toBase64 } from "../core/browser.js";
import "./database.js";
import "./outbox.js";

const { cooling } = self;
const PIN_ROUNDS = 600000;
const MOST_MISSES = 10;
const HOUR = 3600000;
const OPEN_FOR = 12 * HOUR;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const utf8 = new TextEncoder();
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Bytes one after the other; without blobs, which cost a cheap phone more than all the rest of an envelope.
 * @param {...(ArrayBuffer | Uint8Array)} parts
 */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
}

/** @param {number} length */
const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/**
 * @param {CryptoKey} key
 * @param {BufferSource} bytes
 * @returns {Promise<Encrypted>}
 */
async function encryptBytes(key, bytes) {
  const iv = randomBytes(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

/**
 * @param {CryptoKey} key
 * @param {Encrypted} encrypted
 */
const decryptBytes = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

/**
 * @param {Bytes} key
 * @param {Bytes} data
 */
async function hmac(key, data) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  // WebCrypto takes no empty key; HMAC fills every key up with zeros.
  const filled = key.byteLength ? key : new Uint8Array(32);
  const imported = await crypto.subtle.importKey("raw", filled, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

// RFC 9180, section 7: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256; the third number, of the AEAD, may be another in tests.
const VERSION = utf8.encode("HPKE-v1");
const NONE = new Uint8Array(0);
const KEM_SUITE = joined(utf8.encode("KEM"), Uint8Array.of(0, 16));
/** @param {number} aead 2: AES-256-GCM */
const hpkeSuite = (aead) => joined(utf8.encode("HPKE"), Uint8Array.of(0, 16, 0, 1, 0, aead));

/**
 * LabeledExtract of RFC 9180, section 4.
 * @param {Bytes} suite
 * @param {Bytes} salt
 * @param {string} label
 * @param {Bytes} material
 */
const extract = (suite, salt, label, material) => hmac(salt, joined(VERSION, suite, utf8.encode(label), material));

/**
 * LabeledExpand of RFC 9180, section 4: at most 32 bytes, which are one round.
 * @param {Bytes} suite
 * @param {Bytes} secret
 * @param {string} label
 * @param {Bytes} context
 * @param {number} length
 */
async function expand(suite, secret, label, context, length) {
  const labelled = joined(Uint8Array.of(0, length), VERSION, suite, utf8.encode(label), context, Uint8Array.of(1));
  return (await hmac(secret, labelled)).slice(0, length);
}

/**
 * SealBase of RFC 9180: the ephemeral public key, then the encrypted content. Exported for its test vector alone.
 * @param {Bytes} theirBytes the public key of the recipient, uncompressed
 * @param {Bytes} info
 * @param {Bytes} content
 * @param {{ aead?: number, ours?: CryptoKeyPair, additionalData?: Bytes }} [of] what a test vector sets
 */
export async function hpke(theirBytes, info, content, { aead = 2, ours, additionalData = NONE } = {}) {
  const suite = hpkeSuite(aead);
  const theirs = await crypto.subtle.importKey("raw", theirBytes, CURVE, false, []);
  const pair = ours ?? (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
  const ourBytes = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const extracted = await extract(KEM_SUITE, NONE, "eae_prk", new Uint8Array(agreed));
  const shared = await expand(KEM_SUITE, extracted, "shared_secret", joined(ourBytes, theirBytes), 32);
  const pskHash = await extract(suite, NONE, "psk_id_hash", NONE);
  const context = joined(Uint8Array.of(0), pskHash, await extract(suite, NONE, "info_hash", info));
  const secret = await extract(suite, shared, "secret", NONE);
  const raw = await expand(suite, secret, "key", context, aead === 2 ? 32 : 16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const iv = await expand(suite, secret, "base_nonce", context, 12);
  return joined(ourBytes, await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, content));
}

/**
 * An envelope that only the server opens (visits/device/envelope.py): header and content, encrypted to its public key.
 * @param {{ name: string, public: string }} serverKey
 * @param {object} header
 * @param {ArrayBuffer} [content] what follows the header: a photo
 * @returns {Promise<Envelope>}
 */
async function makeEnvelope(serverKey, header, content = new ArrayBuffer(0)) {
  const keyName = Uint8Array.from(serverKey.name.match(/../g) ?? [], (byte) => parseInt(byte, 16));
  const front = joined(utf8.encode("CS2"), keyName);
  const info = joined(utf8.encode("cooling envelope 2"), front);
  const written = utf8.encode(JSON.stringify(header));
  const whole = joined(cooling.lengthOf(written), written, content);
  return joined(front, await hpke(fromBase64(serverKey.public), info, whole)).buffer;
}

/**
 * The key that wraps the device's own; made slowly, so that guessing a PIN takes long.
 * @param {string} pin
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} iterations
 * @param {"encrypt" | "decrypt"} use
 */
async function wrappingKey(pin, salt, iterations, use) {
  const base = await crypto.subtle.importKey("raw", utf8.encode(pin.normalize()), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [use]);
}

/** What one account has on this phone: readable while it is open, in envelopes always. */
export class Device {
  /**
   * @param {string} account
   * @param {Store} store
   * @param {Record<string, any>} meta
   */
  constructor(account, store, meta) {
    this.account = account;
    this.store = store;
    this.meta = meta;
    this.slot = `cooling-${account}`;
    /** @type {Uint8Array<ArrayBuffer> | null} */
    this.rawKey = null;
    /** @type {CryptoKey | null} */
    this.key = null;
  }

  get isOpen() {
    return Boolean(this.key);
  }

  get hasPin() {
    return Boolean(this.meta.pin);
  }

  /** The server's time, whatever this phone's clock says. */
  now() {
    return Date.now() + (this.meta.offset || 0);
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  async remember(name, value) {
    await this.store.put("meta", { name, value });
    this.meta[name] = value;
  }

  /** Take up the key of this tab, while it is open; without a PIN one that this tab alone has. */
  async recallKey() {
    const found = JSON.parse(sessionStorage.getItem(this.slot) ?? "null");
    if (found?.until > Date.now()) await this.useKey(fromBase64(found.raw));
    else if (!this.hasPin) await this.useKey(randomBytes(32));
  }

  /** @param {Uint8Array<ArrayBuffer>} rawKey */
  async useKey(rawKey) {
    this.rawKey = rawKey;
    this.key = await crypto.subtle.importKey("raw", rawKey, "AES-GCM", false, ["encrypt", "decrypt"]);
    sessionStorage.setItem(this.slot, JSON.stringify({ raw: toBase64(rawKey), until: Date.now() + OPEN_FOR }));
  }

  /** @param {string} pin */
  async setPin(pin) {
    if (!this.rawKey) throw new Error("The device is locked");
    const salt = randomBytes(16);
    const wrapped = await encryptBytes(await wrappingKey(pin, salt, PIN_ROUNDS, "encrypt"), this.rawKey);
    await this.remember("pin", { salt, rounds: PIN_ROUNDS, wrapped, misses: 0 });
  }

  /**
   * Open with the PIN. After the last miss everything readable is gone; what is in envelopes stays.
   * @param {string} pin
   * @returns {Promise<true | number>} true, or how many misses are left
   */
  async enterPin(pin) {
    // Counted before it is tried: switching the phone off in between wins nothing.
    const row = await this.store.change("meta", "pin", (before) => {
      if (!before) return undefined;
      return { name: "pin", value: { ...before.value, misses: before.value.misses + 1 } };
    });
    if (!row) return 0;
    const rawKey = row.value.misses <= MOST_MISSES ? await this.unwrap(pin, row.value) : null;
    if (rawKey) {
      await this.useKey(new Uint8Array(rawKey));
      await this.remember("pin", { ...row.value, misses: 0 });
      return true;
    }
    if (row.value.misses < MOST_MISSES) return MOST_MISSES - row.value.misses;
    await this.forgetReadable();
    return 0;
  }

  /**
   * The device's own key, or null where the PIN is another.
   * @param {string} pin
   * @param {{ salt: Uint8Array<ArrayBuffer>, rounds: number, wrapped: Encrypted }} kept
   */
  async unwrap(pin, { salt, rounds, wrapped }) {
    const key = await wrappingKey(pin, salt, rounds, "decrypt");
    return decryptBytes(key, wrapped).catch(() => null);
  }

  async forgetReadable() {
    for (const row of await this.store.all("visits")) await this.store.put("visits", { ...row, readable: null });
    for (const row of await this.store.all("kept")) await this.store.remove("kept", row.name);
    await this.store.remove("meta", "pin");
    delete this.meta.pin;
    await this.useKey(randomBytes(32));
  }

  /**
   * @param {any} value
   * @returns {Promise<Encrypted>}
   */
  async encrypt(value) {
    if (!this.key) throw new Error("The device is locked");
    return encryptBytes(this.key, utf8.encode(JSON.stringify(value)));
  }

  /**
   * The value, or null: locked, or of a tab that is gone.
   * @param {Encrypted | null | undefined} encrypted
   * @returns {Promise<any>}
   */
  async decrypt(encrypted) {
    if (!encrypted || !this.key) return null;
    const bytes = await decryptBytes(this.key, encrypted).catch(() => null);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  }

  /**
   * An envelope to the server, with what says who wrote it.
   * @param {{ kind: "visit" | "about" | "photo", key: string, [more: string]: unknown }} header
   * @param {ArrayBuffer} [content]
   */
  makeEnvelope(header, content) {
    const { key, token, form } = this.meta;
    return makeEnvelope(key, { token, form, ...header }, content);
  }

  /** @param {number} hours */
  span(hours) {
    return { at: this.now(), until: this.now() + hours * HOUR };
  }

  /**
   * Keep a page or a pack for some hours; without a PIN nothing is kept beyond this tab's life.
   * @param {string} name
   * @param {any} value
   * @param {number} [hours]
   */
  async keep(name, value, hours = 72) {
    if (!this.isOpen) return;
    await this.store.put("kept", { name, ...this.span(hours), readable: await this.encrypt(value) });
  }

  /**
   * Keep what is kept from now on for some hours more.
   * @param {string} name
   * @param {number} hours
   */
  prolong(name, hours) {
    return this.store.change("kept", name, (row) => row && { ...row, ...this.span(hours) });
  }

  /**
   * What is kept under a name, where it has not ended and can be read.
   * @param {string} name
   */
  async kept(name) {
    const row = await this.store.get("kept", name);
    if (!row || row.until < this.now()) return null;
    const value = await this.decrypt(row.readable);
    return value === null ? null : { ...row, value };
  }
}

/** Whether this browser has all that is needed to keep anything safely; over plain http it has no cryptography. */
const canKeep = () =>
  [self.indexedDB, self.crypto?.subtle, navigator.locks, self.BroadcastChannel].every(Boolean);

/** @param {Store} store */
const metaOf = async (store) => Object.fromEntries((await store.all("meta")).map(({ name, value }) => [name, value]));

/**
 * The device of the signed-in officer; asks the server once where this browser does not know it yet.
 * @param {string} [account]
 * @returns {Promise<Device | null>} null where this browser cannot keep anything safely
 */
export async function openDevice(account = "") {
  if (!canKeep()) return null;
  if (account && account !== (await cooling.account())) await cooling.session();
  const found = (await cooling.account()) || (await cooling.session())?.account;
  if (!found || (account && account !== found)) return null;
  const store = await cooling.store(found);
  let meta = await metaOf(store);
  if (!meta.key || !meta.token) {
    // A sign-out that took long may have cleared what the next sign-in had written.
    const signedIn = await cooling.session().catch(() => null);
    if (signedIn?.account === found) meta = await metaOf(store);
  }
  if (!meta.key || !meta.token) return null;
  const device = new Device(found, store, meta);
  await device.recallKey();
  for (const row of await store.all("kept")) {
    if (row.until < device.now()) await store.remove("kept", row.name);
  }
  return device;
}
