// The visit form on a device: every keystroke is kept here within a second, on the server when it can be reached,
// and opened where it was left. "Save" and "Submit" go through the same outbox, with signal and without.
import { form, addRow, freshKey, guard, isTyped, labelPicked, refresh, text } from "./visit-form.js";
import { make, pause, toHex } from "../core/browser.js";
import { askPin, clock, opening, registerSync, say, words } from "../device/every-page.js";

const { cooling } = self;
// Milliseconds.
const [KEEP_AFTER, IDLE, PATIENCE, SAVE_EVERY] = [350, 3000, 12000, 15000];
const PHOTO = /^photos-(\d+)-(key|caption|stop|id|DELETE)$/;
const AROUND = new Set("csrfmiddlewaretoken action revision recorded_at key add find kept".split(" "));
const state = document.querySelector("[data-save-state]");
const kinds = ["stops", "officers", "people", "notes", "follow_ups", "photos"];

/** What the form would post, without files: browsers end lines with \r\n when they do. Searches that hold words, too. */
export const pairsOf = (source) =>
  [...new FormData(source)]
    .filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken")
    .filter(([name, value]) => value || !name.endsWith("-q"))
    .map(([name, value]) => [name, value.replace(/\r\n|\r|\n/g, "\r\n")]);

/** As content_digest in visits/core/visit_content.py: what was said, however a page orders it. */
export async function digestOf(pairs) {
  const said = pairs
    .filter(([name, value]) => value !== "" && !AROUND.has(name) && !/(_FORMS|-id|-q)$/.test(name))
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  const line = `[${said.map((pair) => `[${pair.map((part) => JSON.stringify(part)).join(", ")}]`).join(", ")}]`;
  return toHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(line)));
}

/** Put pairs into the form; what finds no field is returned, so that no word is lost. */
export function fill(pairs, labels = {}) {
  // What was typed before this script had come over a slow line stays; what a draft says there goes the other way.
  const early = guard.changed && !form.dataset.ready ? [...form.elements].filter(isTyped).map(({ name }) => name) : [];
  const said = new Map();
  for (const [name, value] of pairs) said.set(name, [...(said.get(name) ?? []), value]);
  for (const kind of kinds) {
    const total = form.elements[`${kind}-TOTAL_FORMS`];
    const wanted = Number(said.get(total.name)?.[0] ?? 0);
    const named = [...said.keys()].filter((name) => name.startsWith(`${kind}-`));
    const highest = Math.max(wanted, ...named.map((name) => parseInt(name.split("-")[1], 10) + 1 || 0));
    while (Number(total.value) < Math.min(30, highest) && addRow(kind));
  }
  for (const [name, label] of Object.entries(labels)) labelPicked(name, said.get(name)?.[0], label);
  // Twice: choices that name other rows appear only once those rows are filled.
  for (let round = 0; round < 2; round += 1) {
    for (const field of form.elements) {
      if (!field.name || early.includes(field.name) || /_FORMS$/.test(field.name) || field.type === "file") continue;
      const values = said.get(field.name);
      if (["checkbox", "radio"].includes(field.type)) field.checked = Boolean(values?.includes(field.value));
      else if (values) [field.value] = values;
    }
    refresh();
  }
  const isLeft = (name, value) => (early.includes(name) ? form.elements[name].value !== value : !form.elements[name]);
  return pairs.filter(([name, value]) => value && !AROUND.has(name) && !/_FORMS$/.test(name) && isLeft(name, value));
}

// On a line that hangs nobody waits: what is in the outbox goes on by itself.
const sendNow = () => Promise.race([cooling.send({ force: true, waits: true }), pause(PATIENCE, "offline")]);
const fileOf = ({ name, size, lastModified }) => `${name} ${size} ${lastModified}`;

const isNarrowed = (name, value) =>
  (name === "classification" && value === "confidential") || (/^notes-\d+-seal_source$/.test(name) && Boolean(value));

/** A row whose words are in no form: it waits beside the visit, and becomes a draft of its own on the server. */
const aside = (row) => ({ ...row, ...ASIDE, key: `${row.key}.${row.seq}`, of: row.key });
const ASIDE = { state: "waiting", hold: false, problem: null, withPhotos: false, retryAt: 0 };

class Draft {
  /** `seen` is the state of the phone's row that this page shows: anything else in it was written elsewhere. */
  constructor(device, seen) {
    Object.assign(this, { device, store: device.store, seen, timer: 0, typed: 0, savedAt: 0 });
    this.writing = Promise.resolve();
  }

  isUnseen(row) { return row?.dirty && row.seq !== this.seen; }

  get key() { return form.elements.key.value; }

  row() { return this.store.get("visits", this.key); }

  note() {
    guard.changed = true;
    this.typed += 1;
    clearTimeout(this.timer);
    this.since = this.since || Date.now();
    // Who types without a pause is kept as well.
    const wait = Math.min(KEEP_AFTER, this.since + 2 * KEEP_AFTER - Date.now());
    this.timer = setTimeout(() => this.keep().catch(() => {}), wait);
  }

  /** One write at a time, in order. */
  keep(more = {}) {
    clearTimeout(this.timer);
    this.since = 0;
    this.writing = this.writing.catch(() => {}).then(() => this.write(more));
    return this.writing;
  }

  async write(more) {
    const { typed } = this;
    try {
      await this.put(more);
      guard.changed = typed !== this.typed;
      state.classList.remove("text-danger");
      say(state, words().savedHere, clock(this.device.now()));
      if (!form.dataset.visit && location.hash !== `#${this.key}`) history.replaceState(null, "", `#${this.key}`);
      this.later();
    } catch (problem) {
      // Full, or broken: said at once, and the page asks before it is left.
      say(state, words().notKept);
      state.classList.add("text-danger");
      this.timer = setTimeout(() => this.keep().catch(() => {}), SAVE_EVERY);
      throw problem;
    }
  }

  async put({ action = "save", ...more }) {
    const { key, device } = this;
    const before = await this.row();
    const tried = (!this.isUnseen(before) && before?.tried) || [];
    // Words are small: where a photo finds no room, they still do.
    let problem;
    const photos = await this.keepPhotos().catch((found) => { problem = found; return 0; });
    const pairs = pairsOf(form);
    const isDraft = (form.dataset.status || "draft") === "draft";
    const isTaken = (name) => form.elements[`photos-${PHOTO.exec(name)[1]}-id`].value;
    const posted = [...pairs.filter(([name]) => !PHOTO.test(name) || isTaken(name)), ["action", action]];
    const digest = await digestOf(posted);
    const revision = Number(form.elements.revision.value);
    const sealed = await device.seal({ kind: "visit", key, pairs: posted, own: tried, known: revision > 0 });
    const labels = labelsNow();
    // What is confidential can be read on the server alone, even by who holds phone and PIN.
    const isNarrow = pairs.some(([name, value]) => isNarrowed(name, value));
    const isKept = device.isOpen && !isNarrow;
    const own = isKept ? await device.encrypt({ pairs, labels, title: titleOf(labels, pairs) }) : null;
    const fresh = {
      ...{ key, sealed, own, isNarrow, digest, revision, dirty: true, at: device.now(), problem: null },
      ...{ intent: action === "submit" ? "submit" : "draft", state: "waiting", hold: !isDraft && !more.explicit },
      ...{ withPhotos: Boolean(more.explicit), retryAt: 0, size: sealed.byteLength + photos },
      ...(revision > 0 && { known: true }),
    };
    const row = await this.store.change("visits", key, (now, rows) => {
      const isUnseen = this.isUnseen(now);
      if (isUnseen) rows.put(aside(now));
      return { ...now, ...fresh, ...(isUnseen && { tried: [] }), seq: (now?.seq ?? 0) + 1 };
    });
    this.seen = row.seq;
    cooling.channel.postMessage({ kind: "kept", key });
    if (problem) throw problem;
  }

  /** Seal each chosen photo once, and what is said of it each time; how large they are together. */
  async keepPhotos() {
    const inputs = [...form.querySelectorAll("[data-rows=photos] input[type=file]")];
    const keyOf = ({ name }) => form.elements[name.replace(/image$/, "key")];
    for (const input of inputs) if (input.files.length) keyOf(input).value ||= freshKey();
    const said = Object.fromEntries(pairsOf(form).filter(([name]) => PHOTO.test(name)));
    const from = inputs.map(({ files: [file] }) => file && fileOf(file));
    // Only what changed: photos are large, and this runs while somebody types.
    const now = JSON.stringify([this.key, said, from]);
    if (now === this.photosNow) return this.photosSize;
    const stored = (await this.store.all("photos")).filter((photo) => photo.visit === this.key);
    let size = 0;
    for (const input of inputs) {
      const row = input.name.replace(/-image$/, "");
      if (said[`${row}-id`]) continue;
      const [key, [file]] = [keyOf(input).value, input.files];
      const before = stored.find((photo) => photo.key === key);
      const gone = said[`${row}-DELETE`];
      if (gone && before) await this.store.remove("photos", before.key);
      const photo = file && !gone ? await this.sealPhoto(file, key, before) : before;
      if (gone || !photo) continue;
      const [caption, stop] = ["caption", "stop"].map((name) => said[`${row}-${name}`] || "");
      const about = await this.device.seal({ kind: "about", key: photo.key, visit: this.key, caption, stop });
      await this.store.put("photos", { ...photo, about });
      size += photo.size;
    }
    Object.assign(this, { photosNow: now, photosSize: size });
    return size;
  }

  async sealPhoto(file, key, before) {
    if (before?.from === fileOf(file)) return before;
    const bytes = await file.arrayBuffer();
    const sealed = await this.device.seal({ kind: "photo", key, name: file.name, type: file.type }, bytes);
    return { key, visit: this.key, from: fileOf(file), at: Date.now(), file: sealed, size: bytes.byteLength };
  }

  /** On the server when nobody types, and not at every word. */
  later() {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.save(), Math.max(IDLE, this.savedAt + SAVE_EVERY - Date.now()));
  }

  async save() {
    this.savedAt = Date.now();
    await cooling.send().catch(() => "offline");
    await this.learn();
  }

  /** What the server said of the last version that it took. */
  async learn() {
    const row = await this.row();
    if (row?.known && !row.dirty) {
      form.elements.revision.value = row.revision;
      say(state, words().savedServer, clock(this.device.now()));
    } else if (row?.problem?.status === 409) {
      say(state, words().changedElsewhere);
      offer(() => compare(this));
    }
    return row;
  }

  /** Send now, and wait for it: "sent", "refused", "offline" or "signed-out". */
  async deliver(action) {
    this.photosNow = "";
    await this.keep({ action, explicit: true });
    clearTimeout(this.idle);
    say(state, words().sending);
    const came = await sendNow();
    const row = await this.learn();
    if (row?.state === "needs") return "refused";
    return row && (row.state === "sent" || (!row.dirty && !row.withPhotos)) ? "sent" : came;
  }
}

/** What each picker shows as chosen. */
function labelsNow() {
  const isChosen = (picker) => picker.querySelector("[data-picker-chosen] input");
  const parts = (picker) => ["label", "detail"].map((name) => text(picker.querySelector(`[data-picker-${name}]`)));
  const pickers = [...form.querySelectorAll("[data-picker]")].filter(isChosen);
  return Object.fromEntries(pickers.map((picker) => [picker.dataset.name, parts(picker)]));
}

function titleOf(labels, pairs) {
  const said = Object.fromEntries(pairs);
  const [place] = labels["stops-0-place"] ?? [said["stops-0-name"]];
  const [person] = labels["people-0-figure"] ?? [said["people-0-name"] || said["people-0-group"]];
  return { day: said.visited_on || "", words: [place, person].filter(Boolean).join(" – ") };
}

/** Name the fields to look at: at each of them, and above with a link. */
function showProblems(errors) {
  const summary = document.querySelector("[data-problems]");
  summary.className = "error-summary";
  const items = Object.entries(errors).map(([name, sentences]) => {
    const fields = [form.elements[name], form.elements[`${name}-q`]];
    const field = fields.find((each) => each && each.type !== "hidden") ?? fields[0];
    const one = field instanceof RadioNodeList ? field[0] : field;
    const called = one?.closest("[data-picker]")?.querySelector("legend") ?? one?.labels?.[0];
    const label = text(called) ?? name.replace(/^__all__$/, "");
    const link = make("a", { textContent: sentences.join(" ") || label });
    if (one) {
      one.setAttribute("aria-invalid", "true");
      one.classList.add("is-invalid");
      link.href = `#${one.id}`;
      for (let part = one.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    }
    return make("li", {}, link);
  });
  summary.querySelector("ul").replaceChildren(...items);
  summary.hidden = !items.length;
  if (items.length) summary.focus();
}

/** The other version is one tap away. */
function offer(show) {
  const other = document.querySelector("[data-other-version]");
  other.hidden = false;
  other.querySelector("button").onclick = () => show().then(() => { other.hidden = true; });
}

/** The server shows both versions side by side; nothing is overwritten. */
async function compare(draft) {
  form.elements.csrfmiddlewaretoken.value = (await cooling.session()).csrf;
  for (const input of form.querySelectorAll("input[type=file]")) input.disabled = true;
  form.append(make("input", { type: "hidden", name: "action", value: "save" }));
  form.action = `/visits/${draft.key}/edit/#${draft.seen}`;
  guard.changed = false;
  form.submit();
}

const nameless = (names) => Object.fromEntries(names.map((name) => [name, []]));

async function lookAgain(draft) {
  const { key, problem, revision } = await draft.row();
  if (problem.status === 409) return compare(draft);
  // No field is to blame: what can be done stands beside the entry.
  if (problem.status === 413 || problem.status >= 500) return location.assign("/device/");
  const told = cooling.refused?.key === key ? cooling.refused.errors : {};
  say(state, words().lookAgain);
  showProblems(Object.keys(told).length ? told : nameless(problem.names));
  if (problem.kept) form.elements.revision.value = revision;
}

async function finish(draft, action) {
  const said = words();
  const leave = (sentence, address) => {
    sessionStorage.setItem("cooling-said", sentence);
    location.assign(address);
  };
  const submits = action === "submit";
  const came = await draft.deliver(action);
  if (came === "refused") return lookAgain(draft);
  if (came === "signed-out") return location.assign(`/accounts/login/?next=${encodeURIComponent("/device/")}`);
  if (came === "sent" && submits) return leave(said.submitted, `/visits/${draft.key}/`);
  if (came === "sent") return leave(said.draftSaved, `/visits/${draft.key}/edit/`);
  await registerSync();
  return submits ? leave(said.inOutbox, "/device/") : say(state, said.offlineKept, clock(draft.device.now()));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The visit that the address names behind its #; "#returned" and the like name a part of the page. */
const named = () => (UUID.test(location.hash.slice(1)) ? location.hash.slice(1) : "");
const edited = () => /([0-9a-f-]{36})\/edit\/$/.exec(location.pathname)?.[1];
const key = () => form.dataset.visit || edited() || named();

function restore(draft, row, own) {
  const homeless = fill(own.pairs, own.labels).map((pair) => pair.join(": "));
  const { other_facts: facts, key: field, revision } = form.elements;
  if (homeless.length) facts.value = [facts.value, ...homeless].filter(Boolean).join("\n");
  field.value = row.key;
  revision.value = row.revision || 0;
  draft.seen = row.seq;
  say(state, words().restored, clock(row.at));
  if (row.problem?.names) showProblems(nameless(row.problem.names));
}

/** The draft of this device beside the page of the server: the newer is shown, the other is one tap away. */
async function open(draft) {
  const { device, store } = draft;
  const isShell = form.hasAttribute("data-shell");
  const { visit } = form.dataset;
  const row = key() && (await store.get("visits", key()));
  if (!row || row.state === "sent") {
    // The saved visit that the address names is on the server: an empty form would be taken for it.
    if (isShell && edited()) return sayNotHere();
    return isShell && !visit ? blank(device) : undefined;
  }
  if (!visit && row.known && navigator.onLine && !isShell) return location.replace(`/visits/${row.key}/edit/`);
  if (visit && !row.dirty) return row.withPhotos ? undefined : store.remove("visits", row.key);
  if (!device.isOpen && row.own) await askPin(device);
  const own = await device.decrypt(row.own);
  if (!own) return passBy(draft, row, isShell);
  const isOther = visit && Number(form.dataset.revision || 0) !== row.revision;
  if (isOther && Number(form.dataset.savedAt || 0) > row.at) return offer(async () => restore(draft, row, own));
  restore(draft, row, own);
  return isOther && offer(() => compare(draft));
}

function sayNotHere() {
  const more = make("a", { href: "/visits/new/", className: "btn btn-primary" }, words().newVisit);
  form.replaceWith(make("p", { className: "alert alert-warning" }, words().notOnPhone), make("p", {}, more));
}

/** What this tab cannot read opens from the server; where that cannot be, it waits beside what is typed now. */
async function passBy({ device, store }, { key: kept }, isShell) {
  if (navigator.onLine) await sendNow().catch(() => {});
  const stuck = (now, rows) => {
    if (!now?.dirty || !(now.hold || now.state === "needs")) return undefined;
    rows.put(aside(now));
    return { ...now, dirty: false, state: "waiting", problem: null };
  };
  await store.change("visits", kept, stuck);
  const now = await store.get("visits", kept);
  if (now?.known && !now.dirty && navigator.onLine) return location.replace(`/visits/${kept}/edit/`);
  if (isShell) blank(device, freshKey());
  say(state, words().passedBy);
}

function blank(device, fresh = named() || freshKey()) {
  const { visited_on: day, key: field, revision } = form.elements;
  fill(device.meta.blank.pairs, device.meta.blank.labels);
  day.value ||= new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Makassar" }).format(device.now());
  field.value = fresh;
  revision.value = "0";
}

/** Whether no other tab has this visit's form open; held as long as this page lives. */
const onlyHere = (name) => new Promise((resolve) => {
  navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    resolve(Boolean(lock));
    return lock && new Promise(() => {});
  });
});

async function start() {
  const device = await opening.catch(() => null);
  if (!device) return say(state, words().noStorage);
  // The server tells two tabs apart by the revision; this phone has one row for both.
  if (!(await onlyHere(`cooling-form-${key() || form.elements.key.value}`))) return say(state, words().otherTab);
  // Both versions are on the page that `compare` opens.
  const draft = new Draft(device, Number(location.hash.slice(1)));
  if (!document.querySelector(".error-summary, #conflict")) await open(draft);
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => draft.note());
  form.addEventListener("click", (event) => event.target.closest("[data-add]") && draft.note());
  const now = () => guard.changed && draft.keep().then(() => draft.save()).catch(() => {});
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && now());
  window.addEventListener("pagehide", now);
  window.addEventListener("online", () => draft.save());
  let busy = false;
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (submitter?.name !== "action") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    busy = true;
    form.elements.recorded_at.value ||= new Date(device.now()).toISOString();
    await finish(draft, submitter.value).catch(() => say(state, words().notKept));
    busy = false;
  }, true);
  if (guard.changed) draft.note();
  form.dataset.ready = "yes";
  const isAsked = form.hasAttribute("data-shell") && navigator.onLine;
  const said = isAsked && (await cooling.session().catch(() => false));
  if (said === null) say(state, words().signInAgain);
  else if (said && said.account !== device.account) location.reload();
}

start();
