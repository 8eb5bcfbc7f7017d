// Every page: the theme button, "/" to the search field, menus that close themselves.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  if (event.target.closest("#theme")) {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is switched off: the choice holds for this page.
    }
    document.dispatchEvent(new CustomEvent("timeline:theme"));
  }
  const menu = event.target.closest("[data-menu]");
  if (menu) {
    event.preventDefault();
    toggleMenu(!menu.closest(".top").classList.contains("open"));
  }
  for (const menu of document.querySelectorAll("details.languages[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// The same view in another language: the menu was written for the address that the page came from.
document.addEventListener("htmx:after:history:update", () => {
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
});

// On phones the sections and the search stand behind one button.
function toggleMenu(open) {
  document.querySelector(".top").classList.toggle("open", open);
  document.querySelector("[data-menu]").setAttribute("aria-expanded", String(open));
}
document.querySelector("[data-menu]")?.setAttribute("aria-expanded", "false");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.languages[open]")) menu.open = false;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector('input[type="search"][name="q"]');
  if (!field) return;
  event.preventDefault();
  if (!field.checkVisibility()) toggleMenu(true);
  field.focus();
  field.select();
});
