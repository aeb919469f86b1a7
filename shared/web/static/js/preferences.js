// Puts the reader's remembered text size and row height in place before the page is painted.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  for (const name of ["text", "rows"]) {
    try {
      const value = localStorage.getItem(`dudao-${name}`);
      if (value) root.dataset[name] = value;
    } catch {
      // Storage is switched off: the page looks as it does for everybody.
    }
  }
})();
