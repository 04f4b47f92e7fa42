// Photos made small on the device: upright, without what the camera noted, light enough for a slow line.
// The server does the same once more; without this script it does it alone.
import { announce } from "../core/browser.js";

const LARGEST = 300 * 1024;
const [SIDES, QUALITIES] = [[1600, 1200, 900], [0.82, 0.72, 0.62, 0.5]];
const PREVIEW = 320;

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
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (blob?.size <= LARGEST) return blob;
      }
    }
    return file;
  } finally {
    picture.close();
  }
}

function draw(picture, canvas, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  // A JPEG has no see-through parts; without this they would turn black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Put a small copy in place of the chosen file, show it, and say how large it is. */
async function take(row, file) {
  const input = row.querySelector("input[type=file]");
  const said = row.querySelector("[data-photo-said]");
  const preview = row.querySelector("[data-photo-preview]");
  said.textContent = said.dataset.working;
  const small = await shrink(file);
  const name = file.name.replace(/\.\w+$/, "");
  const carrier = new DataTransfer();
  carrier.items.add(small === file ? file : new File([small], `${name}.jpg`, { type: small.type }));
  input.files = carrier.files;
  const size = Math.max(1, Math.round(small.size / 1024));
  said.textContent = (small === file ? said.dataset.raw : said.dataset.small).replace("{size}", String(size));
  preview.hidden = small === file;
  if (small !== file) {
    const picture = await createImageBitmap(small);
    draw(picture, preview, PREVIEW);
    picture.close();
  }
  // Whoever keeps the form as it is typed keeps the small one.
  announce(input, "input");
}

/** Several may be chosen at once; each gets a row of its own. */
export function takePhotos(input, addRow) {
  const [first, ...others] = input.files;
  take(input.closest("[data-row]"), first);
  for (const file of others) {
    const row = addRow("photos");
    if (row) take(row, file);
  }
}
