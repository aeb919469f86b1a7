// Checking in and out: one fix of the place, or words when there is none.
import { badge, el, facts, field, icon, note, panel } from "./elements.js";
import { whereNow } from "./place.js";
import { visitedOn } from "./visit.js";
import { clockOf, dayOf, fullDay, momentOf } from "./words.js";

/** The panel of the check-in. `changed` keeps the draft, `redraw` shows it anew, `arrived` is told of a check-in. */
export const checkInPanel = (visit, { changed, redraw, arrived }) => {
  const done = visit.checkIn;
  const beside = done
    ? el("span", { class: "push" }, badge("done", `${clockOf(done.at)} 已签到`, "st-pass"))
    : el("span", { class: "push small muted" }, "还没有签到");
  return panel("check-in", "签到", beside,
    el("div", { class: "body stack-3" }, done ? checkedIn(visit, { changed, redraw }) : notYet(visit, { arrived })));
};

const checkedIn = (visit, { changed, redraw }) => {
  const { at, place, fix } = visit.checkIn;
  return [
    facts(
      ["地点", fix ? `北纬${fix.latitude.toFixed(5)}°，东经${fix.longitude.toFixed(5)}°` : place],
      fix && ["精度", `±${Math.round(fix.accuracy)}米，手机定位 `, el("span", { class: "tag" }, "是否模拟：浏览器不能判断")],
      !fix && ["方式", "手工填写 ", el("span", { class: "tag warn" }, "没有定位")],
      visit.checkOut && ["签退", clockOf(visit.checkOut.at)],
      ["时间", `${fullDay(visitedOn(visit))}${clockOf(at)}`, el("br"),
        el("span", { class: "muted small" }, visit.receipt ? `服务器${clockOf(visit.receipt.received_at)}收到` : "手机时间；服务器收到时间待联网补记")],
    ),
    visit.state === "draft" &&
      el("div", { class: "row wrap" },
        el("button", { type: "button", class: "btn", onclick: () => { visit.checkIn = visit.checkOut = null; changed(); redraw(); } }, icon("return"), "重新签到"),
        el("label", { class: "row push small strong" }, "用时（分钟）",
          el("input", { class: "in short", id: "minutes", inputmode: "numeric", value: visit.minutes, maxlength: 5, oninput: (event) => { visit.minutes = event.target.value; changed(); } }))),
  ];
};

const notYet = (visit, { arrived }) => {
  const said = el("div", { "aria-live": "polite" });
  const locate = async (event) => {
    event.currentTarget.disabled = true;
    said.replaceChildren(note("", "pin", "正在定位", "只取一次位置，不记轨迹。"));
    try {
      const fix = await whereNow();
      visit.checkIn = { at: new Date().toISOString(), fix };
      arrived();
    } catch (error) {
      said.replaceChildren(note("warn", "alert", "没有定到位", error.message));
      by.hidden = false;
      locateButton.disabled = false;
    }
  };
  const locateButton = el("button", { type: "button", class: "btn primary grow", id: "locate", onclick: locate }, icon("pin"), "定位签到");
  const day = el("input", { class: "in", type: "date", id: "by-hand-day", value: dayOf(Date.now()), max: dayOf(Date.now()) });
  const clock = el("input", { class: "in", type: "time", id: "by-hand-clock", value: clockOf(Date.now()) });
  const place = el("input", { class: "in", id: "by-hand-place", maxlength: 100, placeholder: "例如：东校区门口" });
  const write = () => {
    if (!day.value || !clock.value || !place.value.trim()) {
      said.replaceChildren(note("warn", "alert", "还差一点", "日期、时间、地点都要填。"));
      return;
    }
    visit.checkIn = { at: momentOf(day.value, clock.value), place: place.value.trim(), fix: null };
    arrived();
  };
  const by = el("div", { class: "sub-form stack-3", hidden: true },
    el("div", { class: "two" }, field("日期", day), field("开始时间", clock)), field("在哪里", place),
    el("button", { type: "button", class: "btn block", id: "by-hand", onclick: write }, "记下签到"));
  return [
    el("p", { class: "small muted" }, "到校后签到一次。只记这一次的位置、精度和时间。"),
    el("div", { class: "row" }, locateButton,
      el("button", { type: "button", class: "btn", id: "open-by-hand", onclick: () => (by.hidden = !by.hidden) }, "手工签到")),
    said, by,
  ];
};
