// What stands in the place of the form after "Submit": what becomes of the words and of each photo, and the ways on.
// Nothing navigates; what is refused brings the form back.
import { attempt, fetched, find, findAll, make } from "../core/browser.js";
import { clock, registerSync, say, words as wordsOfAllPages } from "../device/every-page.js";
import { offerReport, takeAtHand } from "../reports/share.js";
import { SentProgress } from "./sent-progress.js";

/** @typedef {import("../device/vault.js").Device} Device */
/** @typedef {import("./sent-progress.js").Progress} Progress */
/**
 * What was handed to the outbox.
 * @typedef {object} Handed
 * @property {string} key
 * @property {string[]} names whom it was with, and where
 * @property {Device} device
 * @property {Promise<Outcome | "busy">} sending
 * @property {() => Promise<void>} mend shows in the form what to look at
 * @property {() => Promise<void>} compare shows both versions of a conflict
 */

const { cooling } = self;
const TRY_EVERY = 15000;
const MARKS = { sent: "✓", sending: "↑", waits: "◔", refused: "!", apart: "!", "signed-out": "!" };
const HEADINGS = { sent: "sent", sending: "sending", waits: "waits", refused: "refused", apart: "apart", "signed-out": "signedOut" };

/** @type {Promise<string> | null} */
let fragment = null;

/** The panel's part of a page; the worker has it for when there is no signal. */
function fetchFragment() {
  fragment ??= fetched("/device/shells/sent/").then((answer) => answer.text());
  fragment.catch(() => {
    fragment = null;
  });
  return fragment;
}

attempt(fetchFragment);

/** Whether the refusal is about what stands in the fields. */
const isOfFields = (/** @type {number} */ status) => ![409, 413].includes(status) && status < 500;

/** The photos that the form has now, and which of them were chosen on this page. */
function photosOfForm() {
  const rows = findAll(document, "[data-rows=photos] > [data-row]:not(.row-removed)");
  const photos = rows.map((row) => {
    const key = /** @type {HTMLInputElement | null} */ (row.querySelector("[name$=-key]"))?.value;
    const input = /** @type {HTMLInputElement | null} */ (row.querySelector("input[type=file]"));
    return { key, file: input?.files?.[0], isSmall: input?.dataset.small !== undefined };
  });
  return photos.filter(({ key }) => key);
}

class SentPanel {
  /**
   * @param {Handed} handed
   * @param {SentProgress} progress
   * @param {HTMLElement} place
   */
  constructor(handed, progress, place) {
    this.handed = handed;
    this.progress = progress;
    this.place = place;
    this.words = /** @type {Record<string, string>} */ ({ ...wordsOfAllPages(), ...place.dataset });
    this.main = find(document, "main", HTMLElement);
    this.form = find(this.main, "form[data-visit-form]", HTMLElement);
    /** Whether the browser sends with the app closed. */
    this.isWoken = false;
    this.formAddress = location.href;
    this.timer = 0;
    /** What it said last. */
    this.kind = "";
    this.said = "";
  }

  /** @param {string} name */
  part(name) {
    return find(this.place, `[data-sent-${name}]`, HTMLElement);
  }

  /** Put it in the place of the form, and the focus on its heading. */
  async open() {
    // What was said above the form is of another moment; what is said from now on stands above the panel.
    findAll(this.main, ":scope > [role=status]").forEach((line) => line.remove());
    this.takeFormsPlace(true);
    this.form.before(this.place);
    scrollTo(0, 0);
    this.progress.onStep = () => this.update();
    await this.update();
    this.part("title").focus();
    this.offerPhotos();
    if (this.kind === "sent") return;
    // A signal that lies never says that it is back.
    this.timer = setInterval(() => attempt(() => cooling.send()), TRY_EVERY);
    this.isWoken = Boolean(await registerSync());
    await this.update();
  }

  /**
   * A form has the screen for itself; here the main menu leads on again.
   * @param {boolean} isThere
   */
  takeFormsPlace(isThere) {
    this.main.classList.toggle("is-sent", isThere);
    document.body.classList.toggle("form-page", !isThere);
  }

  end() {
    clearInterval(this.timer);
    this.progress.end();
  }

  /** Bring the form back, with the words and what is wrong with them. */
  async mend() {
    this.end();
    this.place.remove();
    this.takeFormsPlace(false);
    history.replaceState(null, "", this.formAddress);
    await this.handed.mend();
  }

  async update() {
    const progress = await this.progress.now();
    this.showPhotos(progress);
    this.sayWhatBecame(progress);
    if (this.kind === progress.kind) return;
    this.kind = progress.kind;
    this.offerWays(progress);
    const isDone = progress.kind === "sent" || progress.kind === "apart";
    // Loaded again, or come back to, this page is no form: what it sent is not to be sent once more.
    history.replaceState(null, "", isDone ? progress.page : "/device/");
    if (progress.areWordsSent && progress.kind !== "apart") await this.offerReport(progress);
    if (!isDone) return;
    this.end();
    attempt(() => this.offerTelling());
  }

  /** Once on each phone: whether it is to be told when a visit comes back. */
  async offerTelling() {
    const { offerTelling } = await import("../device/push-section.js");
    await offerTelling(this.part("asks"), this.handed.device);
  }

  /** @param {Progress} progress */
  showPhotos({ kind, areWordsSent, photos, photosLeft, photosAside }) {
    // Without photos the heading says it.
    this.part("words").hidden = !areWordsSent || !photos;
    this.part("photos").hidden = !photos;
    const sent = photos - photosLeft - photosAside;
    const isMoving = kind === "sending";
    const sentence = isMoving ? this.words.photo : this.words.photosSent;
    say(this.part("photo"), sentence.replace("{of}", String(photos)), isMoving ? sent + 1 : sent);
    const bar = find(this.place, "progress", HTMLProgressElement);
    bar.hidden = !isMoving;
    bar.value = this.progress.percent;
    this.part("percent").textContent = isMoving ? `${this.progress.percent} %` : "";
    this.part("aside").hidden = !photosAside;
    say(this.part("aside-said"), this.words.aside, photosAside);
  }

  /**
   * Aloud, so only where it is news.
   * @param {Progress} progress
   */
  sayWhatBecame(progress) {
    const { kind, areWordsSent, page } = progress;
    const heading = this.words[kind === "waits" && areWordsSent ? "photosWait" : HEADINGS[kind]];
    const sentences = this.sentences(progress);
    const said = JSON.stringify([heading, sentences, page]);
    if (said === this.said) return;
    this.said = said;
    this.part("mark").textContent = MARKS[kind];
    say(this.part("heading"), heading, clock(this.handed.device.now()));
    this.part("said").replaceChildren(...sentences.map((sentence) => make("p", {}, sentence)));
    const name = this.handed.names.join(" · ") || this.words.visit;
    this.part("visit").replaceChildren(make("a", { href: page }, name));
  }

  /**
   * What happens next, or what is to be done.
   * @param {Progress} progress
   * @returns {string[]}
   */
  sentences({ kind, status }) {
    const { words } = this;
    const { reviewers = [], notices = [] } = this.progress.said;
    const next = reviewers.length ? words.reviewedBy.replace("{part}", reviewers.join(", ")) : words.reviewed;
    if (kind === "sent") return [next, ...notices];
    if (kind === "sending") return [words.safe];
    if (kind === "waits") return [words.safe, this.isWoken ? words.woken : words.notWoken];
    if (kind === "apart") return [words.apartSaid];
    if (kind === "signed-out") return [words.signInAgain];
    if (status === 409) return [words.conflict];
    if (status === 413) return [words.tooLarge];
    return [isOfFields(status) ? words.look : words.failed];
  }

  /**
   * The way on that fits, first of all.
   * @param {Progress} progress
   */
  offerWays({ kind, status }) {
    const { words } = this;
    /** @type {(text: string, href: string) => HTMLElement} */
    const link = (text, href) => make("a", { className: "btn btn-primary", href }, text);
    /** @type {(text: string, act: () => Promise<void>) => HTMLElement} */
    const button = (text, act) => {
      const made = make("button", { type: "button", className: "btn btn-primary" }, text);
      made.addEventListener("click", () => attempt(act));
      return made;
    };
    const ways = [];
    if (kind === "signed-out") ways.push(link(words.signIn, `/accounts/login/?next=${encodeURIComponent("/device/")}`));
    if (kind === "refused" && status === 409) ways.push(button(words.compare, () => this.handed.compare()));
    else if (kind === "refused" && isOfFields(status)) ways.push(button(words.mend, () => this.mend()));
    else if (kind === "refused") ways.push(link(words.thisPhone, "/device/"));
    this.part("ways").replaceChildren(...ways);
    // The way on that stands out is one.
    const again = this.part("again");
    again.classList.toggle("btn-primary", !ways.length);
    again.classList.toggle("btn-outline-primary", Boolean(ways.length));
  }

  /** What was made small on this page can be shared without a line; a file as the camera made it says where it was. */
  offerPhotos() {
    const files = photosOfForm().flatMap(({ file, isSmall }) => (file && isSmall ? file : []));
    if (files.length === photosOfForm().length) this.showPhotoButton(files.length, (button) => takeAtHand(button, files));
  }

  /**
   * @param {number} number
   * @param {(button: HTMLElement) => void} prepare
   */
  showPhotoButton(number, prepare) {
    const button = this.part("share-photos");
    if (!number || button.dataset.sharePhotos !== undefined) return;
    button.dataset.sharePhotos = "";
    say(button, this.words.sharePhotos, number);
    prepare(button);
    offerReport(this.place);
  }

  /**
   * The report can be handed on once the server has the words, and photos of another day once it has them all.
   * @param {Progress} progress
   */
  async offerReport({ kind }) {
    const address = `/visits/${this.handed.key}/`;
    this.part("share").dataset.share = `${address}report.txt`;
    this.part("copy").dataset.copy = `${address}report.txt`;
    if (kind === "sent") {
      // What the server would not take is still here.
      const left = (await this.progress.photos()).map(({ key }) => key);
      const photos = photosOfForm().filter(({ key }) => key && !left.includes(key));
      this.showPhotoButton(photos.length, (button) => {
        button.dataset.sharePhotos = photos.map(({ key }) => `${address}photos/${key}/`).join(" ");
      });
    }
    offerReport(this.place);
  }
}

/**
 * Show what becomes of a visit; resolves when the panel, or in the form what to look at, is there.
 * @param {Handed} handed
 */
export async function showSent(handed) {
  const progress = new SentProgress(handed.key, handed.device.store, handed.sending);
  try {
    await progress.begin();
    const { kind, status } = await progress.now();
    // Nobody has left the form yet.
    if (kind === "refused" && isOfFields(status)) {
      progress.end();
      await handed.mend();
      return;
    }
    const template = make("template", { innerHTML: await fetchFragment() });
    await new SentPanel(handed, progress, find(template.content, "[data-sent-panel]", HTMLElement)).open();
  } catch (problem) {
    progress.end();
    throw problem;
  }
}
