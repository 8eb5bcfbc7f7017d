// The page's scripts, once the chart has been painted: they would compete with it for a slow phone. An event that is pressed before they run is shown
// all the same, and they take it over; a filter that is chosen is asked for when they run. A long list is put in place a portion at a time, here and
// in every answer: no task takes so long that a reader would feel it.
(() => {
  const root = document.documentElement;
  const later = document.getElementById("scripts");
  if (!later || window.htmx) return; // Back puts a body in place whose scripts run already
  const PATIENCE = 3000; // ms; then a link that was pressed leads where it would lead without scripts
  const wanted = [...later.content.querySelectorAll("script")];
  let pressed = null; // the last link
  let ticked = false;
  let impatient = 0;

  // ---- what is pressed and ticked meanwhile ----

  function press(event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[data-into], #events a, #chart a[data-event]");
    if (!link || !document.getElementById("results")) return;
    event.preventDefault();
    pressed = link;
    wait();
    if ((link.dataset.into ?? "detail") === "detail") show(new URL(link.href.baseVal ?? link.href, location.href));
  }

  function wait() {
    clearTimeout(impatient);
    impatient = setTimeout(leave, PATIENCE);
  }

  // Whoever left now would lose what has come of the page already, or find the network gone.
  function leave() {
    if (document.readyState === "loading" || !navigator.onLine) wait();
    else location.assign(pressed.href.baseVal ?? pressed.href);
  }

  // Asked for as timeline.js asks, and shown as soon as there is a panel for it.
  async function show({ pathname, search }) {
    const url = pathname + search;
    if (window.early?.url === url) return;
    const answer = fetch(url, { headers: { "HX-Request": "true", "HX-Target": "aside#detail" }, signal: AbortSignal.timeout(20_000) });
    const early = { url, answer, shown: false };
    window.early = early;
    try {
      const response = await answer;
      if (!response.ok) return;
      const text = await response.clone().text();
      await parsed;
      if (window.early !== early) return; // another was pressed, or the scripts have taken over
      const panel = document.getElementById("detail");
      panel.innerHTML = text;
      const name = panel.querySelector(":scope > title");
      document.title = name.textContent;
      name.remove();
      early.shown = true;
      clearTimeout(impatient);
    } catch {
      // Whoever takes it over is told, and says so.
    }
  }

  function tick(event) {
    if (event.target.name && event.target.closest("#filters") && !window.htmx) ticked = true;
  }

  // What differs from what the server wrote: a box that was ticked and unticked again asks for nothing.
  function changed(one) {
    return one.matches("[type=checkbox], [type=radio]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  }

  function begin() {
    clearTimeout(impatient);
    removeEventListener("click", press);
    removeEventListener("change", tick);
    const form = document.getElementById("filters");
    const search = document.getElementById("q");
    if (pressed?.isConnected) pressed.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
    if (pressed?.dataset.into !== "results") {
      const one = ticked && [...form.elements].find((field) => field.name && field !== search && changed(field));
      if (one) one.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const field of [search, document.getElementById("find-actor")]) {
      if (field && changed(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // ---- the scripts ----

  function fetchAll() {
    for (const { type, src } of wanted) {
      const link = document.createElement("link");
      link.rel = type === "module" ? "modulepreload" : "preload";
      if (link.rel === "preload") link.as = "script";
      link.href = src;
      document.head.append(link);
    }
  }

  function insert(one) {
    const script = document.importNode(one);
    script.async = false; // in their order
    document.head.append(script); // not to the body: that would have it dressed anew
    return new Promise((done) => {
      script.onload = done;
      script.onerror = () => {
        if (!one.type) root.classList.remove("js"); // without htmx the page is what it is without scripts
        done();
      };
    });
  }

  async function run() {
    const ran = [];
    for (const one of wanted) {
      await breathe();
      ran.push(insert(one));
    }
    await Promise.all(ran);
    await pause(); // htmx begins
    await pause(); // and has read the forms
    begin();
  }

  // ---- the page, part by part: no task takes so long that it could be felt ----

  function pause(ms = 0) {
    return new Promise((done) => setTimeout(done, ms));
  }

  // A page in the background keeps nobody waiting, and its timers run once a second.
  async function breathe() {
    if (!document.hidden) await pause();
  }

  // Until the browser has nothing better to do; Safari does not say when.
  async function idle() {
    if (document.hidden || !window.requestIdleCallback) await breathe();
    else await new Promise((done) => requestIdleCallback(done, { timeout: 200 }));
  }

  // Until the next frame is on its way to the screen.
  async function painted() {
    if (!document.hidden) await new Promise((done) => requestAnimationFrame(done));
    await breathe();
  }

  // Puts the next portion of the list in its place. False where there is none.
  function fill() {
    const list = document.getElementById("events");
    const rest = document.querySelector("#listing .rest");
    if (!rest || !list) return false;
    const held = document.createElement("template");
    held.innerHTML = rest.innerHTML;
    rest.remove();
    const [first, ...months] = held.content.querySelectorAll(".month");
    if (first.querySelector(".mon")) list.append(first);
    else list.lastElementChild.querySelector("ol").append(...first.querySelectorAll(".ev")); // a month that was cut
    list.append(...months);
    return true;
  }

  async function fillAll() {
    while (fill()) await idle();
  }

  async function whole() {
    const running = run();
    const parts = ["panel-in", "list-in", "rail-in", "actors-in", "facets-in"];
    // Who comes back or asks anew finds the place where they were: there has to be one.
    if (["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type)) {
      root.classList.add(...parts);
      while (fill());
    }
    for (const part of parts) {
      await breathe();
      root.classList.add(part);
      await painted();
    }
    await fillAll();
    await running;
    root.dataset.ready = ""; // for whoever drives a browser
  }

  // htmx would look for its attributes on every element of the page and of every answer: here only forms have any.
  async function process(event) {
    if (event.target.matches("form[hx-get]")) return;
    event.preventDefault();
    const forms = event.target.querySelectorAll("form[hx-get]");
    if (forms.length) await pause();
    for (const form of forms) window.htmx.process(form);
  }

  document.addEventListener("htmx:before:process", process);
  document.addEventListener("htmx:after:swap", fillAll);
  addEventListener("beforeprint", () => {
    while (fill());
  });
  addEventListener("click", press);
  addEventListener("change", tick);
  painted().then(() => pause(20)).then(fetchAll);
  const parsed = new Promise((done) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done);
    else done();
  });
  parsed.then(whole);
})();
