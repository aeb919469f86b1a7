// Whose records this device shows while there is no network to ask: gone with signing out, and when somebody else signs in.
const KEY = "dudao-person";

const storage = (use) => {
  try {
    return use(localStorage);
  } catch {
    return null; // Storage is switched off: nobody is remembered.
  }
};

export const remembered = () => storage((kept) => kept.getItem(KEY));
export const remember = (account) => storage((kept) => kept.setItem(KEY, account));
export const forget = () => storage((kept) => kept.removeItem(KEY));

for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", forget);
for (const field of document.querySelectorAll("form input[name=account]")) {
  field.form.addEventListener("submit", () => field.value.trim() === remembered() || forget());
}
for (const link of document.querySelectorAll('a[href*="/sign-in/provider"]')) link.addEventListener("click", forget);
