// A record that was handed in: what it says, where each part of it is, and what may still be done.
import { badge, el, facts, icon, note, panel, show } from "./elements.js";
import { checkInPanel } from "./checkin.js";
import { comparison } from "./conflict.js";
import { gallery, photoInQueue } from "./gallery.js";
import { nameOf } from "./people.js";
import { undisturbed } from "./sending.js";
import { change, clear, photosOf } from "./store.js";
import { COUNTERS } from "./visit.js";
import { clockOf, shortMoment } from "./words.js";

/** The state of a record as an icon and words. */
export const STATES = {
  draft: ["edit", "草稿", "st-open"],
  waiting: ["upload", "待上传", "waits"],
  received: ["done", "已收到", "st-pass"],
  conflict: ["alert", "与服务器不一致", "st-back"],
  refused: ["alert", "要改后再交", "st-back"],
  settled: ["slash", "以服务器为准", "st-void"],
};

export const openRecord = async (visit, pack, shell) => {
  const photos = await photosOf(visit.id);
  const hooks = { changed: () => null, failed: shell.storageFailed, redraw: () => null, errors: {} };
  show(shell.main, el("h1", { class: "vh" }, `督导记录：${visit.unit.name}`), told(visit, pack, shell),
    visit.state === "conflict" && comparison(visit, pack, photos, shell),
    checkInPanel(visit, hooks),
    panel("said", "记录", null, el("div", { class: "body stack-3" }, facts(
      ["督学", visit.inspectors.map((number) => nameOf(pack, number)).join("、")],
      ["主题", visit.themes],
      visit.minutes && ["用时", `${visit.minutes}分钟`],
      ...COUNTERS.map(([name, label]) => visit.counters[name] && [label, visit.counters[name]]),
      visit.summary && ["情况", visit.summary],
      visit.feedback.given && ["反馈", `${visit.feedback.told}　${visit.feedback.answer}`]), gallery(visit, photos, null, hooks))),
    panel("findings", "发现的问题", el("span", { class: "count push" }, String(visit.findings.length)),
      el("div", { class: "body stack-3" }, visit.findings.length ? visit.findings.map((finding) =>
        el("div", { class: "stack-2" }, el("p", { class: "strong" }, finding.problem),
          el("p", { class: "row wrap small" }, badge(...SEVERITY[finding.severity]), el("span", { class: "muted" }, `限${finding.workingDays}个工作日　${finding.department}`)),
          finding.told && el("p", { class: "small strong" }, `服务器${clockOf(finding.told)}收到重大隐患`),
          el("p", { class: "small" }, `要求：${finding.demand}`), gallery(visit, photos, finding.key, hooks)))
        : el("p", { class: "muted" }, "没有发现问题。"))),
    queue(visit, photos));
  show(shell.dock, dock(visit, photos, shell));
  shell.head(visit.unit.name, STATES[visit.state][1], "#/");
};

const SEVERITY = {
  轻微: ["ring", "轻微", "sev-1"], 一般: ["dia", "一般", "sev-2"], 严重: ["diaf", "严重", "sev-3"], 重大隐患: ["tri", "重大隐患", "sev-4"],
};

const told = (visit, pack, shell) => {
  const { trouble, state } = visit;
  if (state === "received") {
    return note("ok", "done", "服务器已全部收到", `编号 ${visit.receipt.number}，${shortMoment(visit.receipt.received_at)}。记录已入日志，不能再改。`);
  }
  if (state === "settled") return note("", "info", "以服务器上的记录为准", "本机这一份没有提交，可以清除。");
  if (state === "refused") return note("bad", "alert", "服务器没有收下", trouble.text, " 记录和照片都还在本机，请改后再提交。");
  if (state === "conflict") return note("bad", "alert", "服务器上已有这份记录，内容不同", "两份都还在，没有互相覆盖。请对照后决定。");
  if (trouble?.kind === "signedOut") return signInNote(shell);
  return note(trouble ? "warn" : "", trouble ? "sync" : "upload", "已提交，等待上传",
    trouble ? `${trouble.text}一有网络会自动再传，再传不会重复。` : "一有网络会自动上传。可以关掉页面。");
};

export const signInNote = (shell) =>
  el("div", { class: "note warn", role: "alert" }, icon("lock"),
    el("p", {}, el("b", {}, "登录已失效，请重新登录"), el("br"), "记录和照片都在本机，没有丢。登录后自动上传。 ",
      el("a", { href: shell.signInUrl, id: "sign-in" }, "去登录")));

const queue = (visit, photos) => {
  const left = photos.filter((photo) => !photo.receipt).length + (visit.receipt ? 0 : 1);
  const beside = left
    ? el("span", { class: "push" }, badge("upload", `${left}件待上传`, "waits"))
    : el("span", { class: "push" }, badge("done", "全部已收到", "st-pass"));
  return panel("queue", "上传队列", beside,
    el("ul", { class: "queue" },
      el("li", {}, icon(visit.receipt ? "done" : "upload"),
        el("p", {}, el("span", { class: "nm" }, "督导记录"),
          el("small", {}, visit.receipt
            ? `收据 ${clockOf(visit.receipt.received_at)}　编号 ${visit.receipt.number}`
            : `已存本机 ${clockOf(visit.changed ?? visit.begun)}`)),
        visit.receipt ? el("span", { class: "ok strong" }, "已收到") : el("span", { class: "wait" }, STATES[visit.state][1])),
      photos.map((photo, n) => photoInQueue(photo, n, true))),
    el("p", { class: "small muted foot-line" }, left ? "拿到收据前，本机不会删。请勿清理浏览器数据。" : "收据齐了。要腾出空间，可以清除本机这一份。"));
};

const dock = (visit, photos, shell) => {
  const button = (id, word, primary, act) => el("button", { type: "button", class: primary ? "btn primary" : "btn", id, onclick: act }, word);
  const wipe = async () => {
    await clear(visit.id);
    shell.go("#/");
  };
  const acts = {
    waiting: [button("take-back", "改回草稿", false, () => takeBack(visit, shell)), button("send-now", "立即上传", true, () => shell.push())],
    refused: [button("mend", "改后再交", true, () => takeBack(visit, shell))],
    received: [photos.every((photo) => photo.receipt) && button("clear", "从本机清除", false, wipe)],
    settled: [button("clear", "从本机清除", false, wipe)],
  }[visit.state];
  return acts && el("div", { class: "dock", role: "region", "aria-label": "可以做的" }, el("div", {}, acts));
};

/** Back to a draft, unless it is being sent this moment. */
const takeBack = async (visit, shell) => {
  const done = await undisturbed(() =>
    change(visit.id, (now) => (now.state === "waiting" || now.state === "refused" ? { ...now, state: "draft" } : now)));
  if (done) shell.redraw();
  else shell.say("正在上传，请稍候再试。");
};
