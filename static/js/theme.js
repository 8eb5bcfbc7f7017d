// Before the first paint: the reader's theme, and that scripts run. The choice is kept on this device and never sent.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch {
    // Storage is switched off: the system's theme holds.
  }
})();
