// Keeps the page on the phone, so that it opens without a network, and sends what waits when the system wakes it.
import { sendAll, SYNC } from "./sending.js";

const PREFIX = "dudao-recorder-";

/** `version` changes with any of the files; `page` is the page's address, `files` those of all it needs. */
export const keep = ({ version, page, files }) => {
  const name = PREFIX + version;

  const fill = async () => {
    const cache = await caches.open(name);
    const shell = await fetch(page, { cache: "no-store", redirect: "manual" });
    if (!shell.ok) throw new Error(`${page}: ${shell.status || "not signed in"}`); // The next visit tries again.
    await Promise.all([cache.addAll(files), cache.put(page, shell)]);
  };

  const sweep = async () => {
    const old = (await caches.keys()).filter((kept) => kept.startsWith(PREFIX) && kept !== name);
    await Promise.all(old.map((kept) => caches.delete(kept)));
    await self.clients.claim();
  };

  const kept = async (request, key) => (await (await caches.open(name)).match(key)) ?? fetch(request);

  self.addEventListener("install", (event) => event.waitUntil(fill()));
  self.addEventListener("activate", (event) => event.waitUntil(sweep()));
  self.addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate" ? url.pathname === page : files.includes(url.pathname)) {
      event.respondWith(kept(request, url.pathname));
    }
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC) event.waitUntil(again());
  });
};

/** The system asks again later when this fails. */
const again = async () => {
  const outcome = await sendAll();
  if (outcome.trouble?.kind === "away" || outcome.trouble?.kind === "busy") throw outcome.trouble;
};
