// How days, times, sizes and hashes are written here; the same words as shared/web/wording.py.
const EIGHT_HOURS = 8 * 3600 * 1000; // China has used one offset without daylight saving since 1991.
const WEEKDAYS = "日一二三四五六";

const inShanghai = (moment) => new Date(new Date(moment).getTime() + EIGHT_HOURS).toISOString();

/** The day in Shanghai, as 2026-10-13. */
export const dayOf = (moment) => inShanghai(moment).slice(0, 10);

/** The time of day in Shanghai, as 09:32. */
export const clockOf = (moment) => inShanghai(moment).slice(11, 16);

/** The moment of a day and a time in Shanghai. */
export const momentOf = (day, clock) => new Date(`${day}T${clock}:00+08:00`).toISOString();

/** 2026年10月13日（周二） */
export const fullDay = (day) => {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日（周${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]}）`;
};

/** 10月13日 09:32 */
export const shortMoment = (moment) => {
  const [, month, date] = dayOf(moment).split("-").map(Number);
  return `${month}月${date}日 ${clockOf(moment)}`;
};

/** 快12分钟, when the phone's clock is five minutes or more from the server's; else nothing. */
export const skewOf = (phone, server) => {
  const minutes = Math.round((phone - new Date(server)) / 60000);
  if (Math.abs(minutes) < 5) return "";
  return `${minutes > 0 ? "快" : "慢"}${Math.abs(minutes)}分钟`;
};

/** 312 KB */
export const sizeOf = (bytes) =>
  bytes > 1e9 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** 5d07…e1b8 */
export const shortHash = (digest) => `${digest.slice(0, 4)}…${digest.slice(-4)}`;

/** The texts between commas of either width. */
export const listed = (text) => [...new Set(text.split(/[、，,；;]/).map((part) => part.trim()).filter(Boolean))];
