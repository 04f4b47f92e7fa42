// How far a visit has come that was handed to the outbox: its words, each of its photos, and what the server said.
import { attempt, pause } from "../core/browser.js";
import { uploadTelling } from "./upload.js";

/** @typedef {"sent" | "sending" | "waits" | "refused" | "apart" | "signed-out"} Kind */
/**
 * @typedef {object} Progress
 * @property {Kind} kind
 * @property {boolean} areWordsSent
 * @property {number} photos of it
 * @property {number} photosLeft to be sent
 * @property {number} photosAside that the server would not take
 * @property {number} status of a refusal
 * @property {string} page where the visit is read, or written on
 */

const { cooling } = self;
// Milliseconds. On a line that hangs nobody looks longer at a form that is sent.
const PATIENCE = 3000;

export class SentProgress {
  /**
   * @param {string} key
   * @param {Store} store
   * @param {Promise<Outcome | "busy">} sending
   */
  constructor(key, store, sending) {
    this.key = key;
    this.store = store;
    /** Keys of its photos. @type {string[]} */
    this.photoKeys = [];
    /** Of the photo that is on its way. */
    this.percent = 0;
    this.isSending = true;
    this.isSignedOut = false;
    this.wereWordsSent = false;
    /** What the server said when it took the words. @type {Said} */
    this.said = {};
    /** Called at every step. @type {() => unknown} */
    this.onStep = () => {};
    this.channel = new BroadcastChannel("cooling");
    this.ended = sending.then((outcome) => {
      this.isSending = false;
      this.isSignedOut = outcome === "signed-out";
      this.step();
    });
  }

  step() {
    attempt(() => this.onStep());
  }

  /** Watch it; resolves when the words are through, when somebody has to look at them, or when nothing moves. */
  async begin() {
    cooling.upload = uploadTelling((key, percent) => {
      if (!this.photoKeys.includes(key)) return;
      this.percent = percent;
      this.step();
    });
    this.photoKeys = (await this.photos()).map(({ key }) => key);
    /** @type {Promise<void>} */
    const decided = new Promise((resolve) => {
      const look = async () => {
        const { areWordsSent, kind } = await this.now();
        if (areWordsSent || kind === "refused") resolve();
      };
      this.channel.onmessage = ({ data }) => {
        this.hear(data);
        attempt(look);
      };
      // It may have been decided before somebody listened.
      attempt(look);
    });
    await Promise.race([decided, this.ended, pause(PATIENCE, undefined)]);
  }

  /** @param {News} news of this page, of another tab or of the worker */
  hear({ kind, key, said }) {
    if (kind === "signed-out") this.isSignedOut = true;
    if (key === this.key) {
      this.isSending = kind === "sending";
      this.said = said ?? this.said;
      this.percent = 0;
    }
    if (this.isSending) this.isSignedOut = false;
    this.step();
  }

  async photos() {
    const photos = await this.store.all("photos");
    return photos.filter(({ visit, about }) => visit === this.key && about);
  }

  /** @returns {Promise<Progress>} */
  async now() {
    const { key } = this;
    const row = await this.store.get("visits", key);
    const photos = await this.photos();
    const photosAside = photos.filter(({ problem }) => problem).length;
    const photosLeft = photos.length - photosAside;
    // Signing out in another tab takes the row away, whatever became of it.
    if (row) this.wereWordsSent = row.state === "sent" || (!row.dirty && row.state !== "needs");
    const areWordsSent = this.wereWordsSent;
    const form = row?.known ? `/visits/${key}/edit/` : `/visits/new/#${key}`;
    const about = {
      areWordsSent,
      photos: this.photoKeys.length,
      photosLeft,
      photosAside,
      status: row?.problem?.status ?? 0,
      page: areWordsSent ? `/visits/${key}/` : form,
    };
    const { draft } = this.said;
    if (draft) return { ...about, kind: "apart", page: `/visits/${draft}/edit/` };
    if (row?.state === "needs") return { ...about, kind: "refused" };
    if (areWordsSent && !photosLeft) return { ...about, kind: "sent" };
    if (this.isSignedOut) return { ...about, kind: "signed-out" };
    // Until the words are through, that they are safe is the better news.
    return { ...about, kind: areWordsSent && this.isSending ? "sending" : "waits" };
  }

  /** Nothing more comes. */
  end() {
    this.channel.close();
    this.onStep = () => {};
    delete cooling.upload;
  }
}
