// Talks to the server, and tells apart what a failure means for what is on the phone: nothing is ever lost by one.
const RENEW = "/roster/session?next=/inspection/recorder";
const API = "/inspection/api";
const PATIENCE = 120 * 1000; // milliseconds; a photo over a poor connection takes its time

/** Why something did not get through. `kind` says what to do:
 *  away      no network, or not ours: later
 *  busy      the server cannot now: later, `after` seconds if it says so
 *  signedOut sign in again
 *  forbidden this person may not
 *  conflict  the server has another record under this id, which is `stored`
 *  refused   the content must be mended; `errors` are [{pointer, detail}] */
export class Trouble extends Error {
  constructor(kind, text, more = {}) {
    super(text);
    Object.assign(this, { kind, errors: [], ...more });
  }
}

const fetched = async (path, asked) => {
  try {
    return await fetch(path, {
      ...asked, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Trouble("away", "连不上服务器。");
  }
};

const problem = async (answer) => {
  const said = await answer.json().catch(() => ({}));
  return { kind: String(said.type ?? "").replace("/problems/", ""), text: said.detail ?? "", errors: said.errors ?? [], article: said.article ?? "", stored: said.stored, missing: said.missing };
};

const trouble = async (answer) => {
  const { kind, text, errors, article, stored, missing } = await problem(answer);
  const { status } = answer;
  if (status === 401) return new Trouble("signedOut", "登录已失效。");
  if (kind === "foreign-form") return new Trouble("stale", text);
  if (status === 403) return new Trouble("forbidden", text || "您的身份不能办理这件事。");
  if (kind === "visit-already-recorded") return new Trouble("conflict", text, { stored });
  if (kind === "files-not-handed-in") return new Trouble("busy", "有照片服务器没有，会再传一次。", { alone: true, missing });
  if (kind === "hash-differs") return new Trouble("busy", "照片在路上受了损，会再传一次。", { alone: true });
  if (status === 412 || status === 408 || status === 429 || status >= 500) {
    const after = Number(answer.headers.get("Retry-After")) || 0;
    return new Trouble("busy", text || `服务器暂时不能收（${status}）。`, { after, alone: status === 500 });
  }
  return new Trouble("refused", text || `服务器没有收下（${status}）。`, { errors, article });
};

const ask = async (path, asked = {}) => {
  let answer = await fetched(API + path, asked);
  if (answer.status === 401) {
    await fetched(RENEW, {}); // Only the cookie of the answer counts, not where it leads.
    answer = await fetched(API + path, asked);
  }
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (answer.ok && json) {
    return answer.json().then((said) => ({ ...said, received_at: said.received_at ?? told(answer) })).catch(() => {
      throw new Trouble("away", "连接中断了。");
    });
  }
  if (answer.ok || answer.type === "opaqueredirect") {
    throw new Trouble("away", "答复的不是本系统，这个网络可能要先登录才能用。");
  }
  throw await trouble(answer);
};

/** When the server answered, by its own clock. */
const told = (answer) => new Date(answer.headers.get("Date") ?? Date.now()).toISOString();

/** Who is signed in, and everything he takes along. */
export const learn = () => ask("/recorder");

/** Send a photo; the receipt. */
export const sendPhoto = async (photo, csrf) => {
  const receipt = await ask(`/files/${photo.sha256}`, {
    method: "PUT", body: photo.blob, headers: { "Content-Type": photo.mediaType, "X-CSRF": csrf },
  });
  if (receipt.sha256 !== photo.sha256 || receipt.bytes !== photo.bytes) {
    throw new Trouble("busy", "照片在路上受了损，会再传一次。", { alone: true });
  }
  return receipt;
};

/** Tell of a danger to life ahead of everything else; the receipt. Told again it is told once. */
export const sendHazard = (visit, body, csrf) =>
  ask(`/visits/${visit}/hazards`, {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRF": csrf },
  });

/** Send a visit's record; the receipt. The same record sent again is the same record. */
export const sendVisit = async (body, csrf) => {
  const receipt = await ask("/visits", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRF": csrf, "Idempotency-Key": body.visit },
  });
  if (receipt.visit !== body.visit) throw new Trouble("busy", "服务器的答复与这份记录不符。", { alone: true });
  return receipt;
};
