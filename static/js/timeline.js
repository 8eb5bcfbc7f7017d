// The page "/": links and filters become htmx requests, the page answers at once with what it already has, and the URL stays the state.
// Listeners sit on the document, because Back swaps the body.
const $ = (selector) => document.querySelector(selector);
const results = () => $("#results");
const detail = () => $("#detail");

// ---- requests ----

// The target is the source too, so that its own hx-sync lets a newer request replace an older one.
function load(url, into) {
  const target = $(`#${into}`);
  if (!target || !window.htmx) return false;
  const { pathname, search } = new URL(url, location.href);
  window.htmx.ajax("GET", pathname + search, { source: target, push: "true", swap: "innerHTML" });
  return true;
}

function plainClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
}

// Answers that hold a chart are laid out for this page's width, in steps, so that a shared cache serves neighbours alike.
function sized(values) {
  if ($("#chart .score")) values.set("width", Math.floor($("#chart").clientWidth / 40) * 40);
}
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "results") sized(ctx.request.body);
});

// htmx could be told of each link by attributes; three hundred entries and as many marks would make it set up a listener on each.
document.addEventListener("click", (event) => {
  if (!plainClick(event)) return;
  const opener = event.target.closest("[data-opens], [data-closes]");
  if (opener) {
    event.preventDefault();
    drawer(opener.dataset.opens || opener.dataset.closes, "opens" in opener.dataset);
    return;
  }
  const link = event.target.closest("a[data-into], #events a, #chart a[data-event]");
  if (!link || !results()) return;
  const into = link.dataset.into || "detail";
  const url = addressOf(link);
  if (into === "detail" && window.htmx) {
    event.preventDefault();
    pressed = link.closest("#detail") ? link.rel : null;
    showDetail(url);
    select(link.closest("[data-event]")?.dataset.event);
  } else if (load(url, into)) {
    event.preventDefault();
    if (into === "results") drawer("filters", false);
  }
});

// ---- an event's detail is on its way before it is asked for ----

const KEPT = 50_000; // ms; what all readers are answered may be kept so long
const PRIVATE = 2_000; // ms; an editor's answer only until the click that it was fetched for
const fetched = new Map(); // address → a promise of what was answered, or of nothing where the request has to be made in earnest
let nearing;
let awaited;

// A zoom is in the page's address alone: links to events were written before it.
function addressOf(link) {
  const url = new URL(link.href?.baseVal ?? link.href, location.href);
  if ((link.dataset.into ?? "detail") === "detail") {
    const zoomed = new URLSearchParams(location.search).get("window");
    if (zoomed) url.searchParams.set("window", zoomed);
    else url.searchParams.delete("window");
  }
  return url.pathname + url.search;
}

function near(event) {
  clearTimeout(nearing);
  const link = event.target.closest?.('#events a, #chart a[data-event], #detail a[data-into="detail"]');
  if (!link || !results() || navigator.connection?.saveData) return;
  // A pointer that only passes by asks for nothing.
  if (event.type === "pointerdown") fetchDetail(addressOf(link));
  else nearing = setTimeout(() => fetchDetail(addressOf(link)), 50);
}

function askDetail(url) {
  return fetch(url, { headers: { "HX-Request": "true", "HX-Target": "aside#detail" }, signal: AbortSignal.timeout(20_000) });
}

function fetchDetail(url) {
  if (fetched.has(url)) return;
  const answered = (window.early?.url === url ? window.early.answer : askDetail(url))
    .then(async (answer) => {
      if (!answer.headers.get("Cache-Control")?.includes("public")) setTimeout(() => fetched.delete(url), PRIVATE);
      const held = { text: await answer.text(), push: answer.headers.get("HX-Push-Url") || url };
      return answer.ok ? held : null;
    })
    .catch(() => null);
  fetched.set(url, answered);
  answered.then((held) => {
    if (!held) fetched.delete(url);
  });
  setTimeout(() => fetched.delete(url), KEPT);
}
document.addEventListener("pointerover", near, { passive: true });
document.addEventListener("focusin", near);
document.addEventListener("pointerdown", near, { passive: true });

// Whoever goes on meanwhile, by a filter, a zoom or Back, no longer waits for it.
const forget = () => {
  awaited = null;
};
addEventListener("popstate", forget);
document.addEventListener("htmx:before:request", forget);

// What was fetched takes its place as an answer of htmx does, with the same events and the same step in the history; what could not be fetched is
// asked for by htmx, which says so where it fails again.
async function showDetail(url) {
  fetchDetail(url);
  awaited = url;
  const early = window.early;
  window.early = null; // what early.js asked for is ours from here on
  const held = await fetched.get(url);
  if (awaited !== url) return; // another was chosen meanwhile
  awaited = null;
  const target = detail();
  if (!held) load(url, "detail");
  else if (target) {
    // What early.js has shown already is being read: it stays as it is.
    const shown = early?.url === url && early.shown;
    window.htmx.swap({ sourceElement: target, target, swap: shown ? "none" : "innerHTML", text: held.text, push: held.push, request: { action: url }, shown });
  }
}

// ---- a view is asked for when something is pressed, not when it is let go a tenth of a second later ----

const AHEAD = 5_000; // ms in which it has to be wanted
let ahead = null; // what was asked for

// The address of the view that a click here leads to, as htmx will write it; null where it leads to none.
function viewUnder(pressed) {
  const link = pressed.closest('a[data-into="results"]');
  if (link) return viewAt(link.href, new FormData());
  const form = pressed.closest("#filters");
  const box = pressed.closest("label")?.control;
  if (!form || !box?.matches('[type="checkbox"][name], [type="radio"][name]:not(:checked)')) return null;
  const others = [...form.elements].filter((one) => one.name === box.name && one.checked);
  box.checked = !box.checked; // for as long as it takes to read the form
  const values = new FormData(form);
  box.checked = !box.checked;
  for (const other of others) other.checked = true;
  return viewAt(form.action, values);
}

function viewAt(address, values) {
  const url = new URL(address);
  sized(values);
  for (const name of values.keys()) url.searchParams.delete(name);
  for (const [name, value] of values) url.searchParams.append(name, value);
  return url.pathname + url.search;
}

function askAhead(pressed) {
  const url = results() && window.htmx && !navigator.connection?.saveData && viewUnder(pressed);
  if (!url) return;
  ahead?.given.abort(); // the one before was let go elsewhere
  const given = new AbortController();
  const answer = fetch(url, { headers: { "HX-Request": "true", "HX-Target": "div#results" }, signal: given.signal });
  answer.catch(() => null); // whoever takes it is told
  ahead = { url, answer, given, at: performance.now() };
}

document.addEventListener("pointerdown", (event) => {
  if (event.isPrimary && plainClick(event)) askAhead(event.target);
});
// A finger that scrolls after all wants nothing.
document.addEventListener("pointercancel", () => {
  ahead?.given.abort();
  ahead = null;
});
document.addEventListener("keydown", (event) => {
  if (event.key === " " && !event.repeat && event.target.matches('#filters [type="checkbox"]')) askAhead(event.target);
});

// The request for a view, or the one that is on its way already. A newer one stops either.
function askView(url, request) {
  const early = ahead;
  ahead = null;
  if (early?.url !== url || performance.now() - early.at > AHEAD) {
    early?.given.abort();
    return fetch(url, request);
  }
  request.signal.addEventListener("abort", () => early.given.abort(request.signal.reason));
  return early.answer.catch(() => fetch(url, request));
}

// ---- what the page knows it shows at once; the server's answer settles it ----

function chosen(form, name) {
  return new Set([...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value));
}

// A ticked actor stands for everyone below it in the tree, unless the reader wants it alone.
function withMembers(form, slug) {
  const alone = form.querySelector('input[name="only"]')?.checked;
  const members = alone ? [] : form.querySelectorAll(`[data-members-of="${CSS.escape(slug)}"] input`);
  return new Set([slug, ...[...members].map((box) => box.value)]);
}

function foreshadow(form) {
  if (!window.htmx) return; // nobody would ask the server
  const actors = [...chosen(form, "actor")].map((slug) => withMembers(form, slug));
  const every = form.querySelector('input[name="match"][value="all"]')?.checked;
  const facets = ["kind", "confidence"].map((name) => [name, chosen(form, name)]);
  const many = [["sides", chosen(form, "side")], ["storylines", chosen(form, "storyline")]];
  const out = new Set();
  for (const entry of document.querySelectorAll("#events .ev")) {
    const data = entry.dataset;
    const has = data.actors.split(" ");
    const met = (group) => has.some((one) => group.has(one));
    const fits =
      (!actors.length || (every ? actors.every(met) : actors.some(met))) &&
      facets.every(([name, wanted]) => !wanted.size || wanted.has(data[name])) &&
      many.every(([name, wanted]) => !wanted.size || data[name].split(" ").some((one) => wanted.has(one)));
    entry.classList.toggle("out", !fits);
    if (!fits) out.add(data.event);
  }
  document.dispatchEvent(new CustomEvent("timeline:foreshadow", { detail: { out } }));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("#filters");
  if (form && event.target.matches('input[type="checkbox"], input[type="radio"]')) foreshadow(form);
});

// ---- choosing an event: list, chart and panel at once ----

let selected;

function select(slug) {
  selected = slug;
  for (const link of document.querySelectorAll("#events a[aria-current]")) link.removeAttribute("aria-current");
  if (slug) $(`#events .ev[data-event="${CSS.escape(slug)}"] > a`)?.setAttribute("aria-current", "true");
  document.dispatchEvent(new CustomEvent("timeline:select", { detail: { slug: slug || null } }));
}

let opener = null;
let pressed = null; // "next" or "prev", where the panel's own links were pressed

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  if (!(target instanceof Element)) return;
  for (const notice of document.querySelectorAll(".failed")) notice.remove();
  if (target.id === "detail") {
    const article = detail().querySelector("article[data-event]");
    if (article?.dataset.event !== selected) select(article?.dataset.event);
    if (!event.detail.ctx.shown) detail().scrollTop = 0;
    const overlay = getComputedStyle(detail()).position === "fixed";
    const closer = detail().querySelector("[data-closes-event]");
    if (closer) {
      // Arrows in the chart have said it already, and may have gone on since this was asked for.
      if (!$("#chart")?.matches(":focus-visible")) say([detail().querySelector("h2"), detail().querySelector(".when")].map((one) => one?.textContent.trim()).filter(Boolean).join(", "));
      const lost = document.activeElement === document.body;
      if (pressed && lost) (detail().querySelector(`a[rel="${pressed}"]`) ?? closer).focus({ preventScroll: true });
      else if (overlay) {
        if (!lost && !detail().contains(document.activeElement)) opener = document.activeElement;
        detail().focus({ preventScroll: true });
      }
      pressed = null;
    } else if (opener?.isConnected) {
      opener.focus();
      opener = null;
    }
  }
  if (target.id === "filters") settle();
  if (target.id === "listing") select(selected);
  if (target.id === "results") {
    say($("#count")?.textContent);
    select(detail()?.querySelector("article[data-event]")?.dataset.event);
    swapOthers(event.detail.ctx);
    if (!document.activeElement || document.activeElement === document.body) $("#main")?.focus({ preventScroll: true });
    if (scrollY > 200 && target.getBoundingClientRect().top < 0) target.scrollIntoView({ block: "start" });
  }
});

// An answer holds the chart, then the list, then the filters. Each is read once the one before has been painted: for all at once a slow phone takes
// twice as long, and shows nothing meanwhile.
let asked; // the last request for a view
let answered; // the view that is shown
let restoring; // stops the last request for the page of a step in the history

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target === document.body) {
    const stopped = new AbortController();
    ctx.fetch = (url, request) => fetch(url, { ...request, signal: AbortSignal.any([request.signal, stopped.signal]) });
    restoring = stopped;
  } else if (ctx.target?.id === "results") {
    restoring?.abort(); // who chooses while Back is still on its way goes on from here
    asked = ctx;
    ctx.fetch = askView;
  }
});

// Back leaves behind what was asked for.
addEventListener("popstate", ({ state }) => {
  if (!state?.htmx) return; // a place on the page
  asked?.request.abort();
  asked = answered = null;
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.target?.id === "results") [ctx.text, ...ctx.others] = ctx.text.split(/(?=<hx-partial)/);
});

async function swapOthers(ctx) {
  answered = ctx;
  const parts = ctx.others.map((text) => ({ text, target: $(/hx-target="(#\w+)"/.exec(text)[1]) }));
  for (const { target } of parts) target.setAttribute("aria-busy", "true");
  for (const { text, target } of parts) {
    await new Promise((painted) => (document.hidden ? painted() : requestAnimationFrame(painted)));
    await new Promise((later) => setTimeout(later));
    if (!answered || answered === ctx) target.removeAttribute("aria-busy"); // a newer answer has made it busy for itself
    if (answered !== ctx || !target.isConnected) continue;
    // Whoever chose again meanwhile has ticked what this answer does not know; the next one brings its own.
    if (asked === ctx || target.id !== "filters") await window.htmx.swap({ sourceElement: target, target, swap: "none", text });
  }
}

// What the reader ticked and typed is a field's own from then on, whatever its attributes say: the answer's word is the last.
function settle() {
  for (const box of document.querySelectorAll("#filters :is([type=checkbox], [type=radio])")) box.checked = box.hasAttribute("checked");
  const words = $("#q");
  const typed = [...document.querySelectorAll("#filters :is(#from, #to)")].map((field) => [field, field.getAttribute("value") ?? ""]);
  if (words) typed.push([words, new URLSearchParams(location.search).get("q") ?? ""]);
  for (const [field, value] of typed) if (field !== document.activeElement) field.value = value;
}

function say(text) {
  const region = $("#said");
  if (region && text) region.textContent = text;
}

// ---- failed requests: nothing is lost, and there is a way on ----

let failed = null;

function fail(event) {
  const ctx = event.detail?.ctx;
  if (!ctx || !results() || ctx.request?.signal?.aborted && ctx.request.signal.reason !== "timeout") return;
  const template = $("#failed");
  if (!template) return;
  failed = { url: ctx.request.action, into: ctx.target?.id || "results" };
  if (!results().querySelector(".failed")) results().prepend(template.content.cloneNode(true));
  for (const entry of document.querySelectorAll("#events .out")) entry.classList.remove("out");
  document.dispatchEvent(new CustomEvent("timeline:foreshadow", { detail: { out: new Set() } }));
  select(detail()?.querySelector("article[data-event]")?.dataset.event);
}
document.addEventListener("htmx:error", fail);
document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail?.ctx?.response?.status >= 500) {
    event.preventDefault();
    fail(event);
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#try-again") || !failed) return;
  event.target.closest(".failed").remove();
  load(failed.url, failed.into);
});

// ---- finding an actor in any script ----

const LETTERS = { ي: "ی", ى: "ی", ئ: "ی", ك: "ک", أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ة: "ه", ۀ: "ه", ە: "ه", ؤ: "و", ڕ: "ر", ڵ: "ل", ۆ: "و", ێ: "ی" };

function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f'’‘`-]/g, "")
    .replace(/[\u0600-\u06ff]/g, (letter) => LETTERS[letter] || letter)
    .toLowerCase();
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "find-actor") return;
  const wanted = folded(event.target.value).split(/\s+/).filter(Boolean);
  const tree = $("#actor-tree");
  let found = 0;
  for (const actor of tree.querySelectorAll(".actor")) {
    const name = folded(actor.dataset.find);
    const fits = wanted.every((word) => name.includes(word));
    actor.dataset.fits = fits;
    if (fits) found += 1;
  }
  const fitting = (part) => Boolean(part.querySelector('[data-fits="true"]'));
  for (const actor of tree.querySelectorAll(".actor")) actor.hidden = wanted.length > 0 && actor.dataset.fits === "false" && !fitting(actor);
  for (const group of tree.querySelectorAll(".group")) {
    group.hidden = wanted.length > 0 && !fitting(group);
    const branch = group.querySelector("details");
    if (!branch) continue;
    branch.dataset.was ??= branch.open;
    branch.open = wanted.length ? fitting(branch) : branch.dataset.was === "true";
    if (!wanted.length) delete branch.dataset.was;
  }
  $("#no-actor").hidden = !wanted.length || found > 0;
});

document.addEventListener("keydown", (event) => {
  // Enter in the finder must not send the form.
  if (event.target.id === "find-actor" && event.key === "Enter") event.preventDefault();
  if (event.key === "Escape" && !event.defaultPrevented) {
    if ($("#filters:is(.open, :target)")) drawer("filters", false);
    else if (!event.target.closest("input")) detail()?.querySelector("[data-closes-event]")?.click();
  }
});

// ---- the drawer of filters on small screens ----

let before = null;

function drawer(id, open) {
  const box = document.getElementById(id);
  if (!box) return;
  const enter = () => [...box.querySelectorAll("a, button, input")].find((one) => one.checkVisibility())?.focus();
  // Where the filters stand beside the chart there is nothing to open.
  if (open && getComputedStyle(box).position !== "fixed") enter();
  // Its address opens it too, without a script.
  const addressed = box.matches(":target");
  if ((addressed || box.classList.contains("open")) === open || getComputedStyle(box).position !== "fixed") return;
  box.classList.toggle("open", open);
  if (open) {
    before = document.activeElement;
    enter();
  } else {
    if (addressed) {
      const { state } = history;
      location.replace("#results");
      history.replaceState(state, "", location.pathname + location.search);
    }
    before?.focus?.();
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "filters") drawer("filters", false);
});
