// What is kept on this device is unreadable without its PIN, and what is to be sent without the server's key.
//   openDevice(account?) → Device, or null where this browser cannot keep anything safely
//   device.keep(name, value, hours) / prolong(name, hours) / kept(name) → value, encrypted; for pages and packs
//   device.isOpen, device.hasPin, device.setPin(pin), device.enterPin(pin) → misses left, or true
//   device.encrypt(value) / decrypt(own); device.seal(header, bytes) → ArrayBuffer
//   device.now() → the server's time
import { fromBase64, toBase64 } from "../core/browser.js";
import "./database.js";
import "./outbox.js";

const { cooling } = self;
const ROUNDS = 600000;
const MOST_MISSES = 10;
const HOUR = 3600000;
const OPEN_FOR = 12 * HOUR;
const text = new TextEncoder();


/** Bytes one after the other; without blobs, which cost a cheap phone more than all the rest of sealing. */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  parts.reduce((at, part) => whole.set(new Uint8Array(part), at) ?? at + part.byteLength, 0);
  return whole;
}

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A key that does nothing but `use`, out of bytes. */
async function derived(how, bytes, use) {
  const base = await crypto.subtle.importKey("raw", bytes, how.name, false, ["deriveKey"]);
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [use]);
}

async function encryptBytes(key, bytes, additionalData = new Uint8Array(0)) {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes) };
}

const decryptBytes = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

/**
 * Seal to the server's public key; visits/device/envelope.py opens it.
 * @param {{name: string, public: string}} server
 * @param {object} header
 * @param {ArrayBuffer} [bytes] what follows the header: a photo
 */
export async function seal(server, header, bytes = new ArrayBuffer(0)) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = fromBase64(server.public);
  const other = await crypto.subtle.importKey("raw", theirs, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const ephemeral = await crypto.subtle.exportKey("raw", own.publicKey);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own.privateKey, 256);
  const how = { name: "HKDF", hash: "SHA-256", salt: joined(ephemeral, theirs), info: text.encode("cooling seal 1") };
  const key = await derived(how, shared, "encrypt");
  const name = Uint8Array.from(server.name.match(/../g), (byte) => parseInt(byte, 16));
  const head = joined(text.encode("CS1"), name, ephemeral);
  const said = text.encode(JSON.stringify(header));
  const { iv, data } = await encryptBytes(key, joined(cooling.lengthOf(said), said, bytes), head);
  return joined(head, iv, data).buffer;
}

const wrapping = (pin, salt, iterations, use) =>
  derived({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, text.encode(pin.normalize()), use);

class Device {
  constructor(account, store, meta) {
    Object.assign(this, { account, store, meta });
    this.slot = `cooling-${account}`;
  }

  get isOpen() { return Boolean(this.raw); }

  get hasPin() { return Boolean(this.meta.pin); }

  /** The server's time, whatever this phone's clock says. */
  now() { return Date.now() + (this.meta.offset || 0); }

  async remember(name, value) {
    await this.store.put("meta", { name, value });
    this.meta[name] = value;
  }

  /** The key of this tab, while it is open; without a PIN one that this tab alone has. */
  async recall() {
    const found = JSON.parse(sessionStorage.getItem(this.slot));
    if (found?.until > Date.now()) return this.use(fromBase64(found.raw));
    if (!this.hasPin) await this.use(random(32));
  }

  async use(raw) {
    this.raw = raw;
    this.key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    sessionStorage.setItem(this.slot, JSON.stringify({ raw: toBase64(raw), until: Date.now() + OPEN_FOR }));
  }

  async setPin(pin) {
    const salt = random(16);
    const wrapped = await encryptBytes(await wrapping(pin, salt, ROUNDS, "encrypt"), this.raw);
    await this.remember("pin", { salt, rounds: ROUNDS, wrapped, misses: 0 });
  }

  /** True, or how many misses are left; after the last one everything readable is gone, what is sealed stays. */
  async enterPin(pin) {
    // Counted before it is tried: switching the phone off in between wins nothing.
    const counted = ({ value }) => ({ name: "pin", value: { ...value, misses: value.misses + 1 } });
    const row = await this.store.change("meta", "pin", (now) => now && counted(now));
    if (!row) return 0;
    const { salt, rounds, wrapped, misses } = row.value;
    const key = misses <= MOST_MISSES && (await wrapping(pin, salt, rounds, "decrypt"));
    const raw = key && (await decryptBytes(key, wrapped).catch(() => null));
    if (raw) {
      await this.use(new Uint8Array(raw));
      await this.remember("pin", { ...row.value, misses: 0 });
      return true;
    }
    if (misses < MOST_MISSES) return MOST_MISSES - misses;
    await this.forgetReadable();
    return 0;
  }

  async forgetReadable() {
    for (const row of await this.store.all("visits")) await this.store.put("visits", { ...row, own: null });
    for (const row of await this.store.all("kept")) await this.store.remove("kept", row.name);
    await this.store.remove("meta", "pin");
    delete this.meta.pin;
    await this.use(random(32));
  }

  encrypt(value) { return encryptBytes(this.key, text.encode(JSON.stringify(value))); }

  /** The value, or null: locked, or of a tab that is gone. */
  async decrypt(own) {
    const bytes = own && this.key && (await decryptBytes(this.key, own).catch(() => null));
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  }

  seal(header, bytes) {
    return seal(this.meta.key, { token: this.meta.token, form: this.meta.form, ...header }, bytes);
  }

  span(hours) { return { at: this.now(), until: this.now() + hours * HOUR }; }

  /** Keep a page or a pack for some hours; without a PIN nothing is kept beyond this tab's life. */
  async keep(name, value, hours = 72) {
    if (!this.isOpen) return;
    await this.store.put("kept", { name, ...this.span(hours), own: await this.encrypt(value) });
  }

  prolong(name, hours) {
    return this.store.change("kept", name, (row) => row && { ...row, ...this.span(hours) });
  }

  async kept(name) {
    const row = await this.store.get("kept", name);
    const value = row?.until >= this.now() ? await this.decrypt(row.own) : null;
    return value === null ? null : { ...row, value };
  }
}

/** The device of the signed-in officer; asks the server once where this browser does not know it yet. */
export async function openDevice(account = "") {
  if (!self.indexedDB || !self.crypto?.subtle || !navigator.locks || !self.BroadcastChannel) return null;
  if (account && account !== (await cooling.account())) await cooling.session();
  const found = (await cooling.account()) || (await cooling.session())?.account;
  if (!found || (account && account !== found)) return null;
  const store = await cooling.store(found);
  const meta = Object.fromEntries((await store.all("meta")).map((row) => [row.name, row.value]));
  if (!meta.key || !meta.token) return null;
  const device = new Device(found, store, meta);
  await device.recall();
  for (const row of await store.all("kept")) if (row.until < device.now()) await store.remove("kept", row.name);
  return device;
}
