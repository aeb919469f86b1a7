// The findings of a visit: each becomes a case, so each needs its demand and its limit.
import { choice, el, field, icon, note } from "./elements.js";
import { gallery } from "./gallery.js";
import { HAZARD, newFinding, SEVERITIES } from "./visit.js";
import { clockOf, listed } from "./words.js";

/** The sub-form of one finding. `errors` are the server's words by anchor. */
export const findingForm = (visit, finding, n, photos, hooks) => {
  const { changed, redraw, errors } = hooks;
  const id = `finding-${finding.key}`;
  const text = (name, part, given = {}) =>
    el(given.rows ? "textarea" : "input", {
      class: "in", id: `${id}-${part}`, value: finding[name], ...given,
      oninput: (event) => { finding[name] = event.target.value; changed(); },
    });
  const severity = choice(`${id}-severity`, "严重程度", SEVERITIES, finding.severity, (value) => {
    finding.severity = value;
    changed();
    redraw();
  });
  severity.id = `${id}-severity`;
  severity.tabIndex = -1;
  return el(finding.told ? "fieldset" : "div", { class: "sub-form stack-3", id, disabled: Boolean(finding.told) },
    el("div", { class: "row" }, el("h3", {}, `问题${n + 1}`),
      !finding.item && el("button", { type: "button", class: "btn quiet push", onclick: () => { visit.findings.splice(n, 1); changed(); redraw(); } }, icon("x"), "删去")),
    field("看到什么", text("problem", "problem", { rows: 2, maxlength: 2000 }), { error: errors[`${id}-problem`] }),
    field("主题", text("theme", "theme", { maxlength: 100, list: "known-themes" }), { error: errors[`${id}-theme`] }),
    el("div", {}, el("span", { class: "label" }, "严重程度"), severity),
    field("要求怎么改", text("demand", "demand", { rows: 2, maxlength: 2000 }), { error: errors[`${id}-demand`] }),
    el("div", { class: "two" },
      field("期限（工作日）", text("workingDays", "days", { inputmode: "numeric", maxlength: 4 }), { error: errors[`${id}-days`] }),
      field("会办部门", text("department", "department", { maxlength: 100 }), { optional: true })),
    gallery(visit, photos, finding.key, hooks),
    finding.told && note("ok", "done", "重大隐患已经上报", `服务器${clockOf(finding.told)}收到，这个问题不能再改。有补充请写在“记录”里。`),
    !finding.told && finding.severity === HAZARD &&
      note("bad", "tri", "重大隐患要立即通知", "请当面告知学校。提交后一联网就先发重大隐患，不等照片，督导室和有关部门随即收到；没有网络时请先打电话。"));
};

export const addFinding = (visit, { changed, redraw }) =>
  el("button", { type: "button", class: "add", id: "add-finding", onclick: () => {
    visit.findings.push(newFinding(listed(visit.themes)[0]));
    changed();
    redraw();
  } }, icon("plus"), visit.findings.length ? "再加一个问题" : "发现问题");

/** Photos of a finding that was deleted stay with the visit. */
export const adopted = (visit, photos) => {
  const keys = new Set(visit.findings.map((finding) => finding.key));
  return photos.map((photo) => (photo.finding && !keys.has(photo.finding) ? { ...photo, finding: null } : photo));
};
