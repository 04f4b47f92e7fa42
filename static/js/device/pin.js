// The PIN of this phone: made, typed again where something is locked, forgotten. Fetched when it is needed.
import { attempt, find } from "../core/browser.js";
import { takeAlongQuietly } from "../places/taken-along.js";
import { notice, say, words } from "./every-page.js";

/** @typedef {import("./vault.js").Device} Device */

const box = () => find(document, "[data-pin]", HTMLElement);
const said = () => find(box(), "[data-pin-said]", HTMLElement);

/**
 * Show one of the two forms, or neither.
 * @param {"first" | "again" | ""} which
 */
function show(which) {
  box().hidden = !which;
  // The form of a visit has no box for a first PIN.
  for (const name of ["first", "again"]) {
    box().querySelector(`[data-pin-${name}]`)?.toggleAttribute("hidden", name !== which);
  }
  say(said(), "");
}

/** @param {HTMLFormElement} form */
const fieldsOf = (form) => [...form.querySelectorAll("input")].filter(({ type }) => type !== "checkbox");

/** @param {HTMLFormElement} form */
function letItBeSeen(form) {
  const eye = find(form, "[data-pin-eye]", HTMLInputElement);
  const fields = fieldsOf(form);
  eye.onchange = () => fields.forEach((field) => Object.assign(field, { type: eye.checked ? "text" : "password" }));
}

/** @param {HTMLFormElement} form */
function clear(form) {
  form.reset();
  for (const field of fieldsOf(form)) field.type = "password";
}

/**
 * Make a first PIN, typed twice.
 * @param {Device} device
 * @returns {Promise<boolean>}
 */
function makePin(device) {
  const form = find(box(), "[data-pin-first]", HTMLFormElement);
  const [first, second] = fieldsOf(form);
  letItBeSeen(form);
  show("first");
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (first.value !== second.value) {
        say(said(), form.dataset.differ ?? "");
        second.value = "";
        second.focus();
        return;
      }
      say(said(), words().working);
      // Firefox asks its user: here, where it is plain why.
      attempt(() => navigator.storage?.persist?.());
      await device.setPin(first.value);
      clear(form);
      show("");
      notice(form.dataset.made ?? "");
      resolve(true);
    };
  });
}

/**
 * Ask for the PIN that there is.
 * @param {Device} device
 * @returns {Promise<boolean>} whether the device is open; not where everything readable had to go
 */
function typePin(device) {
  const form = find(box(), "[data-pin-again]", HTMLFormElement);
  const [field] = fieldsOf(form);
  letItBeSeen(form);
  show("again");
  return new Promise((resolve) => {
    /** @param {boolean} isOpen */
    function end(isOpen) {
      clear(form);
      show("");
      resolve(isOpen);
    }
    form.onsubmit = async (event) => {
      event.preventDefault();
      say(said(), words().working);
      const outcome = await device.enterPin(field.value);
      field.value = "";
      if (outcome === true || outcome === 0) end(outcome === true);
      else say(said(), words().wrongPin, outcome);
    };
    // The form of a visit leads to "This phone" for that.
    const details = form.querySelector("details");
    details?.querySelector("button")?.addEventListener("click", async () => {
      const { sure = "", done = "" } = details.dataset;
      if (!window.confirm(sure)) return;
      await device.forgetReadable();
      notice(done);
      end(false);
    });
  });
}

/**
 * Ask for the PIN, or for a first one, in the page's own box.
 * @param {Device} device
 * @returns {Promise<boolean>} resolves when it is over: whether the device is open
 */
export async function askPin(device) {
  const isOpen = await (device.hasPin ? typePin(device) : makePin(device));
  // Now it can be read, and kept anew.
  if (isOpen) attempt(() => takeAlongQuietly(device));
  return isOpen;
}
