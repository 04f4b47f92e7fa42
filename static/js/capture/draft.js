// The visit form on a device: every keystroke is kept here within a second, on the server when it can be reached,
// and opened where it was left. "Save" and "Submit" go through the same outbox, with signal and without.
import { attempt, find, findAll, make, pause, textOf } from "../core/browser.js";
import { clock, longTime, notice, opening, registerSync, say, words } from "../device/every-page.js";
import { takeNear } from "./chips.js";
import { digestOf, fieldOf, form, freshKey, guard, needField, pairsOf, refresh } from "./visit-form.js";

/** @typedef {import("../device/vault.js").Device} Device */
/** @typedef {import("./visit-form.js").Pair} Pair */
/** @typedef {[label: string, detail: string]} Label */
/** @typedef {{ pairs: Pair[], labels: Record<string, Label>, title: { day: string, words: string } }} ReadableDraft */
/** @typedef {{ action?: string, explicit?: boolean }} KeepOptions `explicit` after a tap on "Save" or "Submit" */

const { cooling } = self;
// Milliseconds.
const KEEP_AFTER = 350;
const SEND_WHEN_IDLE_FOR = 3000;
const SEND_EVERY = 15000;
// On a line that hangs nobody is left without a word for longer.
const PATIENCE = 3000;
const PHOTO_FIELD = /^photos-(\d+)-(key|caption|stop|id|DELETE)$/;
const CONFIDENTIAL_SOURCE = /^notes-\d+-seal_source$/;
const EDIT_PATH = /([0-9a-f-]{36})\/edit\/$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const state = find(document, "[data-save-state]", HTMLElement);
const heard = find(document, "[data-save-said]", HTMLElement);
// What is longer stands above the buttons of the bar.
const LONGEST_STATE = 24;
/** The kind of state that was last said aloud. */
let saidAloud = "";
/** A page that the phone has kept: it names nobody, and the server knows nothing of it. */
const isShell = form.hasAttribute("data-shell");
/** The key of the saved visit that the server put into this page. */
const savedKey = form.dataset.visit;

/**
 * Say what became of the words; aloud only where it is another kind of news.
 * @param {string} sentence
 * @param {string | number} [part]
 */
function tell(sentence, part = "") {
  say(state, sentence, part);
  state.classList.toggle("is-long", textOf(state).length > LONGEST_STATE);
  if (sentence === saidAloud) return;
  saidAloud = sentence;
  say(heard, sentence, part);
}

/** Send what waits, after whoever is sending now. */
const sendAll = () => cooling.send({ force: true, waits: true }).catch(() => /** @type {const} */ ("offline"));

/** The same; on a line that hangs nobody waits: what is in the outbox goes on by itself. */
const sendNow = () => Promise.race([sendAll(), pause(PATIENCE, /** @type {const} */ ("offline"))]);

/**
 * By what a chosen file is known again.
 * @param {File} file
 */
const nameOfFile = ({ name, size, lastModified }) => `${name} ${size} ${lastModified}`;

/**
 * What is confidential can be read on the server alone, even by who holds phone and PIN.
 * @param {Pair[]} pairs
 */
const isNarrow = (pairs) =>
  pairs.some(([name, value]) =>
    name === "classification" ? value === "confidential" : CONFIDENTIAL_SOURCE.test(name) && Boolean(value));

/**
 * A row whose words are in no form: it waits beside the visit, and becomes a draft of its own on the server.
 * @param {VisitRow} row
 * @returns {VisitRow}
 */
const putAside = (row) => ({
  ...row,
  key: `${row.key}.${row.writes}`,
  beside: row.key,
  state: "waiting",
  hold: false,
  problem: null,
  withPhotos: false,
  retryAt: 0,
});

/** The visit of this form as this phone keeps it. */
class Draft {
  /**
   * @param {Device} device
   * @param {number} seen which writing of the phone's row this page shows: any later one was made elsewhere
   */
  constructor(device, seen) {
    this.device = device;
    this.store = device.store;
    this.seen = seen;
    this.timer = 0;
    this.idleTimer = 0;
    /** How often something was typed. */
    this.typed = 0;
    /** Since when something is typed and not kept. */
    this.typedSince = 0;
    /** When it was last sent. */
    this.sentAt = 0;
    /** @type {Promise<unknown>} */
    this.writing = Promise.resolve();
    /** What the photos were when they were last kept, and how large together. */
    this.photosKept = "";
    this.photosSize = 0;
  }

  get key() {
    return needField("key").value;
  }

  row() {
    return this.store.get("visits", this.key);
  }

  /**
   * Whether the row holds words that this page does not show.
   * @param {VisitRow | undefined} row
   */
  isUnseen(row) {
    return Boolean(row?.dirty) && row?.writes !== this.seen;
  }

  /** Something was typed: keep it soon. */
  note() {
    guard.changed = true;
    this.typed += 1;
    clearTimeout(this.timer);
    this.typedSince = this.typedSince || Date.now();
    // Who types without a pause is kept as well.
    const latest = this.typedSince + 2 * KEEP_AFTER - Date.now();
    this.timer = setTimeout(() => this.keepQuietly(), Math.min(KEEP_AFTER, latest));
  }

  /**
   * Keep the form on this phone. One write at a time, in order.
   * @param {KeepOptions} [options]
   */
  keep(options = {}) {
    clearTimeout(this.timer);
    this.typedSince = 0;
    this.writing = this.writing.catch(() => {}).then(() => this.write(options));
    return this.writing;
  }

  /** The same where nobody waits for it: what goes wrong stands in the state of the form. */
  keepQuietly() {
    this.keep().catch(() => {});
  }

  /** @param {KeepOptions} options */
  async write(options) {
    const { typed } = this;
    try {
      await this.putRow(options);
    } catch (problem) {
      // Full, or broken: said at once, and the page asks before it is left.
      tell(words().notKept);
      state.classList.add("text-danger");
      this.timer = setTimeout(() => this.keepQuietly(), SEND_EVERY);
      throw problem;
    }
    guard.changed = typed !== this.typed;
    state.classList.remove("text-danger");
    tell(words().savedHere, clock(this.device.now()));
    // Loaded again, the page finds its visit by its address.
    if (!savedKey && location.hash !== `#${this.key}`) history.replaceState(null, "", `#${this.key}`);
    this.sendLater();
  }

  /** @param {KeepOptions} options */
  async putRow({ action = "save", explicit = false }) {
    const { key } = this;
    const before = await this.row();
    const sentDigests = (!this.isUnseen(before) && before?.sentDigests) || [];
    // Words are small: where a photo finds no room, they still do.
    let photoProblem;
    let photosSize = 0;
    try {
      photosSize = await this.keepPhotos();
    } catch (problem) {
      photoProblem = problem;
    }
    const fresh = await this.freshRow({ action, explicit, sentDigests, photosSize });
    const row = await this.store.change("visits", key, (now, rows) => {
      if (!now) return { ...fresh, writes: 1 };
      const writes = (now.writes ?? 0) + 1;
      if (!this.isUnseen(now)) return { ...now, ...fresh, writes };
      rows.put(putAside(now));
      return { ...now, ...fresh, sentDigests: [], writes };
    });
    this.seen = row?.writes ?? 0;
    cooling.channel.postMessage({ kind: "kept", key });
    if (photoProblem) throw photoProblem;
  }

  /**
   * What the phone's row gets out of the form as it is now.
   * @param {{ action: string, explicit: boolean, sentDigests: string[], photosSize: number }} about
   * @returns {Promise<Omit<VisitRow, "writes">>}
   */
  async freshRow({ action, explicit, sentDigests, photosSize }) {
    const { key, device } = this;
    const pairs = pairsOf(form);
    // Photos go in requests of their own; of those that are saved the visit says what became of them.
    const words = pairs.filter(([name]) => !PHOTO_FIELD.test(name) || isSavedPhoto(name));
    /** @type {Pair[]} */
    const posted = [...words, ["action", action]];
    const revision = Number(needField("revision").value);
    const isKnown = revision > 0;
    const envelope = await device.makeEnvelope({ kind: "visit", key, pairs: posted, own: sentDigests, known: isKnown });
    const labels = labelsNow();
    const isConfidential = isNarrow(pairs);
    const isReadable = device.isOpen && !isConfidential;
    const readable = isReadable ? await device.encrypt({ pairs, labels, title: titleOf(labels, pairs) }) : null;
    const isDraft = (form.dataset.status || "draft") === "draft";
    return {
      key,
      at: device.now(),
      envelope,
      readable,
      isNarrow: isConfidential,
      digest: await digestOf(posted),
      revision,
      size: envelope.byteLength + photosSize,
      dirty: true,
      // What others see already changes when its author says so.
      hold: !isDraft && !explicit,
      withPhotos: explicit,
      intent: action === "submit" ? "submit" : "draft",
      state: "waiting",
      problem: null,
      retryAt: 0,
      ...(isKnown && { known: true }),
      ...(form.dataset.status && { status: form.dataset.status }),
    };
  }

  /**
   * Put each chosen photo into an envelope once, and what is said of it each time.
   * @returns {Promise<number>} how large they are together
   */
  async keepPhotos() {
    const inputs = /** @type {HTMLInputElement[]} */ (findAll(form, "[data-rows=photos] input[type=file]"));
    const chosen = inputs.map((input) => ({ row: input.name.replace(/-image$/, ""), file: input.files?.[0] }));
    for (const { row, file } of chosen) {
      const keyField = fieldOf(`${row}-key`);
      if (file && keyField) keyField.value ||= freshKey();
    }
    /** @type {Record<string, string>} */
    const said = Object.fromEntries(pairsOf(form).filter(([name]) => PHOTO_FIELD.test(name)));
    // Only what changed: photos are large, and this runs while somebody types.
    const photosNow = JSON.stringify([this.key, said, chosen.map(({ file }) => file && nameOfFile(file))]);
    if (photosNow === this.photosKept) return this.photosSize;
    const rows = await this.store.all("photos");
    const stored = new Map(rows.filter(({ visit }) => visit === this.key).map((row) => [row.key, row]));
    let size = 0;
    for (const { row, file } of chosen) {
      if (said[`${row}-id`]) continue;
      const key = fieldOf(`${row}-key`)?.value ?? "";
      const before = stored.get(key);
      if (said[`${row}-DELETE`]) {
        if (before) await this.store.remove("photos", key);
        continue;
      }
      const photo = file ? await this.photoRow(file, key, before) : before;
      if (!photo) continue;
      const caption = said[`${row}-caption`] || "";
      const stop = said[`${row}-stop`] || "";
      const about = await this.device.makeEnvelope({ kind: "about", key: photo.key, visit: this.key, caption, stop });
      await this.store.put("photos", { ...photo, about });
      size += photo.size;
    }
    this.photosKept = photosNow;
    this.photosSize = size;
    return size;
  }

  /**
   * @param {File} file
   * @param {string} key
   * @param {PhotoRow} [before]
   * @returns {Promise<PhotoRow>}
   */
  async photoRow(file, key, before) {
    const from = nameOfFile(file);
    if (before?.from === from) return before;
    const bytes = await file.arrayBuffer();
    const envelope = await this.device.makeEnvelope({ kind: "photo", key, name: file.name, type: file.type }, bytes);
    return { key, visit: this.key, from, at: Date.now(), file: envelope, size: bytes.byteLength };
  }

  /** On the server when nobody types, and not at every word. */
  sendLater() {
    clearTimeout(this.idleTimer);
    const earliest = this.sentAt + SEND_EVERY - Date.now();
    this.idleTimer = setTimeout(() => this.send(), Math.max(SEND_WHEN_IDLE_FOR, earliest));
  }

  async send() {
    this.sentAt = Date.now();
    await cooling.send().catch(() => "offline");
    await this.learn();
  }

  /** Show what the server said of the last version that it took. */
  async learn() {
    const row = await this.row();
    if (row?.known && !row.dirty) {
      needField("revision").value = String(row.revision);
      tell(words().savedServer, clock(this.device.now()));
    } else if (row?.problem?.status === 409) {
      tell(words().changedElsewhere);
      offerOtherVersion(() => showBothVersions(this));
    }
    return row;
  }

  /**
   * From "Submit" on, until the form comes back, nothing changes it: a position, or a photo made small, that comes
   * late would be kept as a draft over what was handed.
   * @param {boolean} isShut
   */
  shut(isShut) {
    form.inert = isShut;
    for (const kind of ["input", "change"]) {
      if (isShut) form.addEventListener(kind, holdBack, true);
      else form.removeEventListener(kind, holdBack, true);
    }
  }

  /**
   * Put it into the outbox as it is, to be sent now.
   * @param {"save" | "submit"} action
   */
  async hand(action) {
    // Once more with all photos: a part of them may have found no room.
    this.photosKept = "";
    await this.keep({ action, explicit: true });
    clearTimeout(this.idleTimer);
    tell(words().sending);
  }
}

const holdBack = (/** @type {Event} */ event) => event.stopImmediatePropagation();

/**
 * Whether the server has the photo that a field is about.
 * @param {string} fieldName
 */
const isSavedPhoto = (fieldName) => Boolean(fieldOf(fieldName.replace(/-\w+$/, "-id"))?.value);

/** What each picker shows as chosen, by the name of its field. */
function labelsNow() {
  /** @type {Record<string, Label>} */
  const labels = {};
  for (const picker of findAll(form, "[data-picker]")) {
    if (!picker.querySelector("[data-picker-chosen] input")) continue;
    const label = textOf(picker.querySelector("[data-picker-label]"));
    const detail = textOf(picker.querySelector("[data-picker-detail]"));
    labels[picker.dataset.name ?? ""] = [label, detail];
  }
  return labels;
}

/**
 * What the visit is called: its first place and its first person.
 * @param {Record<string, Label>} labels
 * @param {Pair[]} pairs
 */
function namesOf(labels, pairs) {
  const said = Object.fromEntries(pairs);
  const place = labels["stops-0-place"] ? labels["stops-0-place"][0] : said["stops-0-name"];
  const typedPerson = said["people-0-name"] || said["people-0-group"];
  const person = labels["people-0-figure"] ? labels["people-0-figure"][0] : typedPerson;
  return [place, person].filter(Boolean);
}

/**
 * What the list of this phone calls the visit: its day, place and first person.
 * @param {Record<string, Label>} labels
 * @param {Pair[]} pairs
 */
const titleOf = (labels, pairs) => ({
  day: Object.fromEntries(pairs).visited_on || "",
  words: namesOf(labels, pairs).join(" – "),
});

/**
 * Of problems this phone keeps no sentences, only the names of the fields.
 * @param {string[]} names
 * @returns {Record<string, string[]>}
 */
const withoutSentences = (names) => Object.fromEntries(names.map((name) => [name, []]));

/**
 * Name what has to be looked at. Most visits have nothing of the kind: the script comes when it is needed.
 * @param {Record<string, string[]>} errors
 */
async function showProblems(errors) {
  const { show } = await import("./problems.js");
  show(errors);
}

/**
 * Whether something is missing that the server would demand: said at once, without signal too.
 * @returns {Promise<boolean>}
 */
async function findGaps() {
  const { gaps } = await import("./problems.js");
  const found = gaps();
  await showProblems(found);
  return Object.keys(found).length > 0;
}

/** The same; on a line that hangs the server finds them. */
const hasGaps = () => Promise.race([findGaps().catch(() => false), pause(PATIENCE, false)]);

/** What most visits need only at the end is on its way while the rest is typed. */
function fetchTheEnd() {
  attempt(() => import("./problems.js"));
  attempt(() => import("./sent-panel.js"));
}

/**
 * The other version is one tap away.
 * @param {() => Promise<void>} show
 */
function offerOtherVersion(show) {
  const offer = find(document, "[data-other-version]", HTMLElement);
  offer.hidden = false;
  find(offer, "button", HTMLButtonElement).onclick = async () => {
    await show();
    offer.hidden = true;
  };
}

/**
 * The server shows both versions side by side; nothing is overwritten.
 * @param {Draft} draft
 */
async function showBothVersions(draft) {
  draft.shut(false);
  const session = await cooling.session();
  if (!session) throw new Error("signed out");
  needField("csrfmiddlewaretoken").value = session.csrf;
  for (const input of form.querySelectorAll("input")) {
    if (input.type === "file") input.disabled = true;
  }
  form.append(make("input", { type: "hidden", name: "action", value: "save" }));
  form.action = `/visits/${draft.key}/edit/#${draft.seen}`;
  guard.changed = false;
  form.submit();
}

/**
 * What was refused, shown at its fields to who has just sent it.
 * @param {Draft} draft
 */
async function showRefusal(draft) {
  draft.shut(false);
  const { key, problem, revision } = /** @type {VisitRow} */ (await draft.row());
  const { status, names = [], kept } = /** @type {Problem} */ (problem);
  if (status === 409) {
    await showBothVersions(draft);
    return;
  }
  // No field is to blame: what can be done stands beside the entry.
  if (status === 413 || status >= 500) {
    location.assign("/device/");
    return;
  }
  tell(words().lookAgain);
  const { refused } = cooling;
  const errors = refused?.key === key ? refused.errors : {};
  await showProblems(Object.keys(errors).length ? errors : withoutSentences(names));
  if (kept) needField("revision").value = String(revision);
}

/**
 * "Save": through the outbox, and on as the server's own page goes on.
 * @param {Draft} draft
 */
async function save(draft) {
  await draft.hand("save");
  const outcome = await sendNow();
  const row = await draft.learn();
  if (row?.state === "needs") await showRefusal(draft);
  else if (outcome === "signed-out") location.assign(`/accounts/login/?next=${encodeURIComponent("/device/")}`);
  else if (row?.dirty || row?.withPhotos) {
    await registerSync();
    tell(words().offlineKept, clock(draft.device.now()));
  } else {
    sessionStorage.setItem("cooling-said", words().draftSaved);
    location.assign(`/visits/${draft.key}/edit/`);
  }
}

/**
 * "Submit": in the place of the form stands what becomes of it.
 * @param {Draft} draft
 */
async function submit(draft) {
  draft.shut(true);
  try {
    await draft.hand("submit");
  } catch (problem) {
    draft.shut(false);
    throw problem;
  }
  const sending = sendAll();
  // The panel comes over a line that may hang as well.
  const timer = setTimeout(() => tell(words().inOutbox), PATIENCE);
  try {
    const { showSent } = await import("./sent-panel.js");
    await showSent({
      key: draft.key,
      names: namesOf(labelsNow(), pairsOf(form)).reverse(),
      device: draft.device,
      sending,
      mend: () => showRefusal(draft),
      compare: () => showBothVersions(draft),
    });
  } catch {
    await sending;
    const row = await draft.learn();
    // Without the panel: on, or said where it is.
    if (row?.state === "needs") await showRefusal(draft);
    else if (row?.state === "sent") location.assign(`/visits/${draft.key}/`);
    else tell(words().inOutbox);
  }
  clearTimeout(timer);
}

/** The visit that the address names behind its #; "#returned" and the like name a part of the page. */
function keyInHash() {
  const hash = location.hash.slice(1);
  return UUID.test(hash) ? hash : "";
}

/** The saved visit that the address names; also in a shell, where the server put nothing into the page. */
const keyInPath = () => EDIT_PATH.exec(location.pathname)?.[1];

const keyOfPage = () => savedKey || keyInPath() || keyInHash();

/**
 * Show the phone's words in the form.
 * @param {Draft} draft
 * @param {VisitRow} row
 * @param {ReadableDraft} readable
 */
async function restore(draft, row, readable) {
  const { fill } = await import("./form-values.js");
  const unmatched = fill(readable.pairs, readable.labels).map((pair) => pair.join(": "));
  const otherFacts = needField("other_facts");
  // A draft may be older than the form: what has no field any more is still a word of its author.
  if (unmatched.length) otherFacts.value = [otherFacts.value, ...unmatched].filter(Boolean).join("\n");
  needField("key").value = row.key;
  needField("revision").value = String(row.revision || 0);
  draft.seen = row.writes;
  tell(words().restored, clock(row.at));
  if (row.problem?.names) showProblems(withoutSentences(row.problem.names));
}

/**
 * The draft of this device beside the page of the server: the newer is shown, the other is one tap away.
 * @param {Draft} draft
 */
async function open(draft) {
  const { device, store } = draft;
  const key = keyOfPage();
  const row = key ? await store.get("visits", key) : undefined;
  // Going back leads here: the words that the browser puts into the form again are not to be sent once more.
  if (row?.state === "sent" && !savedKey && !keyInPath()) {
    location.replace(navigator.onLine ? `/visits/${row.draft ?? row.key}/` : "/device/");
    return;
  }
  if (!row || row.state === "sent") {
    // The saved visit that the address names is on the server: an empty form would be taken for it.
    if (isShell && keyInPath()) await openTakenAlong(draft);
    else if (isShell && !savedKey) await startAsAsked(device);
    return;
  }
  if (!savedKey && row.known && navigator.onLine && !isShell) {
    location.replace(`/visits/${row.key}/edit/`);
    return;
  }
  if (savedKey && !row.dirty) {
    if (!row.withPhotos) await store.remove("visits", row.key);
    // Sent while this page was on its way: the server has newer words than it shows.
    if ((row.revision ?? 0) > Number(form.dataset.revision || 0) && !guard.changed) location.reload();
    return;
  }
  if (!device.isOpen && row.readable) {
    const { askPin } = await import("../device/pin.js");
    await askPin(device);
  }
  /** @type {ReadableDraft | null} */
  const readable = await device.decrypt(row.readable);
  if (!readable && isShell && !row.dirty && keyInPath()) {
    await openTakenAlong(draft);
    return;
  }
  if (!readable) {
    await passBy(draft, row);
    return;
  }
  // The page knows of no visit; whether a change of it waits for a tap, the row tells.
  if (isShell && row.status) form.dataset.status = row.status;
  if (isShell && row.status === "returned") await showReturnOf(device, row.key);
  const isOtherVersion = savedKey && Number(form.dataset.revision || 0) !== row.revision;
  if (isOtherVersion && Number(form.dataset.savedAt || 0) > row.at) {
    offerOtherVersion(() => restore(draft, row, readable));
    return;
  }
  await restore(draft, row, readable);
  if (isOtherVersion) offerOtherVersion(() => showBothVersions(draft));
}

/**
 * In a shell: the draft or returned visit of this address, where it was taken along.
 * @param {Draft} draft
 */
async function openTakenAlong(draft) {
  const { resumedVisit, showReturn } = await import("./offline-opening.js");
  const visit = await resumedVisit(draft.device, keyInPath() ?? "");
  if (!visit) {
    sayNotHere();
    return;
  }
  const { key, revision, at, status, pairs, labels = {} } = visit;
  if (status !== "draft") showReturn(visit);
  form.dataset.status = status;
  const about = { day: "", words: "" };
  const row = /** @type {VisitRow} */ ({ key, revision, writes: 0, at, known: true });
  await restore(draft, row, { pairs, labels, title: about });
  tell(words().asOf, longTime(at));
}

/**
 * In a shell: why the visit came back, where that was taken along, and the box for the answer.
 * @param {Device} device
 * @param {string} key
 */
async function showReturnOf(device, key) {
  const { resumedVisit, showReturn } = await import("./offline-opening.js");
  showReturn((await resumedVisit(device, key)) ?? {});
}

/**
 * In a shell: an empty form with what its address names, as far as this phone knows it.
 * @param {Device} device
 */
async function startAsAsked(device) {
  if (!location.search) {
    await startBlank(device);
    return;
  }
  const { namedInAddress } = await import("./offline-opening.js");
  const { missing, ...named } = await namedInAddress();
  await startBlank(device, keyInHash() || freshKey(), named);
  if (missing) notice(missing);
}

function sayNotHere() {
  const more = make("a", { href: "/visits/new/", className: "btn btn-primary" }, words().newVisit);
  form.replaceWith(make("p", { className: "alert alert-warning" }, words().notOnPhone), make("p", {}, more));
}

/**
 * What this tab cannot read opens from the server; where that cannot be, it waits beside what is typed now.
 * @param {Draft} draft
 * @param {VisitRow} row
 */
async function passBy({ device, store }, { key }) {
  if (navigator.onLine) await sendNow().catch(() => {});
  await store.change("visits", key, (now, rows) => {
    const isStuck = now?.dirty && (now.hold || now.state === "needs");
    if (!now || !isStuck) return undefined;
    rows.put(putAside(now));
    return { ...now, dirty: false, state: "waiting", problem: null };
  });
  const now = await store.get("visits", key);
  if (now?.known && !now.dirty && navigator.onLine) {
    location.replace(`/visits/${key}/edit/`);
    return;
  }
  if (isShell) await startBlank(device, freshKey());
  tell(words().passedBy);
}

/**
 * The part of the day by the clock, as `part_of_day` of visits/capture/defaults.py says it.
 * @param {number} at
 */
function partOfDay(at) {
  const hour = new Intl.DateTimeFormat("sv-SE", { hour: "numeric", timeZone: "Asia/Makassar" }).format(at);
  const parts = /** @type {[number, string][]} */ ([[5, "night"], [11, "morning"], [15, "midday"], [18, "afternoon"]]);
  return parts.find(([until]) => Number(hour) < until)?.[1] ?? "night";
}

/**
 * The empty form of a shell, with its officer's own values.
 * @param {Device} device
 * @param {string} [key]
 * @param {{ pairs: Pair[], labels: Record<string, Label> }} [named] what goes before them
 */
async function startBlank(device, key = keyInHash() || freshKey(), named = { pairs: [], labels: {} }) {
  const { fill } = await import("./form-values.js");
  const { pairs, labels } = device.meta.blank;
  const others = pairs.filter((/** @type {Pair} */ [name]) => !named.pairs.some(([each]) => each === name));
  fill([...others, ...named.pairs], { ...labels, ...named.labels });
  // Sweden writes dates as the field wants them: 2024-09-01.
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Makassar" }).format(device.now());
  needField("visited_on").value ||= today;
  needField("part_of_day").value ||= partOfDay(device.now());
  needField("key").value = key;
  needField("revision").value = "0";
  // The head and the summaries say day and part of the day.
  refresh();
}

/**
 * Whether no other tab has this visit's form open; held as long as this page lives.
 * @param {string} key
 * @returns {Promise<boolean>}
 */
const isOnlyHere = (key) =>
  new Promise((resolve) => {
    const held = navigator.locks.request(`cooling-form-${key}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
    // WebKit refuses it when the page is left, and whoever goes back to the page would find that uncaught.
    held.catch(() => {});
  });

/**
 * Keep from now on what is typed.
 * @param {Draft} draft
 */
function watchTyping(draft) {
  form.addEventListener("input", () => draft.note());
  form.addEventListener("change", () => draft.note());
  form.addEventListener("change", fetchTheEnd, { once: true });
  form.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-add]")) draft.note();
  });

  async function keepAndSend() {
    if (!guard.changed) return;
    await draft.keep();
    await draft.send();
  }
  const keepAtOnce = () => keepAndSend().catch(() => {});
  // Phones end a page that is hidden without a word; some browsers tell the one, some the other.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepAtOnce();
  });
  window.addEventListener("pagehide", keepAtOnce);
  // WebKit writes no more once it keeps a page that is left for "back".
  const isLink = (/** @type {Event} */ { target }) => target instanceof Element && target.closest("a[href]");
  document.addEventListener("click", (event) => isLink(event) && keepAtOnce(), true);
  window.addEventListener("online", () => draft.send());
}

/**
 * "Save" and "Submit" go through the outbox, not to the address of the form.
 * @param {Draft} draft
 */
function takeOverSubmit(draft) {
  let isBusy = false;
  /** @param {SubmitEvent} event */
  async function takeOver(event) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name !== "action") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isBusy) return;
    isBusy = true;
    needField("recorded_at").value ||= new Date(draft.device.now()).toISOString();
    tell(words().sending);
    if (button.value === "submit" && (await hasGaps())) {
      // What is there is kept all the same, as a draft.
      draft.keepQuietly();
      isBusy = false;
      return;
    }
    const deliver = button.value === "submit" ? submit : save;
    await deliver(draft).catch(() => tell(words().notKept));
    isBusy = false;
  }
  // On its way down: before the form's own script, for which the page is left now.
  form.addEventListener("submit", takeOver, true);
}

/** A shell names nobody, so nobody near stands in it: the phone has its own choices. */
async function offerKept() {
  const { nearChoices } = await import("../device/near.js");
  const near = await nearChoices().catch(() => null);
  if (near) takeNear(near);
}

/**
 * A shell names nobody: whether its phone still belongs to who is signed in is asked behind it.
 * @param {Device} device
 */
async function checkSignIn(device) {
  if (!isShell || !navigator.onLine) return;
  const session = await cooling.session().catch(() => undefined);
  if (session === undefined) return;
  if (session === null) tell(words().signInAgain);
  else if (session.account !== device.account) location.reload();
}

async function start() {
  // What the server's page says is wrong is forgotten as it is answered.
  if (document.querySelector(".error-summary")) import("./problems.js");
  const device = await opening?.catch(() => null);
  if (!device) {
    tell(words().noStorage);
    return;
  }
  // The server tells two tabs apart by the revision; this phone has one row for both.
  if (!(await isOnlyHere(keyOfPage() || needField("key").value))) {
    tell(words().otherTab);
    return;
  }
  const draft = new Draft(device, Number(location.hash.slice(1)));
  // Both versions are on the page that `showBothVersions` opens.
  if (!document.querySelector(".error-summary, #conflict")) await open(draft);
  // A shell gives its form a key of its own.
  await isOnlyHere(draft.key);
  watchTyping(draft);
  takeOverSubmit(draft);
  if (guard.changed) draft.note();
  form.dataset.ready = "yes";
  if (isShell) await offerKept();
  await checkSignIn(device);
}

start();
