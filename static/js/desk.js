// The desk's forms: rows that are added, fields that find records, counters, text that survives a lost session.
// Everything works without it: rows stand ready, fields are resolved when the form is saved.

const debounce = (work, wait) => {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
};

// ---- rows ----

function addRow(section) {
  const prefix = section.dataset.rows;
  const total = section.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = section.querySelector("template");
  const held = section.querySelector("[data-held]");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const one of row.querySelectorAll("*")) {
    for (const name of ["name", "id", "for", "aria-describedby", "hx-get", "hx-include"]) {
      const value = one.getAttribute(name);
      if (value?.includes("__prefix__")) one.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  held.append(row);
  total.value = Number(total.value) + 1;
  prepare(row);
  window.htmx?.process(row); // Its dates say what they are read as.
  return row;
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  if (add) {
    const row = addRow(add.closest("[data-rows]"));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
});

// ---- a field that finds records ----

let list = null; // the open list of what may be meant
let owner = null;
let asked = 0;

function close() {
  list?.remove();
  owner?.setAttribute("aria-expanded", "false");
  owner?.removeAttribute("aria-activedescendant");
  list = owner = null;
}

function choose(option) {
  const field = owner;
  field.value = field.dataset.chosen = option.dataset.value;
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
  close();
}

function show(field, found) {
  close();
  if (!found.length || document.activeElement !== field) return;
  owner = field;
  list = document.createElement("ul");
  list.className = "finds";
  list.id = "finds";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels?.[0]?.textContent ?? "");
  found.forEach((one, n) => {
    const option = document.createElement("li");
    option.id = `finds-${n}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = one.value;
    if (one.side) {
      const dot = document.createElement("i");
      dot.className = `dot s-${one.side}`;
      option.append(dot);
    }
    const label = document.createElement("bdi");
    label.textContent = one.label;
    option.append(label);
    if (one.hint) {
      const hint = document.createElement("small");
      hint.textContent = one.hint;
      option.append(hint);
    }
    // Before the field loses focus, which would close the list.
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(option);
    });
    list.append(option);
  });
  field.after(list);
  field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-controls", list.id);
}

const find = debounce(async (field) => {
  const text = field.value.trim();
  const turn = ++asked;
  if (!text) return close();
  try {
    const answer = await fetch(`${field.dataset.find}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked) return;
    const { found } = await answer.json();
    if (field.dataset.find.endsWith("/source/")) offerSource(field, text, found);
    // What was chosen from the list does not open it again.
    if (text !== field.dataset.chosen) show(field, found.filter((one) => one.value !== text));
  } catch {
    // Without an answer the field is still a field: the form resolves it.
  }
}, 160);

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-find]")) find(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target === owner) close();
});
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== owner) return;
  const options = [...list.children];
  const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const to = (n) => {
    options[now]?.setAttribute("aria-selected", "false");
    options[n].setAttribute("aria-selected", "true");
    options[n].scrollIntoView({ block: "nearest" });
    owner.setAttribute("aria-activedescendant", options[n].id);
  };
  if (event.key === "ArrowDown") to((now + 1) % options.length);
  else if (event.key === "ArrowUp") to((now - 1 + options.length) % options.length);
  else if (event.key === "Enter" && now >= 0) choose(options[now]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// ---- a source that is not on record: its fields appear with its address ----

const isAddress = (text) => /^https?:\/\/[^\s/]+\.[^\s]+/i.test(text.trim());

function offerSource(field, text, found) {
  const row = field.closest("[data-row]");
  if (!row) return;
  if (isAddress(text) && found.length === 1) {
    // The address of a page on record, however it is written: that source.
    field.value = found[0].value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  row.classList.toggle("makes", isAddress(field.value) && !found.length);
}

// ---- counters ----

function count(field) {
  let shown = field.nextElementSibling;
  if (!shown?.matches(".counter")) {
    shown = document.createElement("output");
    shown.className = "counter";
    field.after(shown);
  }
  shown.textContent = `${[...field.value].length} / ${field.dataset.counter}`;
  shown.classList.toggle("full", [...field.value].length >= Number(field.dataset.counter));
}
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-counter]")) count(event.target);
});

function prepare(root) {
  for (const field of root.querySelectorAll("[data-counter]")) count(field);
  for (const field of root.querySelectorAll("[data-find]")) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    const row = field.closest("[data-row]");
    if (row && field.name.endsWith("-source") && isAddress(field.value)) row.classList.add("makes");
  }
}

// ---- what stands beside the form follows what is typed ----

const form = document.querySelector("#content-main form[method=post]");
const tell = debounce(() => document.body.dispatchEvent(new CustomEvent("desk:typed")), 450);

document.addEventListener("click", (event) => {
  const different = event.target.closest("[data-different]");
  const field = form?.elements.not_duplicate;
  if (different && field) {
    field.value = `${field.value} ${different.dataset.different}`.trim();
    const card = different.closest(".alike");
    const others = card.closest(".alert");
    const next = (card.nextElementSibling ?? card.previousElementSibling)?.querySelector("[data-different]");
    card.remove();
    if (!next) others.remove();
    (next ?? document.getElementById("panel-checks"))?.focus();
    tell();
    keep();
  }
});

// ---- text that survives a lost session, a crash or a slip of the hand ----

const user = document.querySelector("meta[name=desk-user]")?.content;
const token = form?.elements._form?.value;
const place = user && token ? `desk:${user}:${location.pathname}` : null;

function store(action) {
  try {
    return action(localStorage);
  } catch {
    return null; // A browser that keeps nothing.
  }
}

// What was saved is no longer a draft, whichever page tells us.
const saved = new Set((document.querySelector("meta[name=desk-saved]")?.content ?? "").split(" ").filter(Boolean));
store((kept) => {
  for (const key of Object.keys(kept)) {
    if (!key.startsWith("desk:")) continue;
    let draft = null;
    try {
      draft = JSON.parse(kept.getItem(key));
    } catch {
      kept.removeItem(key);
      continue;
    }
    const old = Date.now() - draft.at > 30 * 24 * 3600e3;
    if (saved.has(draft.token) || old) kept.removeItem(key);
  }
});

function typed() {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.name.startsWith("_") || field.type === "file") continue;
    if (field.type === "radio" ? !field.checked : false) continue;
    values[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return values;
}

function keepNow() {
  if (!place) return;
  store((kept) => kept.setItem(place, JSON.stringify({ token, base: form.elements._base?.value ?? "", at: Date.now(), values: typed() })));
}
const keep = debounce(keepNow, 300);

function putBack(values) {
  for (const section of document.querySelectorAll("[data-rows]")) {
    const total = section.querySelector(`[name="${section.dataset.rows}-TOTAL_FORMS"]`);
    const wanted = Number(values[total.name] ?? 0);
    while (Number(total.value) < wanted && section.querySelector("template")) addRow(section);
  }
  for (const [name, value] of Object.entries(values)) {
    if (name.endsWith("_FORMS") || /-id$/.test(name)) continue;
    for (const field of document.getElementsByName(name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
  }
  prepare(form);
  tell();
}

// The fields beside a list find records too, and stand in no form that is kept.
prepare(document);
if (form) {
  const notice = document.getElementById("desk-kept");
  const draft = place && store((kept) => JSON.parse(kept.getItem(place) ?? "null"));
  const differs = (values) => JSON.stringify(values) !== JSON.stringify(typed());
  // A form that came back with its faults still holds what was typed.
  if (draft && notice && draft.token !== token && differs(draft.values)) {
    const said = notice.querySelector("[data-said]");
    said.textContent = `${said.dataset.said} ${new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })}.`;
    notice.hidden = false;
    notice.querySelector("[data-restore]").addEventListener("click", () => {
      putBack(draft.values);
      notice.hidden = true;
      keepNow(); // as this form's own: whoever saves it at once is not offered it again
      form.querySelector("input:not([type=hidden])")?.focus();
    });
    notice.querySelector("[data-forget]").addEventListener("click", () => {
      store((kept) => kept.removeItem(place));
      notice.hidden = true;
    });
  }
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      keep();
      tell();
    });
  }
}
