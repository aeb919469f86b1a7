// The form of one visit. Every keystroke is kept at once; handing in only puts the record into the queue.
import { anchorOf } from "./body.js";
import { checkInPanel } from "./checkin.js";
import { checklistPanel, rebind } from "./checklist.js";
import { el, field, icon, note, panel, show } from "./elements.js";
import { addFinding, adopted, findingForm } from "./findings.js";
import { gallery, photoInQueue } from "./gallery.js";
import { nameOf, peoplePanel } from "./people.js";
import { signaturePad } from "./signature.js";
import { change, clear, keepDraft, photosOf } from "./store.js";
import { checkOut, COUNTERS, missing, visitedOn } from "./visit.js";
import { clockOf } from "./words.js";

/** Show the form. `shell` has the parts of the page: main, dock, head(); `go(hash)` leads elsewhere. */
export const openForm = async (visit, pack, shell) => {
  let photos = [];
  let kept = visit.changed ?? visit.begun;
  let failure = null;
  let saving = null;
  let again = false;
  let handing = false;

  const errors = Object.fromEntries((visit.trouble?.errors ?? []).map(({ pointer, detail }) => [anchorOf(pointer, visit), detail]));

  const failed = (error) => {
    failure = error;
    shell.storageFailed(error);
    drawDock();
  };
  const save = async () => {
    shell.dock.setAttribute("aria-busy", "true");
    do {
      again = false;
      try {
        visit.changed = new Date().toISOString();
        await keepDraft(visit);
        [kept, failure] = [visit.changed, null];
        shell.storageWorks();
      } catch (error) {
        failed(error);
      }
    } while (again);
    saving = null;
    shell.dock.removeAttribute("aria-busy");
    drawDock();
  };
  const changed = () => {
    if (saving) again = true;
    else saving = save();
    drawDock();
  };

  const arrived = () => {
    rebind(visit, pack, visitedOn(visit));
    changed();
    draw();
  };

  const hooks = { changed, failed, errors, arrived, redraw: () => draw() };

  const counters = () =>
    panel("counters", "做了什么", null,
      el("div", { class: "body two" }, COUNTERS.map(([name, label]) =>
        field(label, el("input", {
          class: "in", id: `counter-${name}`, inputmode: "numeric", maxlength: 5, value: visit.counters[name] ?? "",
          oninput: (event) => { visit.counters[name] = event.target.value.trim(); changed(); },
        }), { error: errors[`counter-${name}`] }))));

  const themes = () =>
    panel("theme", "督导主题", null,
      el("div", { class: "body" },
        field("主题", el("input", {
          class: "in", id: "themes", maxlength: 300, value: visit.themes, placeholder: "例如：校园安全、办园行为",
          oninput: (event) => { visit.themes = event.target.value; changed(); },
        }), { hint: "多个主题用顿号分开。", error: errors.themes })));

  const findings = () =>
    panel("findings", "发现的问题", el("span", { class: "count push" }, String(visit.findings.length)),
      el("div", { class: "body stack-3" }, visit.findings.map((finding, n) => !finding.item && findingForm(visit, finding, n, photos, hooks)),
        addFinding(visit, hooks)));

  const said = (name, given) =>
    el(given.rows ? "textarea" : "input", {
      class: "in", id: name, value: visit.feedback[name], ...given,
      oninput: (event) => { visit.feedback[name] = event.target.value; changed(); },
    });

  const rest = () => [
    panel("gallery", "现场照片", null, el("div", { class: "body" }, gallery(visit, photos, null, hooks))),
    panel("words", "记录", null,
      el("div", { class: "body" },
        field("看了什么、情况怎样", el("textarea", {
          class: "in", id: "summary", rows: 4, maxlength: 10000, value: visit.summary,
          oninput: (event) => { visit.summary = event.target.value; changed(); },
        }), { optional: true, error: errors.summary }))),
    visit.findings.length > 0 &&
      panel("feedback", "当场反馈", null,
        el("div", { class: "body stack-3" }, el("p", {}, "每个问题都要反馈，才能提交。"),
          el("div", { class: "picks" }, el("label", {},
            el("input", { type: "checkbox", id: "fed-back", checked: visit.feedback.given, onchange: (event) => {
              visit.feedback = { ...visit.feedback, given: event.target.checked };
              changed();
              draw();
            } }), el("span", {}, "已当场向校方说明问题和要求"))),
          errors.feedback && el("p", { class: "err" }, icon("alert"), errors.feedback),
          visit.feedback.given && [
            field("向谁说明（姓名、职务）", said("told", { maxlength: 100 })),
            field("校方意见", said("answer", { rows: 2, maxlength: 2000 }), { optional: true }),
            signaturePad(visit, photos, hooks),
          ])),
    panel("queue", "本机保存", el("span", { class: "push small muted" }, "提交后上传"),
      el("ul", { class: "queue" },
        el("li", {}, icon("upload"), el("p", {}, el("span", { class: "nm" }, "督导记录（草稿）"),
          el("small", {}, `已存本机 ${clockOf(kept)}`)), el("span", { class: "wait" }, "未提交")),
        photos.map((photo, n) => photoInQueue(photo, n, false))),
      el("p", { class: "small muted foot-line" }, "拿到收据前，本机不会删。请勿清理浏览器数据。"),
      !visit.findings.some((finding) => finding.told) && dropDraft(visit, shell)),
  ];

  const refusal = () =>
    visit.trouble?.kind === "refused" &&
    note("bad", "alert", "服务器没有收下，请改后再提交", visit.trouble.text,
      ...visit.trouble.errors.flatMap(({ pointer, detail }) => [el("br"), link(anchorOf(pointer, visit), detail)]),
      visit.trouble.article ? el("span", {}, el("br"), `依据：${visit.trouble.article}`) : "");

  const handIn = async () => {
    if (handing || missing(visit).length) return null;
    handing = true; // Pressed twice it is handed in once.
    if (saving) await saving;
    await save();
    handing = !failure;
    if (failure) return null;
    const now = new Date().toISOString();
    try {
      await change(visit.id, (before) => ({ ...before, state: "waiting", trouble: null, handedIn: now }));
    } catch (error) {
      handing = false;
      return failed(error);
    }
    shell.push();
    return shell.go(`#/visit/${visit.id}`);
  };

  const drawDock = () => {
    const lacks = missing(visit);
    const why = failure
      ? el("span", { class: "why-not err" }, "没有存下")
      : el("span", { class: "why-not" }, lacks.length
          ? [el("a", { href: `#${lacks[0][0]}`, onclick: jump(lacks[0][0]) }, `还差${lacks.length}项`), el("br"), lacks[0][1]]
          : ["可以提交", el("br"), `已存 ${clockOf(kept)}`]);
    show(shell.dock, el("div", { class: "dock", role: "region", "aria-label": "提交" }, el("div", {}, why,
      el("button", { type: "button", class: "btn", id: "check-out", disabled: !visit.checkIn, onclick: () => { checkOut(visit); changed(); draw(); } }, "签退"),
      el("button", { type: "button", class: "btn primary", id: "hand-in", disabled: lacks.length > 0 || Boolean(failure), onclick: handIn }, "提交记录"))));
  };

  const draw = async () => {
    photos = adopted(visit, await photosOf(visit.id));
    const at = document.activeElement?.id;
    show(shell.main, el("h1", { class: "vh" }, `督导记录：${visit.unit.name}`), refusal(),
      checkInPanel(visit, hooks), peoplePanel(visit, pack, hooks), visit.checklist && checklistPanel(visit, photos, hooks), themes(), counters(), findings(), rest(),
      el("datalist", { id: "known-themes" }, pack.themes.map((theme) => el("option", { value: theme }))));
    drawDock();
    if (at) document.getElementById(at)?.focus({ preventScroll: true });
  };

  if (visit.checkIn) rebind(visit, pack, visitedOn(visit));
  shell.head(visit.unit.name, `经常性督导　${visit.inspectors.map((number) => nameOf(pack, number)).join("、")}`, "#/");
  await draw();
};

const jump = (anchor) => (event) => {
  event.preventDefault();
  const there = document.getElementById(anchor);
  there?.scrollIntoView({ block: "center" });
  there?.focus({ preventScroll: true });
};

const link = (anchor, words) => el("a", { href: `#${anchor}`, onclick: jump(anchor) }, words);

/** Two presses: the second one deletes. */
const dropDraft = (visit, shell) => {
  const sure = async () => {
    await clear(visit.id);
    shell.go("#/");
  };
  const button = el("button", { type: "button", class: "btn quiet", id: "drop-draft", onclick: () => {
    button.replaceWith(el("span", { class: "row wrap" }, el("span", { class: "small" }, "草稿和照片都会从本机删去。"),
      el("button", { type: "button", class: "btn grave", id: "drop-draft-sure", onclick: sure }, "删去草稿")));
  } }, icon("x"), "删去草稿");
  return el("p", { class: "foot-line" }, button);
};
