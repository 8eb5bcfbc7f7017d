// A date field that says what it was understood as while one types. The server reads (timeline/desk/dates.py); this asks it at the
// right moments, puts a chosen reading into the field, and shows the day against which the words were read.

const WAIT = 300; // ms after the last key

function asker(field) {
  const place = document.getElementById(`${field.id}-reading`);
  let timer;
  return (wait = WAIT) => {
    clearTimeout(timer);
    timer = setTimeout(() => place?.dispatchEvent(new CustomEvent("date:typed")), wait);
  };
}

const askers = new Map();

function ask(field, wait) {
  if (!askers.has(field)) askers.set(field, asker(field));
  askers.get(field)(wait);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form) return;
  for (const field of form.querySelectorAll("[data-date-text]")) {
    // A field without an anchor is read against today, whatever else is typed.
    const anchor = field.dataset.dateText;
    const matters = event.target === field || (anchor && (event.target.name === anchor || /^citations-\d+-source$/.test(event.target.name)));
    if (matters) ask(field);
  }
});

// The dates of rows are many: each is read once somebody comes to it.
document.addEventListener("focusin", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-date-text]") || !field.value) return;
  if (!document.getElementById(`${field.id}-reading`)?.textContent.trim()) ask(field, 0);
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-date-means]");
  if (!choice) return;
  const field = choice.closest("form")?.elements[choice.dataset.dateField];
  if (!field) return;
  field.value = choice.dataset.dateMeans;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.addEventListener("htmx:after:swap", (event) => {
  const found = event.target.closest?.(".date-reading")?.querySelector("[data-anchor]");
  const field = found && document.querySelector(`[aria-describedby~="${found.closest(".date-reading").id}"]`);
  const anchor = field?.form?.elements[field.dataset.dateText];
  if (anchor && !anchor.value) {
    anchor.value = found.dataset.anchor;
    // Kept with the draft, and saved with the event, as if it had been typed; the reading already follows it.
    anchor.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

const start = () => {
  for (const field of document.querySelectorAll("[data-date-text]")) if (field.value && !field.closest("[data-row]")) ask(field, 0);
};
if (document.readyState === "complete") start();
else window.addEventListener("load", start);
