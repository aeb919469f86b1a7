// The month's checklist (一月一主题, 1+N): what is a problem becomes a finding, what was mended on the spot is noted.
import { choice, el, field, icon, panel } from "./elements.js";
import { findingForm } from "./findings.js";
import { newFinding } from "./visit.js";

const ANSWERS = [["met", "符合", "check"], ["problem", "有问题", "alert", "warn"], ["none", "不适用", "slash"]];

/** The checklist that was out on a day, with the zone's local items and no answer yet; null when there is none, and
 *  for a unit of no zone, which nobody visits month by month. */
export const checklistFor = (pack, unit, day) => {
  const month = unit?.zone && (pack.months ?? []).filter((one) => inForce(one, day)).pop();
  return month ? {
    theme: month.theme, version: month.version, published_on: month.published_on, name: month.name,
    least: month.items_a_visit.least, most: month.items_a_visit.most,
    items: [...month.items.map((item) => ({ ...item, own: false })), ...(month.local[unit.zone] ?? []).map((item) => ({ ...item, own: true }))]
      .map((item) => ({ ...item, answer: "", fixed: false, note: "" })),
  } : null;
};

const inForce = (one, day) => one.theme === day.slice(0, 7) && (one.published_on ?? "") <= day;

/** Bind a visit to the checklist of its own day: it may have been begun on another one. What was answered goes along
 *  where the item does; a problem whose item does not is a finding of its own, and a note goes into the words. */
export const rebind = (visit, pack, day) => {
  const before = visit.checklist;
  if (before && inForce(before, day)) return;
  const after = checklistFor(pack, pack.units.find((unit) => unit.code === visit.unit.code), day);
  const items = new Map((after?.items ?? []).map((item) => [item.id, item]));
  for (const { id, text, answer, fixed, note } of before?.items ?? []) {
    if (items.has(id)) Object.assign(items.get(id), { answer, fixed, note });
    else if (note.trim()) visit.summary = [visit.summary, `${text}：${note.trim()}`].filter(Boolean).join("\n");
  }
  visit.findings = visit.findings.map((finding) => (finding.item && !items.has(finding.item) ? { ...finding, item: null } : finding));
  if (visit.themes === (before?.name ?? "")) visit.themes = after?.name ?? "";
  visit.checklist = after;
};

export const answered = (checklist) => checklist.items.filter((item) => item.answer);

export const checklistPanel = (visit, photos, hooks) => {
  const { checklist } = visit;
  const done = answered(checklist).length;
  const fill = el("i");
  fill.style.width = `${(done / checklist.items.length) * 100}%`;
  return panel("checklist", `${Number(checklist.theme.slice(5))}月主题　${checklist.name}`, el("span", { class: "push small strong" }, `${done} / ${checklist.items.length}`),
    el("p", { class: "small muted bar-line" }, `清单${checklist.theme}第${checklist.version}版，每次看${checklist.least}—${checklist.most}项（本区设定）`),
    el("div", { class: "meter", role: "progressbar", "aria-label": "清单进度", "aria-valuemin": 0, "aria-valuenow": done, "aria-valuemax": checklist.items.length }, fill),
    checklist.items.map((item, n) => question(visit, item, n, photos, hooks)));
};

const question = (visit, item, n, photos, hooks) => {
  const { changed, redraw } = hooks;
  const own = visit.findings.findIndex((finding) => finding.item === item.id);
  const settle = () => {
    if (item.answer === "problem" && !item.fixed) {
      if (own < 0) visit.findings.push({ ...newFinding(visit.checklist.name), item: item.id });
    } else if (own >= 0) visit.findings.splice(own, 1);
    changed();
    redraw();
  };
  const leave = () => {
    Object.assign(item, { answer: "", fixed: false, note: "" });
    settle();
  };
  const told = own >= 0 && visit.findings[own].told;
  return el(told ? "fieldset" : "div", { class: "check-item", id: `item-${item.id}`, disabled: Boolean(told) },
    el("p", { class: "q" }, el("span", {}, String(n + 1)), el("span", {}, item.text, " ", item.own && el("span", { class: "tag" }, "自选"))),
    choice(`item-${item.id}`, `第${n + 1}项结果`, ANSWERS, item.answer, (answer) => { item.answer = answer; settle(); }),
    item.answer && el("button", { type: "button", class: "btn quiet s", "data-leave": item.id, onclick: leave }, icon("x"), "这一项不填"),
    item.answer === "problem" && el("div", { class: "sub-form stack-3" },
      el("label", { class: "row" }, el("input", { type: "checkbox", checked: item.fixed, onchange: (event) => { item.fixed = event.target.checked; settle(); } }), "当场已经改好"),
      item.fixed && field("看到什么、怎么改的", el("textarea", { class: "in", rows: 2, maxlength: 2000, value: item.note, id: `item-${item.id}-note`, oninput: (event) => { item.note = event.target.value; changed(); } }))),
    own >= 0 && findingForm(visit, visit.findings[own], own, photos, hooks));
};

/** The checklist as the server takes it; the outcome of a problem follows from its finding. */
export const checklistBody = (visit) => visit.checklist && {
  theme: visit.checklist.theme,
  version: visit.checklist.version,
  checks: answered(visit.checklist).map(({ id, text, answer, fixed, note, own }) => {
    const finding = visit.findings.find((one) => one.item === id);
    return { item: id, text, own, note: fixed ? note.trim() : "", outcome: outcomeOf(answer, fixed, finding) };
  }),
};

const outcomeOf = (answer, fixed, finding) => {
  if (answer !== "problem") return answer === "met" ? "无问题" : "不适用";
  if (fixed) return "当场整改";
  if (finding.severity === "重大隐患") return "重大隐患";
  return finding.department.trim() ? "部门协调" : "限期整改";
};
