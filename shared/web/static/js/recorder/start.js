// The recorder's page: who it belongs to, which part of it is shown, and when what waits is sent.
import { el, icon, note, show } from "./elements.js";
import { openForm } from "./form.js";
import { openList } from "./list.js";
import { openRecord, signInNote } from "./record.js";
import { sendAll, SYNC } from "./sending.js";
import { keepPack, onChange, pack as packOf, visit as visitOf, visitsOf } from "./store.js";
import { learn } from "./server.js";
import { skewOf } from "./words.js";
import { forget, remember, remembered } from "../whose.js";

const WORKER = "/inspection/recorder/worker.js";
const SCOPE = "/inspection/recorder";
const SOONEST = 3 * 1000; // milliseconds before something is tried again, doubled each time
const LATEST = 5 * 60 * 1000;
const LOOK = 300; // milliseconds between two looks at what changed

const find = (id) => document.getElementById(id);
const [main, dock, net] = [find("main"), find("dock"), find("net")];
let pack = null;
let trouble = null;
let full = null;
let waiting = 0;
let tries = 0;
let timer;
let pushing = null;
let drawing = Promise.resolve();
let asked = false;
let release = () => null;

const shell = {
  main, dock,
  signInUrl: main.dataset.signIn,
  head: (title, subtitle, back) => {
    find("title").textContent = title;
    find("subtitle").textContent = subtitle;
    find("back").href = back ?? "/rectification/ledger";
  },
  go: (hash) => (location.hash === hash ? draw() : (location.hash = hash)),
  redraw: () => draw(),
  push: () => push(),
  say: (text) => show(net, bar("alert", text)),
  storageFailed: (error) => {
    full = error.name === "QuotaExceededError"
      ? "手机存储空间不够，刚才的内容没有存下。请先腾出空间（可清除已收到的记录），再改一下这一项。"
      : `刚才的内容没有存下：${error.message}`;
    drawNet();
  },
  storageWorks: () => {
    if (!full) return;
    full = null;
    drawNet();
  },
};

const bar = (mark, ...inside) => el("div", { class: "net" }, el("div", {}, icon(mark), el("span", {}, ...inside)));

const drawNet = () => {
  const left = waiting ? `${waiting}份待上传` : "没有待上传的";
  if (full) return show(net, bar("alert", el("b", {}, "没有存下"), `　${full}`));
  if (!navigator.onLine) return show(net, bar("offline", el("b", {}, "没有网络"), `　照常记录，${left}`));
  if (trouble?.kind === "signedOut") return show(net, signInNote(shell));
  if (trouble?.kind === "forbidden") return show(net, bar("lock", trouble.message));
  if (trouble?.kind === "away") return show(net, bar("offline", el("b", {}, "连不上服务器"), `　照常记录，${left}`));
  if (trouble && waiting) return show(net, bar("sync", el("b", {}, "还没有传完"), `　${trouble.message}会自动再传，${left}`));
  return show(net, waiting ? bar("upload", el("b", {}, "正在上传"), `　${left}`) : null);
};

/** Show what the address asks for, one time after the other. */
const draw = () => (drawing = drawing.then(drawn));

/** A draft is open in one page at a time. */
const drawn = async () => {
  release();
  release = () => null;
  if (!pack) return nobody();
  const id = location.hash.match(/^#\/visit\/([0-9a-f-]{36})$/)?.[1];
  const visit = id ? await visitOf(id) : null;
  if (!visit || visit.owner !== pack.person.account) return openList(pack, shell);
  if (visit.state !== "draft") return openRecord(visit, pack, shell);
  if (!(await held(id))) return elsewhere(visit);
  return openForm(visit, pack, shell);
};

/** Hold the draft as long as its form is shown here. */
const held = (id) =>
  new Promise((resolve) => {
    navigator.locks.request(`dudao-recorder-draft-${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise((done) => (release = done));
    });
  });

const elsewhere = (visit) => {
  shell.head(visit.unit.name, "草稿", "#/");
  show(dock);
  show(main, el("h1", { class: "vh" }, visit.unit.name), note("warn", "edit", "这份草稿正在另一个页面填写", "请回到那个页面，或先把它关掉。"),
    el("p", {}, el("button", { type: "button", class: "btn", onclick: () => draw() }, icon("sync"), "再打开")));
};

const nobody = () => {
  shell.head("督导记录", "", null);
  show(dock);
  const barred = trouble?.kind === "forbidden";
  show(main, el("h1", { class: "vh" }, "督导记录"), el("div", { class: "panel" }, el("div", { class: "empty" }, icon(barred ? "lock" : "user"),
    el("h2", {}, barred ? "您不能记督导" : "请先登录"),
    el("p", {}, barred ? trouble.message : "登录一次以后，没有网络也能记录。本机原有的记录要本人登录后才能看。"),
    !barred && el("div", { class: "acts" }, el("a", { class: "btn primary", id: "sign-in", href: shell.signInUrl }, "去登录")))));
};

const count = async () => {
  waiting = pack ? (await visitsOf(pack.person.account)).filter((visit) => visit.state === "waiting").length : 0;
  drawNet();
};

/** Send what waits, and try again later what could not be sent. Asked while it is sending, it does so once more. */
const push = () => {
  asked = true;
  pushing ??= pushed().finally(() => (pushing = null));
  return pushing;
};

const pushed = async () => {
  while (asked) {
    asked = false;
    await sent();
  }
};

/** What was sent could not be noted here: it is sent again when there is room, and is still sent once. */
const unkept = (error) => {
  shell.storageFailed(error);
  return { kind: "unkept", message: "手机没有记下服务器的收据。" };
};

const sent = async () => {
  clearTimeout(timer);
  if (!pack || !navigator.onLine) return drawNet();
  const outcome = await sendAll().catch((error) => ({ trouble: unkept(error) }));
  if (outcome.account && outcome.account !== pack.person.account) return location.reload(); // Somebody else has signed in.
  if (trouble?.kind === "unkept" && outcome.trouble?.kind !== "unkept") shell.storageWorks();
  trouble = outcome.trouble;
  await count();
  if (!waiting || trouble?.kind === "signedOut" || trouble?.kind === "forbidden") return null;
  tries = trouble ? tries + 1 : 0; // Without trouble it came while the others were sent.
  const wait = Math.min(LATEST, Math.max(SOONEST * 2 ** (tries - 1), (trouble?.after ?? 0) * 1000));
  timer = setTimeout(push, wait * (0.8 + Math.random() * 0.4));
  return (await navigator.serviceWorker?.getRegistration())?.sync?.register(SYNC).catch(() => null);
};

/** Who is signed in here: the server says so; without it, whoever was when it last could be asked. */
const meet = async () => {
  try {
    pack = await learn();
    shell.skew = skewOf(Date.now(), pack.now);
    remember(pack.person.account);
    await keepPack(pack).catch(shell.storageFailed);
  } catch (error) {
    if (!error.kind) throw error;
    trouble = error;
    const account = error.kind === "forbidden" ? null : remembered();
    pack = account ? await packOf(account) : null;
    if (error.kind === "forbidden") forget();
  }
};

const install = async () => {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(WORKER, { type: "module", scope: SCOPE, updateViaCache: "none" }).catch(() => null);
  const offer = () => registration?.waiting && navigator.serviceWorker.controller &&
    main.before(note("", "sync", "页面有新版本", "草稿都已存好。 ",
      el("button", { type: "button", class: "btn s", onclick: () => registration.waiting.postMessage("take over") }, "换用新版")));
  offer();
  registration?.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  const controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => controlled && location.reload());
};

/** A record that changes while it is shown is shown anew; a form is never redrawn under the hand. */
const follow = async () => {
  await count();
  if (!find("hand-in")) await draw();
};

/** Call `work` for many calls at most once in `pause` milliseconds, and so seldom that it takes a tenth of the time. */
const seldom = (work, pause) => {
  let due = null;
  let rest = pause;
  const run = async () => {
    due = null;
    const began = performance.now();
    await work();
    rest = Math.max(pause, 10 * (performance.now() - began));
  };
  return () => (due ??= setTimeout(run, rest));
};

const start = async () => {
  addEventListener("hashchange", draw);
  onChange(seldom(follow, LOOK));
  install();
  navigator.storage?.persist?.();
  const account = remembered();
  pack = account ? (await packOf(account)) ?? null : null;
  if (pack) await draw(); // At once; the network may be slow.
  const before = pack?.person.account;
  await meet();
  if (before !== pack?.person.account) await draw();
  await follow();
  addEventListener("online", () => {
    tries = 0;
    push();
  });
  addEventListener("offline", drawNet);
  document.addEventListener("visibilitychange", () => document.hidden || push());
  await push();
};

start();
