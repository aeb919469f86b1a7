// The short-lived token is renewed while somebody looks at the page; without scripts the next click renews it.
const EVERY = 5 * 60 * 1000;
const LOOK = 30 * 1000;
const { renew, renewIn } = document.body.dataset;
let due = Date.now() + Number(renewIn) * 1000;

export const renewed = async () => {
  if (!renew || Date.now() < due) return;
  due = Date.now() + EVERY;
  // Only the cookie of the answer counts, not where it leads.
  await fetch(renew, { redirect: "manual", cache: "no-store" }).catch(() => null);
};

if (renew) {
  const look = () => document.hidden || renewed();
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}
