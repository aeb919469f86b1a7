// What is on this phone: drafts, records that wait, photos, receipts. Every entry belongs to one person.
const NAME = "dudao-recorder";
const VERSION = 1;
const CHANGED = "dudao-recorder-changed";

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

let opened;
const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const base = request.result;
      base.createObjectStore("packs", { keyPath: "person.account" });
      base.createObjectStore("visits", { keyPath: "id" }).createIndex("owner", "owner");
      base.createObjectStore("photos", { keyPath: ["visit", "sha256"] }).createIndex("visit", "visit");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};

const read = async (store, ask) => answered(ask((await open()).transaction(store).objectStore(store)));

/** Run `change` on the stores in one transaction that is on the disk when this returns; a throw undoes all of it. */
const write = async (stores, change) => {
  const transaction = (await open()).transaction(stores, "readwrite", { durability: "strict" });
  const done = ended(transaction);
  try {
    await change(...stores.map((store) => transaction.objectStore(store)));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has been undone already, which is why `change` failed.
    }
    await done.catch(() => null);
    throw error;
  }
  await done;
};

const news = new BroadcastChannel(CHANGED);
const tell = () => news.postMessage(null);

/** Call back whenever something changed here, in this page, another one or the worker. */
export const onChange = (callBack) => (new BroadcastChannel(CHANGED).onmessage = callBack);

export class NotThere extends Error {}

export const pack = (account) => read("packs", (packs) => packs.get(account));
export const keepPack = (given) => write(["packs"], (packs) => answered(packs.put(given)));

export const visit = (id) => read("visits", (visits) => visits.get(id));

/** The visits of a person, what was begun last first. */
export const visitsOf = async (account) => {
  const found = await read("visits", (visits) => visits.index("owner").getAll(account));
  return found.sort((a, b) => (a.begun < b.begun ? 1 : -1));
};

export const photosOf = async (id) => {
  const found = await read("photos", (photos) => photos.index("visit").getAll(id));
  return found.sort((a, b) => a.order - b.order);
};

/** Keep a draft as it stands; what has been handed in is not written over, by no page that is behind. */
export const keepDraft = async (draft) => {
  await write(["visits"], async (visits) => {
    const before = await answered(visits.get(draft.id));
    if (before && before.state !== "draft") throw new NotThere("这份记录已在另一个页面提交。");
    await answered(visits.put(draft));
  });
  tell();
};

/** Change a visit by what it says now. `NotThere` when another page has cleared it. */
export const change = async (id, how) => {
  let changed;
  await write(["visits"], async (visits) => {
    const before = await answered(visits.get(id));
    if (!before) throw new NotThere("这份记录已在另一个页面清除。");
    changed = how(before);
    await answered(visits.put(changed));
  });
  tell();
  return changed;
};

/** Keep a photo. False when the visit has the same one already. */
export const keepPhoto = async (photo) => {
  let kept = false;
  await write(["photos"], async (photos) => {
    if (await answered(photos.get([photo.visit, photo.sha256]))) return;
    const order = await answered(photos.index("visit").count(photo.visit));
    await answered(photos.put({ ...photo, order: Date.now() * 1000 + order }));
    kept = true;
  });
  tell();
  return kept;
};

export const dropPhoto = async (photo) => {
  await write(["photos"], (photos) => answered(photos.delete([photo.visit, photo.sha256])));
  tell();
};

/** Note what the server said it has of a photo. */
export const notePhoto = async (photo, receipt) => {
  await write(["photos"], async (photos) => {
    const before = await answered(photos.get([photo.visit, photo.sha256]));
    if (before) await answered(photos.put({ ...before, receipt }));
  });
  tell();
};

/** Take a visit and its photos off this phone: a draft, or what the server has all of. Nothing else ever goes. */
export const clear = async (id) => {
  await write(["visits", "photos"], async (visits, photos) => {
    const before = await answered(visits.get(id));
    const keys = await answered(photos.index("visit").getAllKeys(id));
    const all = await Promise.all(keys.map((key) => answered(photos.get(key))));
    const received = before?.receipt && all.every((photo) => photo.receipt);
    if (before && before.state !== "draft" && before.state !== "settled" && !received) {
      throw new NotThere("服务器还没有收齐，不能清除。");
    }
    await Promise.all([answered(visits.delete(id)), ...keys.map((key) => answered(photos.delete(key)))]);
  });
  tell();
};
