// Keys of the desk: / looks for something, ↑ and ↓ walk along the rows of a list, Enter opens as on any link.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const field = document.querySelector("#find, input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...document.querySelectorAll("[data-row-keys] .q a")];
    if (!links.length || event.target.closest("details")) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});
