// Sends what waits, in this page or in the worker, but in one place at a time. Only a receipt ends the waiting.
import { bodyOf, hazardOf } from "./body.js";
import { learn, sendHazard, sendPhoto, sendVisit, Trouble } from "./server.js";
import { change, keepPack, NotThere, notePhoto, photosOf, visitsOf } from "./store.js";
import { HAZARD } from "./visit.js";

const LOCK = "dudao-recorder-sending";
export const SYNC = "dudao-recorder";

/** Do something while nobody sends; undefined when somebody does. */
export const undisturbed = (work) =>
  navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined));

/** Send everything the signed-in person has waiting here, after whoever is sending.
 *  {account} names him when the server could be asked; `trouble` is why something still waits. */
export const sendAll = () => navigator.locks.request(LOCK, pass);

const pass = async () => {
  let pack;
  try {
    pack = await learn();
  } catch (error) {
    if (error instanceof Trouble) return { trouble: error };
    throw error;
  }
  await keepPack(pack).catch(() => null); // A phone that is full must still send: only that makes room.
  const account = pack.person.account;
  const queue = (await visitsOf(account)).filter((visit) => visit.state === "waiting").sort(byUrgency);
  let trouble = null;
  for (const visit of queue) {
    try {
      await sendOne(visit, pack.csrf);
    } catch (error) {
      if (error instanceof NotThere) continue;
      if (!(error instanceof Trouble)) throw error;
      await noteTrouble(visit, error);
      if (error.kind !== "refused" && error.kind !== "conflict") trouble = error;
      if (["away", "signedOut", "stale", "forbidden"].includes(error.kind) || (error.kind === "busy" && !error.alone)) break;
    }
  }
  return { account, trouble };
};

/** 条例 15: a danger to life is told at once; otherwise first come, first sent. */
const byUrgency = (a, b) => Number(grave(b)) - Number(grave(a)) || (a.handedIn < b.handedIn ? -1 : 1);
const grave = (visit) => visit.findings.some(isGrave);
const isGrave = (finding) => finding.severity === HAZARD;

const sendOne = async (visit, csrf) => {
  const photos = await photosOf(visit.id);
  for (const finding of visit.findings) {
    if (isGrave(finding) && !finding.told) await warn(visit, finding, photos, csrf);
  }
  for (const photo of photos) {
    if (!photo.receipt) await notePhoto(photo, await sendPhoto(photo, csrf));
  }
  try {
    const receipt = await sendVisit(bodyOf(visit, photos), csrf);
    await change(visit.id, (now) => ({ ...now, state: "received", trouble: null, receipt }));
  } catch (error) {
    const gone = photos.filter((photo) => error.missing?.includes(photo.sha256));
    for (const photo of gone) await notePhoto(photo, null); // A receipt the server does not stand by is none.
    throw error;
  }
};

/** Tell of a danger before the photos, which may take long. What is wrong with it the record's refusal says. */
const warn = async (visit, finding, photos, csrf) => {
  try {
    const { received_at: told } = await sendHazard(visit.id, hazardOf(visit, finding, photos), csrf);
    await change(visit.id, (now) => ({ ...now, findings: now.findings.map((one) => (one.key === finding.key ? { ...one, told } : one)) }));
  } catch (error) {
    if (error.kind !== "refused") throw error;
  }
};

const noteTrouble = async (visit, error) => {
  const { kind, message, errors, article, stored } = error;
  const said = { kind, text: message, errors, article, stored, at: new Date().toISOString() };
  const state = kind === "conflict" || kind === "refused" ? kind : "waiting";
  await change(visit.id, (now) => ({ ...now, state, trouble: said })).catch((gone) => {
    if (!(gone instanceof NotThere)) throw gone;
  });
};
