// Before the first paint: the reader's theme, and that scripts run. The choice is kept on this device and never sent.
// A page that takes long to come is shown as far as it is there (early.js shows one that is whole).
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  setTimeout(() => root.classList.add("panel-in", "list-in", "rail-in", "actors-in", "facets-in"), 2000);
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch {
    // Storage is switched off: the system's theme holds.
  }
})();
