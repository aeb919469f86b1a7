// The same visit told in two ways: both are shown side by side, and neither is ever written over the other.
import { bodyOf } from "./body.js";
import { el, icon, panel } from "./elements.js";
import { nameOf } from "./people.js";
import { change, keepDraft, keepPhoto } from "./store.js";
import { COUNTERS } from "./visit.js";
import { fullDay, shortHash, shortMoment } from "./words.js";

/** Our record beside the server's, and what may be done about it. */
export const comparison = (visit, pack, photos, shell) => {
  const { stored } = visit.trouble;
  const mine = told(bodyOf(visit, photos), pack);
  const theirs = told(stored, pack);
  return panel("conflict", "对照", el("span", { class: "push small muted" }, `服务器上编号 ${stored.number}`),
    el("table", { class: "tbl both" }, el("caption", { class: "vh" }, "本机与服务器上的记录"),
          el("thead", {}, el("tr", {}, ["项目", "本机", "服务器"].map((name) => el("th", { scope: "col" }, name)))),
          el("tbody", {}, mine.map(([name, here], n) => row(name, here, theirs[n][1])))),
    el("div", { class: "body row wrap" },
      el("button", { type: "button", class: "btn", id: "settle", onclick: async () => {
        await change(visit.id, (now) => ({ ...now, state: "settled" }));
        shell.redraw();
      } }, icon("check"), "以服务器为准"),
      el("button", { type: "button", class: "btn", id: "separate", onclick: () => separate(visit, photos, shell) }, icon("plus"), "另记一次督导")));
};

const row = (name, mine, theirs) =>
  el("tr", { class: mine === theirs ? "" : "differs" },
    el("th", { scope: "row" }, name, mine !== theirs && el("span", { class: "tag warn" }, "不同")),
    el("td", { "data-label": "本机" }, mine || "—"), el("td", { "data-label": "服务器" }, theirs || "—"));

/** What a record says, line by line, from the body it was or would be sent in. */
const told = (body, pack) => [
  ["单位", pack.units.find((unit) => unit.code === body.unit)?.name ?? body.unit],
  ["日期", fullDay(body.visited_on)],
  ["开始", body.started?.slice(0, 5) ?? ""],
  ["签到", presence(body.came)],
  ["签退", presence(body.left)],
  ["用时", body.minutes ? `${body.minutes}分钟` : ""],
  ["督学", body.inspectors.map((number) => nameOf(pack, number)).join("、")],
  ["主题", body.themes.join("、")],
  ...COUNTERS.map(([name, label]) => [label, String(body[name])]),
  ["照片", body.pictures.map((picture) => shortHash(picture.sha256)).sort().join("\n")],
  ["清单", checks(body.checklist)],
  ["情况", body.summary],
  ["问题", body.findings.map(finding).sort().join("\n")],
  ["反馈", body.feedback ? `${body.feedback.told}　${body.feedback.answer}${signed(body.feedback)}` : ""],
];

const presence = (one) => {
  if (!one) return "";
  const { at, place, fix } = one;
  return [shortMoment(at), place, fix && `北纬${fix.latitude.toFixed(5)}°，东经${fix.longitude.toFixed(5)}°`].filter(Boolean).join("　");
};

const checks = (checklist) => checklist
  ? [`${checklist.theme}第${checklist.version}版`, ...checklist.checks.map(({ text, outcome, note: more }) => `${text}：${outcome}　${more}`.trim()).sort()].join("\n")
  : "";

const finding = ({ problem, theme, severity, working_days: days, demand, department, evidence }) =>
  `${problem}（${theme}，${severity}，限${days}个工作日${department ? `，${department}` : ""}）要求：${demand}${evidence.map((photo) => `　${shortHash(photo)}`).join("")}`;

const signed = ({ signature }) => (signature ? `　签名${shortHash(signature)}` : "");

/** The same content as a visit of its own, as a draft; this one then gives way to the server's. */
const separate = async (visit, photos, shell) => {
  const id = crypto.randomUUID();
  const findings = visit.findings.map((finding) => ({ ...finding, told: null }));
  await keepDraft({ ...visit, id, findings, state: "draft", begun: new Date().toISOString(), trouble: null, handedIn: null });
  for (const photo of photos) await keepPhoto({ ...photo, visit: id });
  await change(visit.id, (now) => ({ ...now, state: "settled" }));
  shell.go(`#/visit/${id}`);
};
