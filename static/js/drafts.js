// The visit form on a device: every keystroke is kept here within a second, on the server when it can be reached,
// and opened where it was left. "Save" and "Submit" go through the same outbox, with signal and without.
import { form, addRow, freshKey, labelPicked, refresh, guard } from "./visit-form.js";
import { openDevice } from "./vault.js";
import { askPin, clock, registerSync, say, words } from "./app.js";

const { cooling } = self;
const KEEP_AFTER = 350;
const IDLE = 3000;
const OTHER_FOR = 30 * 24 * 3600000;
const PATIENCE = 12000;
const SAVE_EVERY = 15000;
const PHOTO = /^photos-(\d+)-(key|caption|stop|id|DELETE)$/;
const AROUND = new Set("csrfmiddlewaretoken action revision recorded_at key add find kept".split(" "));
const state = document.querySelector("[data-save-state]");
const kinds = ["stops", "officers", "people", "notes", "follow_ups", "photos"];

/** What the form would post, without files: browsers end lines with \r\n when they do. */
export const pairsOf = (source) =>
  [...new FormData(source)]
    .filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.endsWith("-q"))
    .map(([name, value]) => [name, value.replace(/\r\n|\r|\n/g, "\r\n")]);

/** As content_digest in visits/services/content.py: what was said, however a page orders it. */
export async function digestOf(pairs) {
  const said = pairs
    .filter(([name, value]) => value !== "" && !AROUND.has(name) && !/(_FORMS|-id|-q)$/.test(name))
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  const line = `[${said.map((pair) => `[${pair.map((part) => JSON.stringify(part)).join(", ")}]`).join(", ")}]`;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(line)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Put pairs into the form; what finds no field is returned, so that no word is lost. */
export function fill(pairs, labels = {}) {
  const total = (kind) => form.querySelector(`[name="${kind}-TOTAL_FORMS"]`);
  for (const kind of kinds) {
    const wanted = Number((pairs.find(([name]) => name === `${kind}-TOTAL_FORMS`) || [])[1] || 0);
    const highest = Math.max(0, ...pairs.map(([name]) => (name.startsWith(`${kind}-`) ? parseInt(name.split("-")[1], 10) + 1 || 0 : 0)));
    while (Number(total(kind).value) < Math.min(30, Math.max(wanted, highest)) && addRow(kind));
  }
  for (const [name, label] of Object.entries(labels)) labelPicked(name, (pairs.find(([each]) => each === name) || [])[1], label);
  const left = new Map();
  for (const [name, value] of pairs) left.set(name, [...(left.get(name) || []), value]);
  // Twice: choices that name other rows appear only once those rows are filled.
  for (let round = 0; round < 2; round += 1) {
    for (const field of form.elements) {
      if (!field.name || /(_FORMS|-q)$/.test(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
      const values = left.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = (values || []).includes(field.value);
      else if (values) [field.value] = values;
    }
    refresh();
  }
  return pairs.filter(([name, value]) => value && !AROUND.has(name) && !/_FORMS$/.test(name) && !form.elements[name]);
}

class Draft {
  constructor(device) {
    Object.assign(this, { device, store: device.store, timer: 0, savedAt: 0, writing: Promise.resolve() });
  }

  get key() {
    return form.elements.key.value;
  }

  row() {
    return this.store.get("visits", this.key);
  }

  note() {
    guard.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  /** One write at a time, in order. */
  keep(more = {}) {
    clearTimeout(this.timer);
    this.writing = this.writing.catch(() => {}).then(() => this.write(more));
    return this.writing;
  }

  async write(more) {
    try {
      await this.put(more);
      guard.changed = false;
      say(state, words().savedHere, clock(this.device.now()));
      if (!form.dataset.visit && location.hash !== `#${this.key}`) history.replaceState(null, "", `#${this.key}`);
      this.later();
    } catch (problem) {
      // Full, or broken: said at once, and the page asks before it is left.
      say(state, words().notKept, "");
      state.classList.add("text-danger");
      throw problem;
    }
  }

  async put({ action = "save", ...more }) {
    const pairs = pairsOf(form);
    const key = this.key;
    const before = await this.row();
    const photos = await this.keepPhotos(pairs);
    const isDraft = form.dataset.status === "draft" || !form.dataset.status;
    const posted = [
      ...pairs.filter(([name]) => !PHOTO.test(name) || form.elements[`photos-${PHOTO.exec(name)[1]}-id`].value),
      ["action", action],
    ];
    const digest = await digestOf(posted);
    const known = Number(form.elements.revision.value) > 0;
    const tried = (before && before.tried) || [];
    const sealed = await this.device.seal({ kind: "visit", key, pairs: posted, own: tried, known });
    const labels = Object.fromEntries([...form.querySelectorAll("[data-picker]")].map(labelsOf).filter(Boolean));
    const own = this.device.isOpen ? await this.device.encrypt({ pairs, labels, title: titleOf(labels, pairs) }) : null;
    const revision = Number(form.elements.revision.value);
    await this.store.change("visits", key, (now) => ({
      ...(now || {}),
      ...{ key, sealed, own, digest, revision, dirty: true, at: this.device.now(), problem: null },
      ...{ intent: action === "submit" ? "submit" : "draft", state: "waiting", hold: !isDraft && !more.explicit },
      ...{ withPhotos: Boolean(more.explicit), retryAt: 0, seq: ((now && now.seq) || 0) + 1 },
      size: sealed.byteLength + photos,
    }));
    cooling.channel.postMessage({ kind: "kept", key });
  }

  /** Seal each chosen photo once, and what is said of it each time; how large they are together. */
  async keepPhotos(pairs) {
    const said = Object.fromEntries(pairs.filter(([name]) => PHOTO.test(name)));
    const stored = new Map((await this.store.all("photos")).filter((row) => row.visit === this.key).map((row) => [row.key, row]));
    let size = 0;
    for (const input of form.querySelectorAll("[data-rows=photos] input[type=file]")) {
      const row = input.name.replace(/-image$/, "");
      if (said[`${row}-id`]) continue;
      const field = form.elements[`${row}-key`];
      const [file] = input.files;
      if (!field.value && file) field.value = freshKey();
      let photo = stored.get(field.value);
      if (said[`${row}-DELETE`]) {
        if (photo) await this.store.remove("photos", photo.key);
        continue;
      }
      if (file && (!photo || photo.from !== `${file.name} ${file.size} ${file.lastModified}`)) {
        const bytes = await file.arrayBuffer();
        const header = { kind: "photo", key: field.value, name: file.name, type: file.type };
        photo = { key: field.value, visit: this.key, from: `${file.name} ${file.size} ${file.lastModified}`, at: Date.now() };
        photo.file = await this.device.seal(header, bytes);
        photo.size = bytes.byteLength;
      }
      if (!photo) continue;
      const about = { kind: "about", key: photo.key, visit: this.key, caption: said[`${row}-caption`] || "", stop: said[`${row}-stop`] || "" };
      await this.store.put("photos", { ...photo, about: await this.device.seal(about) });
      size += photo.size;
    }
    return size;
  }

  /** On the server when nobody types, and not at every word. */
  later() {
    clearTimeout(this.idle);
    const wait = Math.max(IDLE, this.savedAt + SAVE_EVERY - Date.now());
    this.idle = setTimeout(() => this.save(), wait);
  }

  async save() {
    this.savedAt = Date.now();
    await cooling.send().catch(() => "offline");
    await this.learn();
  }

  /** What the server said of the last version that it took. */
  async learn() {
    const row = await this.row();
    if (!row) return null;
    if (row.known && !row.dirty) {
      form.elements.revision.value = String(row.revision);
      say(state, words().savedServer, clock(this.device.now()));
    } else if (row.problem && row.problem.status === 409) {
      say(state, words().changedElsewhere, "");
      offer(compare);
    }
    return row;
  }

  /** Send now, and wait for it: "sent", "refused", "offline" or "signed-out". */
  async deliver(action) {
    await this.keep({ action, explicit: true });
    clearTimeout(this.idle);
    say(state, words().sending, "");
    // On a line that hangs nobody waits here: what waits in the outbox goes on by itself.
    const until = Date.now() + PATIENCE;
    const pause = (time, came) => new Promise((done) => setTimeout(done, time, came));
    let came = "busy";
    while (came === "busy" && Date.now() < until) {
      came = await Promise.race([cooling.send({ force: true }), pause(until - Date.now(), "offline")]);
      if (came === "busy") await pause(300);
    }
    const row = await this.learn();
    if (row && row.state === "needs") return "refused";
    return row && (row.state === "sent" || (!row.dirty && !row.withPhotos)) ? "sent" : came;
  }
}

function labelsOf(picker) {
  const chosen = picker.querySelector("[data-picker-chosen]");
  if (!chosen.querySelector("input")) return null;
  const part = (name) => chosen.querySelector(`[data-picker-${name}]`).textContent.trim();
  return [picker.dataset.name, [part("label"), part("detail")]];
}

function titleOf(labels, pairs) {
  const said = Object.fromEntries(pairs);
  const place = (labels["stops-0-place"] || [said["stops-0-name"] || ""])[0];
  const person = (labels["people-0-figure"] || [said["people-0-name"] || said["people-0-group"] || ""])[0];
  return { day: said.visited_on || "", words: [place, person].filter(Boolean).join(" – ") };
}

/** Name the fields to look at: at each of them, and above with a link. */
export function showProblems(errors) {
  const summary = document.querySelector("[data-problems]");
  summary.className = "error-summary";
  const list = summary.querySelector("ul");
  list.replaceChildren();
  for (const [name, sentences] of Object.entries(errors)) {
    const field = [form.elements[name], form.elements[`${name}-q`]].find((each) => each && each.type !== "hidden") || form.elements[name];
    const one = field instanceof RadioNodeList ? field[0] : field;
    const link = document.createElement("a");
    const picker = one && one.closest("[data-picker]");
    const called = picker ? picker.querySelector("legend") : one && one.labels && one.labels[0];
    const label = called ? called.textContent.trim() : name.replace(/^__all__$/, "");
    link.textContent = sentences.join(" ") || label;
    if (one) {
      one.setAttribute("aria-invalid", "true");
      one.classList.add("is-invalid");
      link.href = `#${one.id}`;
      for (let part = one.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    }
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  summary.hidden = !list.children.length;
  if (!summary.hidden) summary.focus();
}

/** The other version is one tap away. */
function offer(show) {
  const other = document.querySelector("[data-other-version]");
  other.hidden = false;
  other.querySelector("button").onclick = async () => {
    await show();
    other.hidden = true;
  };
}

/** The server shows both versions side by side; nothing is overwritten. */
async function compare() {
  const said = await cooling.session();
  form.elements.csrfmiddlewaretoken.value = said.csrf;
  form.querySelectorAll("input[type=file]").forEach((input) => {
    input.disabled = true;
  });
  const action = document.createElement("input");
  Object.assign(action, { type: "hidden", name: "action", value: "save" });
  form.append(action);
  form.action = `/visits/${form.elements.key.value}/edit/`;
  guard.changed = false;
  form.submit();
}

async function finish(draft, action) {
  const said = words();
  const came = await draft.deliver(action);
  if (came === "sent") {
    sessionStorage.setItem("cooling-said", action === "submit" ? said.submitted : said.draftSaved);
    location.assign(`/visits/${draft.key}/${action === "submit" ? "" : "edit/"}`);
  } else if (came === "refused") {
    const { problem } = await draft.row();
    if (problem.status === 409) return compare();
    const told = cooling.refused && cooling.refused.key === draft.key ? cooling.refused.errors : {};
    const errors = Object.keys(told).length ? told : Object.fromEntries(problem.names.map((name) => [name, []]));
    say(state, said.lookAgain, "");
    showProblems(errors);
    if (problem.kept) form.elements.revision.value = String((await draft.row()).revision);
  } else if (came === "signed-out") {
    location.assign(`/accounts/login/?next=${encodeURIComponent("/device/")}`);
  } else {
    await registerSync();
    if (action === "submit") {
      sessionStorage.setItem("cooling-said", said.inOutbox);
      location.assign("/device/");
    } else say(state, said.offlineKept, clock(draft.device.now()));
  }
  return undefined;
}

const key = () => form.dataset.visit || (/^\/visits\/([0-9a-f-]{36})\/edit\/$/.exec(location.pathname) || [])[1] || location.hash.slice(1);

async function restore(draft, row) {
  const own = await draft.device.decrypt(row.own);
  if (!own) return false;
  const homeless = fill(own.pairs, own.labels);
  if (homeless.length) form.elements.other_facts.value = [form.elements.other_facts.value, ...homeless.map((pair) => pair.join(": "))].filter(Boolean).join("\n");
  form.elements.key.value = row.key;
  form.elements.revision.value = String(row.revision || 0);
  say(state, words().restored, clock(row.at));
  if (row.problem && row.problem.names) showProblems(Object.fromEntries(row.problem.names.map((name) => [name, []])));
  return true;
}

/** The draft of this device beside the page of the server: the newer is shown, the other is one tap away. */
async function open(draft) {
  const { device, store } = draft;
  const isShell = form.hasAttribute("data-shell");
  const row = key() ? await store.get("visits", key()) : null;
  const beside = key() ? await store.get("kept", `other:${key()}`) : null;
  if (beside) offer(() => restore(draft, { ...row, ...beside, key: key(), revision: Number(form.elements.revision.value) }));
  if (!row || row.state === "sent") {
    if (isShell && !form.dataset.visit) blank(device);
    return;
  }
  if (!form.dataset.visit && row.known && navigator.onLine && !isShell) return location.replace(`/visits/${row.key}/edit/`);
  if (!device.isOpen && row.own) await askPin(device);
  const server = { revision: Number(form.dataset.revision || 0), at: Number(form.dataset.savedAt || 0) };
  const isOther = Boolean(form.dataset.visit) && server.revision !== row.revision;
  if (form.dataset.visit && !row.dirty) {
    if (!row.withPhotos) await store.remove("visits", row.key);
    return;
  }
  if (isOther && server.at > row.at) {
    // The first letter typed here replaces the row: what it held stays beside it.
    await store.put("kept", { name: `other:${row.key}`, at: row.at, until: device.now() + OTHER_FOR, own: row.own });
    offer(() => restore(draft, row));
  } else if ((await restore(draft, row)) && isOther) offer(compare);
}

function blank(device) {
  const { pairs, labels } = device.meta.blank;
  fill(pairs, labels);
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Makassar" }).format(device.now());
  form.elements.visited_on.value = today;
  form.elements.key.value = location.hash.slice(1) || freshKey();
  form.elements.revision.value = "0";
}

/** Whether no other tab has this visit's form open; held as long as this page lives. */
const onlyHere = (name) =>
  new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });

async function start() {
  const device = await openDevice(form.dataset.account || "").catch(() => null);
  if (!device) {
    say(state, words().noStorage, "");
    return;
  }
  if (!(await onlyHere(`cooling-form-${key() || form.elements.key.value}`))) {
    // The server tells two tabs apart by the revision; this phone has one row for both.
    say(state, words().otherTab, "");
    return;
  }
  const draft = new Draft(device);
  if (!document.querySelector(".error-summary, #conflict")) await open(draft);
  guard.keeps = true;
  form.addEventListener("input", () => draft.note());
  form.addEventListener("change", () => draft.note());
  form.addEventListener("click", (event) => event.target.closest("[data-add]") && draft.note());
  const now = () => guard.changed && draft.keep().then(() => draft.save()).catch(() => {});
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && now());
  window.addEventListener("pagehide", now);
  window.addEventListener("online", () => draft.save());
  let busy = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter || {};
    if (button.name !== "action") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    busy = true;
    const at = form.elements.recorded_at;
    if (!at.value) at.value = new Date(device.now()).toISOString();
    await finish(draft, button.value).catch(() => say(state, words().notKept, ""));
    busy = false;
  }, true);
  form.dataset.ready = "yes";
  if (form.hasAttribute("data-shell") && navigator.onLine) {
    const said = await cooling.session().catch(() => undefined);
    if (said === null) say(state, words().signInAgain, "");
    else if (said && said.account !== device.account) location.reload();
  }
}

start();
