// Forms: filters that send themselves, one post per press, more rows for a plan, drafts that survive a lost network.
for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  const narrow = matchMedia("(max-width: 720px)");
  form.addEventListener("change", (event) => {
    if (event.target.matches("select") && !narrow.matches) form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

// A page taken from the back cache shows its forms as they were left: they must be ready to send again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const measures of document.querySelectorAll("[data-measures]")) {
  const add = measures.querySelector("[data-add-measure]");
  add.addEventListener("click", (event) => {
    const rows = measures.querySelectorAll(".measure");
    const row = rows[rows.length - 1].cloneNode(true);
    const number = rows.length + 1;
    row.classList.remove("field", "bad");
    row.querySelector(".err")?.remove();
    row.setAttribute("aria-label", `措施${number}`);
    row.querySelector("[data-number]").textContent = number;
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.required = false;
      input.removeAttribute("id");
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    add.before(row);
    if (event.isTrusted) row.querySelector("input").focus();
  });
}

// What was written is kept in this tab until the case has moved on (its version is part of the key).
const KEPT = "textarea, input:not([type=hidden], [type=file], [type=password])";
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `dudao-draft ${location.pathname} ${form.dataset.draft} ${form.elements.version.value}`;
  const fields = () => [...form.querySelectorAll(KEPT)];
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    while (kept.length > fields().length && form.querySelector("[data-add-measure]")) {
      form.querySelector("[data-add-measure]").click();
    }
    kept.forEach((value, n) => (fields()[n].value = value));
    form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(fields().map((f) => f.value))));
  } catch {
    // Storage is switched off: nothing is kept, the form works all the same.
  }
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
