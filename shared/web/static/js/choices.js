// The reader's own choices of text size and row height, remembered on this device.
const root = document.documentElement;
const HEIGHTS = ["紧凑", "特密", "宽松"];

function remember(name, value) {
  root.dataset[name] = value;
  try {
    localStorage.setItem(`dudao-${name}`, value);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

for (const button of document.querySelectorAll("[data-text-size]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.text === "large"));
  button.addEventListener("click", () => {
    remember("text", root.dataset.text === "large" ? "normal" : "large");
    show();
  });
  show();
}

for (const button of document.querySelectorAll("[data-row-height]")) {
  const show = () => (button.textContent = `行距：${HEIGHTS[Number(root.dataset.rows ?? 0)]}`);
  button.addEventListener("click", () => {
    remember("rows", String((Number(root.dataset.rows ?? 0) + 1) % HEIGHTS.length));
    show();
  });
  show();
}
