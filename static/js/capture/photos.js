// Photos made small on the device: upright, without what the camera noted, light enough for a slow line.
// The server does the same once more; without this script it does it alone.
import { announce, find } from "../core/browser.js";

const LARGEST = 300 * 1024;
// Tried from the best to the smallest, until the photo is light enough.
const SIDES = [1600, 1200, 900];
const QUALITIES = [0.82, 0.72, 0.62, 0.5];
const PREVIEW_SIDE = 320;

/**
 * A JPEG of at most 1600 pixels and 300 KB, without metadata.
 * What this browser cannot read (an iPhone's HEIC) comes back as it is: the server converts it.
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function shrink(file) {
  // Without options: Chromium turns it upright, and the older ones do not know the word for that.
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  try {
    for (const side of SIDES) {
      const canvas = draw(picture, document.createElement("canvas"), side);
      for (const quality of QUALITIES) {
        const blob = await asJpeg(canvas, quality);
        if (blob && blob.size <= LARGEST) return blob;
      }
    }
    return file;
  } finally {
    picture.close();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality
 * @returns {Promise<Blob | null>}
 */
const asJpeg = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

/**
 * Draw the picture so large that its longer side is at most `side`.
 * @param {ImageBitmap} picture
 * @param {HTMLCanvasElement} canvas
 * @param {number} side
 */
function draw(picture, canvas, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws nothing");
  // A JPEG has no see-through parts; without this they would turn black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * Put a small copy in place of the chosen file, show it, and say how large it is.
 * @param {HTMLElement} row
 * @param {File} file
 */
async function replaceBySmall(row, file) {
  const input = find(row, "input[type=file]", HTMLInputElement);
  const state = find(row, "[data-photo-said]", HTMLElement);
  const preview = find(row, "[data-photo-preview]", HTMLCanvasElement);
  const { working = "", raw = "", small: shrunk = "" } = state.dataset;
  state.textContent = working;
  delete input.dataset.small;
  const small = await shrink(file);
  const isSmall = small !== file;
  const name = file.name.replace(/\.\w+$/, "");
  // The only way to put a file into an input.
  const transfer = new DataTransfer();
  transfer.items.add(isSmall ? new File([small], `${name}.jpg`, { type: small.type }) : file);
  input.files = transfer.files;
  if (isSmall) input.dataset.small = "";
  const kilobytes = Math.max(1, Math.round(small.size / 1024));
  state.textContent = (isSmall ? shrunk : raw).replace("{size}", String(kilobytes));
  preview.hidden = !isSmall;
  if (isSmall) {
    const picture = await createImageBitmap(small);
    draw(picture, preview, PREVIEW_SIDE);
    picture.close();
  }
  // Whoever keeps the form as it is typed keeps the small one.
  announce(input, "input");
}

/**
 * Take what was chosen; several may be chosen at once, and each gets a row of its own.
 * @param {HTMLInputElement} input
 * @param {(kind: "photos") => HTMLElement | null} addRow
 */
export function takePhotos(input, addRow) {
  const [first, ...others] = input.files ?? [];
  /** @type {HTMLElement | null} */
  const firstRow = input.closest("[data-row]");
  if (firstRow && first) replaceBySmall(firstRow, first);
  for (const file of others) {
    const row = addRow("photos");
    if (row) replaceBySmall(row, file);
  }
}
