// Photos of a visit: taken or chosen, shown small, with what the server says it has of each.
import { el, icon, note } from "./elements.js";
import { drawOn, keepFile, Unreadable } from "./photos.js";
import { dropPhoto } from "./store.js";
import { clockOf, shortHash, sizeOf } from "./words.js";

const SOURCES = { camera: ["camera", "现场"], gallery: ["doc", "相册"] };

/** The photos of a finding (its key), or of the visit itself (null). */
export const gallery = (visit, photos, finding, { failed, redraw }) => {
  const own = photos.filter((photo) => photo.finding === finding && photo.source !== "signature");
  const said = el("div", { "aria-live": "polite" });
  const take = (by) => async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    said.replaceChildren(el("p", { class: "small muted", role: "status" }, "正在存照片"));
    const faults = [];
    for (const file of files) {
      try {
        if (!(await keepFile(visit.id, finding, file, by))) faults.push(`“${file.name}”已经有了，没有再存。`);
      } catch (error) {
        if (error instanceof Unreadable) faults.push(error.message);
        else failed(error);
      }
    }
    said.replaceChildren();
    if (faults.length) said.replaceChildren(note("warn", "alert", "有照片没有存", faults.join(" ")));
    else redraw();
  };
  const chooser = (by, mark, word, more) =>
    el("label", { class: "add" }, icon(mark), word,
      el("input", { type: "file", accept: "image/*", class: "vh", "data-source": by, onchange: take(by), ...more }));
  const editing = visit.state === "draft";
  if (!own.length && !editing) return null;
  return el("div", { class: "stack-2" },
    el("div", { class: "shots" }, own.map((photo) => shot(photo, editing, redraw)),
      editing && [chooser("camera", "camera", "拍照", { capture: "environment" }), chooser("gallery", "plus", "相册", { multiple: true })]),
    said);
};

const shot = (photo, editing, redraw) => {
  const [mark, word] = SOURCES[photo.source];
  const picture = el("canvas", { role: "img", "aria-label": `${word}照片，${timeOf(photo)}` });
  drawOn(picture, photo);
  return el("figure", {},
    el("div", { class: "ph" }, picture,
      editing && el("button", { type: "button", class: "drop", "aria-label": "删去这张照片", onclick: async () => { await dropPhoto(photo); redraw(); } }, icon("x"))),
    el("figcaption", {}, icon(mark), `${word} ${timeOf(photo)}`));
};

const timeOf = (photo) => (photo.takenAt ? clockOf(photo.takenAt) : "");

/** A photo's place in the queue. */
export const photoInQueue = (photo, n, sending) =>
  el("li", {},
    icon(photo.receipt ? "done" : "upload"),
    el("p", {}, el("span", { class: "nm" }, photo.source === "signature" ? "校方签名" : `照片${n + 1}`),
      el("small", {}, photo.receipt ? `收据 ${clockOf(photo.receipt.received_at)}　` : `已存本机，${sizeOf(photo.bytes)}　`,
        el("span", { class: "mono", title: `SHA-256 ${photo.sha256}` }, shortHash(photo.sha256)))),
    photo.receipt ? el("span", { class: "ok strong" }, "已收到") : el("span", { class: "wait" }, sending ? "待上传" : "未提交"));
