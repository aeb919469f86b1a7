// Makes elements. Whatever is put inside is text: nothing here ever reads markup.
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate"]);

export const el = (tag, given = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...inside.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false));
  return made;
};

export const icon = (name) => el("i", { class: `i i-${name}`, "aria-hidden": "true" });

export const note = (tone, mark, title, ...text) =>
  el("div", { class: `note ${tone}`, role: tone === "bad" ? "alert" : null },
    icon(mark), el("p", {}, el("b", {}, title), text.length ? el("br") : null, ...text));

export const panel = (id, title, beside, ...inside) =>
  el("section", { class: "panel", id, "aria-labelledby": `${id}-title` },
    el("header", {}, el("h2", { id: `${id}-title` }, title), beside), ...inside);

export const badge = (mark, word, css) => el("span", { class: `badge ${css}` }, icon(mark), word);

export const facts = (...pairs) =>
  el("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, ...said]) => [el("dt", {}, name), el("dd", {}, ...said)]));

/** A group of radio buttons in a row. `options` are [value, word, icon, css]. */
export const choice = (name, label, options, chosen, choose) =>
  el("div", { class: "choice", role: "radiogroup", "aria-label": label },
    options.map(([value, word, mark, css]) =>
      el("label", {},
        el("input", { type: "radio", name, value, checked: value === chosen, onchange: () => choose(value) }),
        el("span", { class: css ?? "" }, mark ? icon(mark) : null, word))));

/** A labelled field; `control` is the input itself. */
export const field = (label, control, { hint, optional, error } = {}) =>
  el("label", { class: error ? "field bad" : "field" },
    el("span", { class: "label" }, label, optional ? el("span", { class: "optional" }, "可不填") : null),
    control, error ? el("span", { class: "err" }, icon("alert"), error) : null, hint ? el("p", { class: "hint" }, hint) : null);

export const show = (place, ...inside) => place.replaceChildren(...inside.flat(Infinity).filter(Boolean));
