// A visit as it is written on the phone, and what it still lacks.
import { clockOf, dayOf } from "./words.js";

export const SEVERITIES = [
  ["轻微", "轻微"], ["一般", "一般"], ["严重", "严重"], ["重大隐患", "重大隐患", "tri", "danger"],
];
export const HAZARD = "重大隐患";

export const COUNTERS = [
  ["lessons_heard", "听课（节）"], ["interviews", "访谈（人）"], ["plans_read", "查教案（份）"], ["papers_read", "查资料（份）"],
  ["discussants", "座谈（人）"], ["questionnaires", "问卷（份）"], ["patrols", "巡查（处）"],
];

/** A new visit of a unit. It keeps its id for ever: sent twice it is one visit. */
export const begin = (person, unit, checklist) => ({
  id: crypto.randomUUID(),
  owner: person.account,
  state: "draft",
  begun: new Date().toISOString(),
  unit: { code: unit.code, name: unit.name },
  inspectors: person.inspector ? [person.inspector] : [],
  checkIn: null,
  checkOut: null,
  minutes: "",
  themes: checklist?.name ?? "",
  checklist: checklist ?? null,
  counters: {},
  findings: [],
  summary: "",
  feedback: { given: false, told: "", answer: "" },
  handedIn: null,
  receipt: null,
  trouble: null,
});

export const newFinding = (theme = "") => ({
  key: crypto.randomUUID(), found: new Date().toISOString(), theme, problem: "", demand: "", severity: "", workingDays: "", department: "",
});

/** Whether a text is a whole number of `least` or more. */
export const isCount = (text, least = 0) => /^\d{1,5}$/.test(text.trim()) && Number(text) >= least;

/** What a visit lacks before it can be handed in: [anchor, words], in the order of the page. */
export const missing = (visit) => {
  const lacks = [];
  const need = (met, anchor, words) => met || lacks.push([anchor, words]);
  need(visit.checkIn, "check-in", "签到");
  need(visit.inspectors.length, "people", "参加督学");
  need(visit.themes.trim(), "themes", "督导主题");
  const { items, least, most } = visit.checklist ?? { items: [], least: 0, most: 0 };
  const seen = items.filter((item) => item.answer);
  need(seen.length >= least, "checklist", `清单至少看${least}项`);
  need(seen.length <= most, "checklist", `清单最多看${most}项`);
  for (const item of seen) need(!(item.answer === "problem" && item.fixed) || item.note.trim(), `item-${item.id}-note`, "当场怎么改的");
  visit.findings.forEach((finding, n) => {
    const at = `finding-${finding.key}`;
    need(finding.theme.trim(), `${at}-theme`, `问题${n + 1}的主题`);
    need(finding.problem.trim(), `${at}-problem`, `问题${n + 1}：看到什么`);
    need(finding.demand.trim(), `${at}-demand`, `问题${n + 1}的要求`);
    need(finding.severity, `${at}-severity`, `问题${n + 1}的严重程度`);
    need(isCount(finding.workingDays, 1), `${at}-days`, `问题${n + 1}的期限`);
  });
  for (const [name, label] of COUNTERS) {
    need(!visit.counters[name] || isCount(visit.counters[name]), `counter-${name}`, `${label}应为整数`);
  }
  need(!visit.minutes || isCount(visit.minutes, 1), "minutes", "用时应为整数");
  need(!visit.findings.length || visit.feedback.given, "fed-back", "当场反馈");
  need(!visit.feedback.given || visit.feedback.told.trim(), "told", "向谁反馈");
  return lacks;
};

/** Note that the visit ends now, and how long it took. */
export const checkOut = (visit) => {
  const now = Date.now();
  visit.checkOut = { at: new Date(now).toISOString() };
  visit.minutes = String(Math.min(24 * 60, Math.max(1, Math.round((now - new Date(visit.checkIn.at)) / 60000))));
};

export const visitedOn = (visit) => dayOf(visit.checkIn.at);
export const startedAt = (visit) => clockOf(visit.checkIn.at);
