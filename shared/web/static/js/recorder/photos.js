// A photo as it is kept: drawn anew and smaller, so that nothing the camera wrote into the file (place, device) is in it.
import { keepPhoto } from "./store.js";

const LONGEST = 1920; // pixels of the longer side
const QUALITY = 0.82;
const JUST_NOW = 10 * 60 * 1000; // milliseconds: an older file was not taken on this occasion
const LONG_AGO = Date.UTC(2000, 0, 1); // a file without a date says 1970
const MEDIA_TYPE = "image/jpeg";

export class Unreadable extends Error {}

/** The SHA-256 of a blob in hex. */
export const hashOf = async (blob) => {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** Keep a chosen file with a visit. False when the visit has it already; `Unreadable` when it is no picture. */
export const keepFile = async (visit, finding, file, by) => {
  const drawn = await redrawn(file);
  const fresh = Math.abs(Date.now() - file.lastModified) < JUST_NOW;
  return keepPhoto({
    visit, finding, ...drawn, sha256: await hashOf(drawn.blob), bytes: drawn.blob.size, mediaType: MEDIA_TYPE,
    source: by === "camera" && fresh ? "camera" : "gallery",
    takenAt: file.lastModified > LONG_AGO ? new Date(file.lastModified).toISOString() : null, receipt: null,
  });
};

/** Keep what was signed on a canvas; the hash. */
export const keepSignature = async (visit, canvas) => {
  const blob = await encoded(canvas);
  const sha256 = await hashOf(blob);
  await keepPhoto({
    visit, finding: null, blob, width: canvas.width, height: canvas.height, sha256, bytes: blob.size,
    mediaType: MEDIA_TYPE, source: "signature", takenAt: new Date().toISOString(), receipt: null,
  });
  return sha256;
};

const encoded = (canvas) => new Promise((resolve) => canvas.toBlob(resolve, MEDIA_TYPE, QUALITY));

const redrawn = async (file) => {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Unreadable(`“${file.name}”打不开。请换一张 JPEG 或 PNG 照片。`);
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await encoded(canvas);
  if (!blob) throw new Unreadable(`“${file.name}”太大，这台手机处理不了。请换一张。`);
  return { blob, width: canvas.width, height: canvas.height };
};

/** Draw the middle of a kept photo on a canvas of so many pixels, by default as a square. */
export const drawOn = async (canvas, photo, [width, height] = [240, 240]) => {
  const picture = await createImageBitmap(photo.blob).catch(() => null);
  if (!picture) return;
  const scale = Math.min(picture.width / width, picture.height / height);
  const [w, h] = [width * scale, height * scale];
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, 0, 0, width, height);
  picture.close();
};
