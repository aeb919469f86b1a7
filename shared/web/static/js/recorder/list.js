// Everything of this person on this phone: where to begin a visit, drafts, what waits, what was received.
import { badge, el, icon, note, panel, show } from "./elements.js";
import { checklistFor } from "./checklist.js";
import { begin } from "./visit.js";
import { clear, keepDraft, photosOf, visitsOf } from "./store.js";
import { dayOf, shortMoment, sizeOf } from "./words.js";
import { STATES } from "./record.js";

export const openList = async (pack, shell) => {
  const visits = await visitsOf(pack.person.account);
  const photos = new Map(await Promise.all(visits.map(async (visit) => [visit.id, await photosOf(visit.id)])));
  const of = (...states) => visits.filter((visit) => states.includes(visit.state));
  const done = of("received", "settled");
  const start = async (unit) => {
    const visit = begin(pack.person, unit, checklistFor(pack, unit, dayOf(Date.now())));
    try {
      await keepDraft(visit);
    } catch (error) {
      return shell.storageFailed(error);
    }
    return shell.go(`#/visit/${visit.id}`);
  };
  const wipe = async () => {
    for (const visit of done) {
      if (photos.get(visit.id).every((photo) => photo.receipt) || visit.state === "settled") await clear(visit.id);
    }
    shell.redraw();
  };
  const rows = (some) => el("ul", { class: "queue" }, some.map((visit) => row(visit, photos.get(visit.id))));
  const mine = pack.units.filter((unit) => unit.mine && !unit.recused);
  show(shell.main, el("h1", { class: "vh" }, "督导记录"),
    shell.skew && note("warn", "clock", `手机时间比服务器${shell.skew}`, "签到时间按手机时间记。请先校正手机时间。"),
    group("mend", "要处理", of("conflict", "refused"), rows),
    group("drafts", "草稿", of("draft"), rows),
    group("waiting", "待上传", of("waiting"), rows),
    panel("begin", "记一次督导", null, el("div", { class: "body stack-3" },
      mine.length > 0 && el("div", { class: "units" }, mine.map((unit) => el("button", { type: "button", class: "btn block unit", "data-unit": unit.code, onclick: () => start(unit) },
        icon("plus"), el("span", {}, unit.name), el("small", {}, unit.zone ?? "")))),
      !mine.length && el("p", { class: "muted" }, "名单上没有您挂牌的单位。"),
      otherUnit(pack, start))),
    done.length > 0 && panel("received", "已收到", el("button", { type: "button", class: "btn s push", id: "clear-received", onclick: wipe }, "从本机清除"), rows(done)),
    el("p", { class: "small muted", id: "kept" }, `${pack.person.name}　${pack.person.role}。单位和督学名单截至${shortMoment(pack.now)}。`, await storage()));
  show(shell.dock);
  shell.head("督导记录", `${pack.person.name}　${pack.person.role}`, null);
};

const group = (id, title, some, rows) => some.length > 0 && panel(id, title, el("span", { class: "count" }, String(some.length)), rows(some));

const row = (visit, photos) => {
  const [mark, word, css] = STATES[visit.state];
  const bytes = photos.reduce((sum, photo) => sum + photo.bytes, 0);
  const missing = photos.filter((photo) => !photo.receipt).length;
  const carried = photos.length ? `${photos.length}张照片${visit.state === "waiting" && missing < photos.length ? `，已传${photos.length - missing}张` : ""}，${sizeOf(bytes)}` : "没有照片";
  return el("li", {}, icon(mark),
    el("p", {}, el("a", { class: "nm", href: `#/visit/${visit.id}` }, visit.unit.name),
      el("small", {}, visit.receipt ? `编号 ${visit.receipt.number}，${shortMoment(visit.receipt.received_at)}收到　` : `${shortMoment(visit.changed ?? visit.begun)}存本机　`, carried)),
    badge(mark, word, css));
};

const otherUnit = (pack, start) => {
  const asked = el("input", { class: "in", id: "other-unit", list: "known-units", placeholder: "其他单位：名称或代码", "aria-label": "其他单位" });
  const open = () => {
    const found = pack.units.find((unit) => unit.code === asked.value.trim() || unit.name === asked.value.trim());
    asked.setAttribute("aria-invalid", String(!found));
    said.hidden = Boolean(found);
    if (found?.recused) said.replaceChildren("您对这个单位应当回避，不能参加督导。");
    else if (!found) said.replaceChildren("名单里没有这个单位。请从列表里选。");
    said.hidden = Boolean(found) && !found.recused;
    if (found && !found.recused) start(found);
  };
  const said = el("p", { class: "err", hidden: true, role: "alert" });
  return el("div", {}, el("div", { class: "row" }, asked, el("button", { type: "button", class: "btn", id: "begin-other", onclick: open }, "记录")), said,
    el("datalist", { id: "known-units" }, pack.units.map((unit) => el("option", { value: unit.code }, unit.name))));
};

const storage = async () => {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota ? ` 本机已用${sizeOf(usage)}，还可存约${sizeOf(quota - usage)}。` : "";
};
