// The unit's signature, written with a finger: kept as a picture like the photos.
import { el, icon } from "./elements.js";
import { drawOn, keepSignature } from "./photos.js";
import { signatureOf } from "./body.js";
import { dropPhoto } from "./store.js";

const [WIDTH, HEIGHT] = [640, 240]; // pixels of the picture

export const signaturePad = (visit, photos, { failed, redraw }) => {
  const signed = signatureOf(photos);
  const canvas = el("canvas", { class: "sign", id: "sign", width: WIDTH, height: HEIGHT, role: "img", "aria-label": signed ? "校方签名" : "签名处" });
  if (signed) {
    drawOn(canvas, signed, [WIDTH, HEIGHT]);
    return el("div", { class: "stack-2" }, el("span", { class: "label" }, "校方签名"), canvas,
      el("button", { type: "button", class: "btn", onclick: async () => { await dropPhoto(signed); redraw(); } }, icon("return"), "重新签"));
  }
  const keep = async () => {
    try {
      await keepSignature(visit.id, canvas);
      redraw();
    } catch (error) {
      failed(error);
    }
  };
  const done = el("button", { type: "button", class: "btn", id: "signed", disabled: true, onclick: keep }, icon("check"), "签好了");
  writable(canvas, () => (done.disabled = false));
  return el("div", { class: "stack-2" }, el("span", { class: "label" }, "校方签名", el("span", { class: "optional" }, "可不签")), canvas, done);
};

const writable = (canvas, written) => {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#15212b" });
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    written();
  });
};
