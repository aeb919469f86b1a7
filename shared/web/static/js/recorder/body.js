// A visit as the server takes it (VisitBody in services/inspection/entrypoints/bodies.py): the one place that knows.
import { checklistBody } from "./checklist.js";
import { COUNTERS, startedAt, visitedOn } from "./visit.js";
import { dayOf, listed } from "./words.js";

/** The body of POST /inspection/api/visits. The same visit always makes the same body.
 *  It was fed back on the spot, when the visit ended: the server says so itself, whatever the phone's clock shows. */
export const bodyOf = (visit, photos) => {
  const pictures = photos.filter((photo) => photo.source !== "signature");
  return {
    visit: visit.id,
    unit: visit.unit.code,
    inspectors: visit.inspectors,
    visited_on: visitedOn(visit),
    started: startedAt(visit),
    minutes: visit.minutes ? Number(visit.minutes) : null,
    themes: listed(visit.themes),
    ...Object.fromEntries(COUNTERS.map(([name]) => [name, Number(visit.counters[name] || 0)])),
    photos: pictures.length,
    summary: visit.summary.trim(),
    came: presence(visit.checkIn),
    left: visit.checkOut && presence(visit.checkOut),
    pictures: pictures.map(({ sha256, takenAt, source }) => ({ sha256, taken_at: takenAt, source })),
    feedback: visit.feedback.given
      ? { told: visit.feedback.told.trim(), answer: visit.feedback.answer.trim(), signature: signatureOf(photos)?.sha256 ?? null }
      : null,
    checklist: checklistBody(visit),
    findings: visit.findings.map((finding) => findingOf(finding, pictures)),
  };
};

const findingOf = (finding, pictures) => ({
  item: finding.item ?? null,
  theme: finding.theme.trim(),
  problem: finding.problem.trim(),
  demand: finding.demand.trim(),
  severity: finding.severity,
  working_days: Number(finding.workingDays),
  department: finding.department.trim() || null,
  evidence: pictures.filter((photo) => photo.finding === finding.key).map((photo) => photo.sha256),
});

/** The body of POST /inspection/api/visits/{visit}/hazards: a danger to life, ahead of its photos and the record.
 *  What is written down on another day was found when the visit began. */
export const hazardOf = (visit, finding, photos) => ({
  unit: visit.unit.code,
  inspectors: visit.inspectors,
  finding: findingOf(finding, photos.filter((photo) => photo.source !== "signature")),
  found_at: finding.found && dayOf(finding.found) === visitedOn(visit) ? finding.found : visit.checkIn.at,
  told: visit.feedback.told.trim() || null,
});

export const signatureOf = (photos) => photos.find((photo) => photo.source === "signature");

const presence = ({ at, place, fix }) => ({
  at, place: place ?? "",
  fix: fix ? { latitude: fix.latitude, longitude: fix.longitude, accuracy: Math.round(fix.accuracy), source: "device", mock: null } : null,
});

/** A field of the body that the server refused, as the anchor of its field on the page. */
export const anchorOf = (pointer, visit) => {
  const [name, n, part] = pointer.split("/").slice(1).filter((step) => step !== "body");
  const finding = name === "findings" && visit.findings[Number(n)];
  if (finding) return `finding-${finding.key}-${{ working_days: "days", evidence: "problem" }[part] ?? part ?? "problem"}`;
  return FIELDS[name] ?? "main";
};

const FIELDS = {
  unit: "main", inspectors: "people", visited_on: "check-in", started: "check-in", came: "check-in", left: "check-in",
  minutes: "minutes", themes: "themes", summary: "summary", findings: "findings", feedback: "feedback", checklist: "checklist", theme: "checklist", items: "checklist",
  fed_back_at: "feedback", photos: "gallery", pictures: "gallery",
  ...Object.fromEntries(COUNTERS.map(([name]) => [name, `counter-${name}`])),
};
