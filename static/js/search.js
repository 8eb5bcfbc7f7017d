// The search field suggests as one types: a combobox with a list, by keyboard and pointer. Without this script Enter searches as before.
const WAIT = 130; // ms of quiet before the server is asked
const fields = "input[data-suggest]";

let timer;
let asking = null;
let box = null; // the list and the field it belongs to
let owner = null;

function place(field) {
  const host = field.closest(".find");
  box = host.querySelector(".suggestions");
  if (!box) {
    box = document.createElement("div");
    box.className = "suggestions";
    box.hidden = true;
    host.append(box);
  }
  if (!field.hasAttribute("role")) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", "suggestions");
  }
  owner = field;
}

function say(text) {
  let region = document.getElementById("suggested");
  if (!region) {
    region = document.createElement("p");
    region.id = "suggested";
    region.className = "vh";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text || "";
}

const options = () => (box ? [...box.querySelectorAll('[role="option"]')] : []);
const current = () => box?.querySelector('[role="option"][aria-selected="true"]');
const isOpen = () => Boolean(box && !box.hidden);

function close() {
  clearTimeout(timer);
  asking?.abort();
  if (!box) return;
  box.hidden = true;
  owner.setAttribute("aria-expanded", "false");
  owner.removeAttribute("aria-activedescendant");
}

function choose(option) {
  current()?.setAttribute("aria-selected", "false");
  if (!option) {
    owner.removeAttribute("aria-activedescendant");
    return;
  }
  option.setAttribute("aria-selected", "true");
  owner.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

async function ask(field) {
  asking?.abort();
  const text = field.value.trim();
  if (text.length < 2) {
    close();
    return;
  }
  asking = new AbortController();
  try {
    const url = `${field.dataset.suggest}?q=${encodeURIComponent(field.value.trimStart())}`;
    const response = await fetch(url, { signal: asking.signal, credentials: "same-origin" });
    if (!response.ok || document.activeElement !== field) return;
    place(field);
    // Our own server's markup, every text in it escaped there.
    box.innerHTML = await response.text();
    const list = box.querySelector("#suggestions");
    box.hidden = !list;
    field.setAttribute("aria-expanded", String(Boolean(list)));
    field.removeAttribute("aria-activedescendant");
    say(list?.dataset.said);
  } catch {
    // Aborted, or no connection: the field still searches by Enter.
  }
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(fields)) place(event.target);
  else if (isOpen() && !box.contains(event.target)) close();
});

document.addEventListener("input", (event) => {
  if (!event.target.matches?.(fields) || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT, event.target);
});

// Before the page's own keys: an open list takes Escape and the arrows for itself.
document.addEventListener(
  "keydown",
  (event) => {
    if (!event.target.matches?.(fields) || event.isComposing) return;
    if (event.key === "ArrowDown" && !isOpen()) {
      if (event.target.value.trim().length > 1) ask(event.target);
      return;
    }
    if (!isOpen()) return;
    const all = options();
    const at = all.indexOf(current());
    switch (event.key) {
      case "ArrowDown":
        choose(all[at + 1] ?? null);
        break;
      case "ArrowUp":
        choose(at < 0 ? all.at(-1) : at === 0 ? null : all[at - 1]);
        break;
      case "Escape":
        close();
        break;
      case "Enter":
        if (at < 0) {
          close();
          return;
        }
        location.assign(all[at].dataset.href);
        break;
      case "Tab":
        close();
        return;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// Pressing an option must not take the focus from the field; a click follows it, in a new tab where that is asked for.
document.addEventListener("pointerdown", (event) => {
  if (isOpen() && box.contains(event.target)) event.preventDefault();
  else if (isOpen() && event.target !== owner) close();
});
document.addEventListener("click", (event) => {
  const option = isOpen() && event.target.closest?.('[role="option"]');
  if (!option || !box.contains(option)) return;
  if (event.metaKey || event.ctrlKey) window.open(option.dataset.href, "_blank", "noopener");
  else location.assign(option.dataset.href);
});
