// Who takes part in a visit: oneself, those who answer for the unit too, and anybody else who came along.
import { el, icon, panel } from "./elements.js";

/** What an inspector is called. */
export const nameOf = (pack, number) => pack.inspectors.find((one) => one.number === number)?.name ?? number;

export const peoplePanel = (visit, pack, { changed, redraw, errors }) => {
  const own = pack.person.inspector;
  const posted = pack.units.find((unit) => unit.code === visit.unit.code)?.inspectors ?? [];
  const offered = [...new Set([...(own ? [own] : []), ...posted, ...visit.inspectors])];
  const toggle = (number) => (event) => {
    visit.inspectors = event.target.checked
      ? [...visit.inspectors, number]
      : visit.inspectors.filter((other) => other !== number);
    changed();
  };
  const other = el("input", { class: "in", id: "other-inspector", list: "known-inspectors", placeholder: "姓名或编号", "aria-label": "其他督学" });
  const add = () => {
    const asked = other.value.trim();
    const found = pack.inspectors.find((one) => one.number === asked || one.name === asked);
    other.setAttribute("aria-invalid", String(!found));
    if (!found) return;
    if (!visit.inspectors.includes(found.number)) visit.inspectors.push(found.number);
    changed();
    redraw();
  };
  return panel("people", "参加督学", el("span", { class: "push count" }, String(visit.inspectors.length)),
    el("div", { class: "body stack-3" },
      errors.people && el("p", { class: "err" }, icon("alert"), errors.people),
      el("div", { class: "picks" }, offered.map((number) =>
        el("label", {},
          el("input", { type: "checkbox", checked: visit.inspectors.includes(number), disabled: number === own, onchange: toggle(number) }),
          el("span", {}, nameOf(pack, number), " ", el("span", { class: "muted small" }, number === own ? "本人" : number))))),
      el("div", { class: "row" }, other, el("button", { type: "button", class: "btn", onclick: add }, "加上")),
      el("datalist", { id: "known-inspectors" }, pack.inspectors.map((one) => el("option", { value: one.number }, one.name)))));
};
