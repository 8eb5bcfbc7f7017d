// Inside somebody else's page. A classic script, because a module needs a header that a cache in front may drop, and a sandboxed frame may
// have no origin. Nothing here touches history, storage, cookies or forms: an article's Back button is its own.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const host = window.parent === window ? null : window.parent;
  const opaque = window.origin === "null";
  const given = new URLSearchParams(location.search);
  const start = new Map([...given.keys()].map((name) => [name, given.getAll(name)]));
  let state = new URLSearchParams(location.search);
  document.documentElement.classList.add("js");

  // ---- height: four dialects, once per real change ----

  const ID = "diplomatic-timeline";
  const SPARE = 96; // px that the sheet can absorb: the reserved height was an upper bound, and an article should not move for it
  const secret = /[#&?]secret=([A-Za-z0-9]{1,64})(?:&|$)/.exec(location.hash)?.[1];
  const pym = /^[\w.:-]{1,200}$/.test(given.get("childId") || "") ? given.get("childId") : null;
  const fixed = document.body.classList.contains("fixed");
  let natural = 0;
  let said = 0;

  function post(message) {
    host?.postMessage(message, "*"); // a height and a link, and nothing that is not public
  }

  function say(height) {
    said = height;
    if (secret) post({ message: "height", value: height, secret });
    if (pym) post(`pymxPYMx${pym}xPYMxheightxPYMx${height}`);
    post({ "datawrapper-height": { [ID]: height } });
    post({ sentinel: "amp", type: "embed-size", height });
  }

  // What the content needs, whatever height the frame has now: the sheet lets `.room` take up what is left over.
  function measured() {
    const whole = $("#view");
    const room = whole.querySelector(".room");
    const tall = (one) => one.getBoundingClientRect().height;
    return Math.ceil(tall(whole) - tall(room) + tall(room.firstElementChild) - 0.01);
  }

  function measure() {
    if (fixed || !host || !document.body.clientWidth) return;
    const now = measured();
    if (Math.abs(now - natural) < 1) return;
    const first = !natural;
    natural = now;
    const fits = first && now <= innerHeight && innerHeight - now <= SPARE;
    if (first || now !== said) say(fits ? innerHeight : now);
  }

  addEventListener("message", (event) => {
    if (event.source !== host || !said) return;
    const data = event.data;
    const asks =
      (data?.message === "ready" && data.secret === secret && secret) ||
      data?.[ID] === "ready" ||
      (typeof data === "string" && pym && data.startsWith(`pymxPYMx${pym}xPYMxwidthxPYMx`));
    if (asks) say(said);
  });

  let waiting = 0;
  const later = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      measure();
    });
  };
  new ResizeObserver(later).observe($("#view .content") || document.body);

  // The script may run before the frame has learnt its width, and a frame that its host hides until it knows the height (WordPress) is drawn by
  // nobody: no observer, no animation frame. A timer goes on there.
  function begin(wait) {
    measure();
    if (host && !fixed && !said) setTimeout(begin, wait, Math.min(2 * wait, 1000));
  }
  begin(50);

  // ---- fragments ----

  const kept = new Map();

  // Plain requests, without headers of their own, so that a frame without an origin is spared the pre-flight.
  function part(name, changes = {}) {
    const { single, embed } = document.body.dataset;
    const query = new URLSearchParams(name === "detail" && single ? given.has("lang") ? { lang: given.get("lang") } : {} : state);
    for (const [key, value] of Object.entries(changes)) value === null ? query.delete(key) : query.set(key, value);
    query.delete("childId");
    query.set("part", name);
    const url = `${name === "figures" ? location.pathname : embed}?${query}`;
    if (!kept.has(url)) {
      const answer = fetch(url, { credentials: "omit" }).then(async (response) => {
        if (response.status >= 500) throw new Error(String(response.status));
        return response.text();
      });
      kept.set(url, answer);
      answer.catch(() => kept.delete(url));
      if (kept.size > 60) kept.delete(kept.keys().next().value);
    }
    return kept.get(url);
  }

  function announce(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  function tell(text) {
    if (text) $("#said").textContent = text.trim();
  }

  function failed(into) {
    if (!into.querySelector(":scope > .failed")) into.prepend($("#failed").content.cloneNode(true));
  }

  // ---- choosing an event ----

  let opener = null;
  let turn = 0;

  function select(slug) {
    for (const link of document.querySelectorAll("#events a[aria-current]")) link.removeAttribute("aria-current");
    if (slug) $(`#events .ev[data-event="${CSS.escape(slug)}"] > a`)?.setAttribute("aria-current", "true");
    for (const mark of document.querySelectorAll("#chart :is([data-event], [data-of])")) {
      mark.classList.toggle("on", slug === (mark.dataset.event ?? mark.dataset.of));
    }
    announce("timeline:select", { slug: slug || null });
  }

  async function open(slug) {
    const panel = $("#detail");
    const mine = ++turn;
    if (!panel.contains(document.activeElement)) opener = document.activeElement;
    select(slug);
    try {
      const html = await part("detail", { event: slug, page: null });
      if (mine !== turn) return;
      panel.innerHTML = html;
    } catch {
      if (mine !== turn) return;
      panel.replaceChildren();
      failed(panel);
    }
    panel.hidden = false;
    panel.scrollTop = 0;
    within(panel);
    panel.focus({ preventScroll: true });
    tell([panel.querySelector("h2"), panel.querySelector(".when")].map((one) => one?.textContent.trim()).filter(Boolean).join(", "));
  }

  function close() {
    const panel = $("#detail");
    turn += 1;
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    select(null);
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  // A frame may be taller than the reader's window: the panel opens in the part that is seen.
  function within(panel) {
    panel.style.removeProperty("inset-block");
    const watch = new IntersectionObserver(([entry]) => {
      watch.disconnect();
      const seen = entry.intersectionRect;
      if (seen.height >= 200 && seen.height < innerHeight - 8) panel.style.insetBlock = `${Math.floor(seen.top)}px ${Math.floor(innerHeight - seen.bottom)}px`;
    });
    watch.observe($("#view"));
  }

  // ---- other views: a zoom, a filter ----

  async function show(name, query) {
    const mine = ++turn;
    const target = name === "chart" ? $("#chart") : $("#view");
    const before = state;
    state = query;
    target.setAttribute("aria-busy", "true");
    try {
      const html = await part(name, { event: null, width: width() });
      if (mine !== turn) return;
      // What chart.js waits for on the pages, where htmx does this.
      const said = (when) => target.dispatchEvent(new CustomEvent(`htmx:${when}:swap`, { bubbles: true, detail: { ctx: { target } } }));
      said("before");
      if (name === "chart") target.innerHTML = html;
      else swap(target, html);
      said("after");
    } catch {
      if (mine !== turn) return;
      state = before;
      failed(target);
    } finally {
      for (const one of document.querySelectorAll("[aria-busy]")) one.removeAttribute("aria-busy");
    }
    whole();
    tell($("#count")?.textContent);
  }

  // The filter form stays where it is, with the reader's finger on it; its counts are new.
  function swap(target, html) {
    const controls = $("#controls");
    const focused = controls?.contains(document.activeElement) ? document.activeElement : null;
    const answer = new DOMParser().parseFromString(`<main>${html}</main>`, "text/html").querySelector("main");
    const fresh = answer.querySelector("#controls");
    if (controls && fresh) {
      for (const box of fresh.querySelectorAll("input[type=checkbox]")) {
        const row = [...controls.querySelectorAll(`input[name="${box.name}"]`)].find((one) => one.value === box.value)?.closest("label");
        if (!row) continue;
        row.className = box.closest("label").className;
        row.querySelector(".n").textContent = box.closest("label").querySelector(".n").textContent;
        row.querySelector("input").checked = box.checked;
      }
      fresh.replaceWith(controls);
    }
    target.replaceChildren(...answer.childNodes);
    focused?.focus({ preventScroll: true });
    const content = target.querySelector(".content");
    if (content) new ResizeObserver(later).observe(content);
  }

  function filtered(form) {
    const query = new URLSearchParams(state);
    const data = new FormData(form);
    for (const name of ["side", "kind", "confidence", "from", "to"]) {
      query.delete(name);
      for (const value of data.getAll(name)) if (value) query.append(name, value);
    }
    for (const name of ["window", "page", "event"]) query.delete(name);
    return query;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("#controls form");
    if (form) show("view", filtered(form));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#controls form");
    if (!form) return;
    event.preventDefault();
    show("view", filtered(form));
  });

  // In a sandbox a form is never sent, so Enter is heard here; a date field's own `change` comes only when it is left.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
    const form = event.key === "Enter" && event.target.closest("#controls form");
    if (form && event.target.matches("input:not([type=checkbox])")) {
      event.preventDefault();
      show("view", filtered(form));
    }
  });

  function whole() {
    const button = $("#whole");
    if (button) button.hidden = (state.get("window") || "") === (start.get("window")?.[0] || "");
  }

  // ---- the chart's script: keys, cards, zoom; brought by the first touch, never by the page itself ----

  // Drawings that are asked for fit this frame and bring their figure. Steps of 40 px, so that a shared cache serves neighbours alike.
  const narrow = matchMedia("(max-width: 599px)");
  function width() {
    const steps = Math.floor((document.documentElement.clientWidth - 4) / 40) * 40;
    return narrow.matches ? Math.min(steps, 560) : Math.max(steps, 600);
  }
  narrow.addEventListener("change", () => {
    if ($("#chart > .score.only")) show("chart", state);
  });

  // It asks for another window through htmx. In a frame this stands in for it: no history, no pre-flight, 12 kB less.
  window.htmx = {
    ajax(_verb, address, { target }) {
      const query = new URLSearchParams(state);
      const window_ = new URL(address, location.href).searchParams.get("window");
      window_ ? query.set("window", window_) : query.delete("window");
      return show(target.id === "chart" ? "chart" : "view", query);
    },
  };

  let script;
  let pointer = null;
  function chart(event) {
    pointer = event.type === "pointerover" ? event : pointer;
    if (!script && event.target.closest?.("#chart")) {
      script = taken().catch(() => {
        script = null; // the drawing goes on working without it; the next touch tries again
      });
    }
  }

  // The first drawings came without the figures that the script reads. It is fetched beside them, and runs after them.
  async function taken() {
    // Whole: in a frame without an origin this script is a stranger's, from which no address can be reckoned.
    const address = new URL(document.body.dataset.chart, location.href).href;
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: address }));
    const scores = document.querySelectorAll("#chart > .score");
    if (scores.length && !$("#chart > script")) {
      const figures = new DOMParser().parseFromString(await part("figures"), "text/html");
      if (scores[0].isConnected) scores[0].parentElement.append(...figures.querySelectorAll("script"));
    }
    await import(address);
    // What the reader did meanwhile: the pointer rests on a mark, the keyboard stands on one.
    const root = $("#chart");
    if (root?.contains(document.activeElement)) root.focus({ preventScroll: true });
    if (pointer) root?.dispatchEvent(new PointerEvent("pointermove", pointer));
  }
  for (const name of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(name, chart, { passive: true });

  // ---- links ----

  document.addEventListener("click", (event) => {
    if (event.target.closest("#whole")) {
      const query = new URLSearchParams(state);
      const first = start.get("window")?.[0];
      first ? query.set("window", first) : query.delete("window");
      show("chart", query);
      return;
    }
    if (event.target.closest(".blocked button")) {
      event.target.closest(".blocked").remove();
      return;
    }
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    if (!link) return;
    const url = new URL(link.href.baseVal ?? link.href, location.href);
    const asked = url.searchParams;
    const slug = link.matches("#events a, #chart a") ? link.closest("[data-event]")?.dataset.event : link.dataset.into === "detail" && asked.get("event");
    if (link.hasAttribute("data-closes-event")) close();
    else if (slug) open(slug);
    else if (link.dataset.into === "detail") close();
    else if (link.matches("#chart a") && asked.has("window")) {
      const query = new URLSearchParams(state);
      query.set("window", asked.get("window"));
      show("chart", query);
    } else if (link.dataset.into === "view" || link.dataset.into === "results") {
      for (const name of ["title", "subtitle", "theme", "lang", "height", "key", "labels", "overview", "controls", "view"])
        if (state.has(name)) asked.set(name, state.get(name));
      show("view", asked);
    } else {
      leave(event, url);
      return;
    }
    event.preventDefault();
  });

  // In a plain frame the browser opens a window. In a sandbox it may not: WordPress opens links to this site when it is told to, and where
  // nothing can open, the reader is given the address.
  function leave(event, url) {
    if (!opaque || !/^https?:$/.test(url.protocol)) return;
    event.preventDefault();
    const ours = new URL(location.href).host;
    if (secret) {
      const page = url.host === ours ? url : event.target.closest("article[data-event]")?.querySelector(".open a");
      if (page) post({ message: "link", value: page.href, secret });
      else address(url.href);
      return;
    }
    const opened = window.open(url.href, "_blank");
    if (!opened) address(url.href);
    else
      try {
        opened.opener = null;
      } catch {
        // The window is in a sandbox of its own: it cannot reach us either.
      }
  }

  function address(text) {
    $(".blocked")?.remove();
    const note = $("#blocked").content.cloneNode(true);
    const field = note.querySelector("input");
    field.value = text;
    document.body.append(note);
    field.focus();
    field.select();
  }

  // ---- an event's detail is on its way before it is asked for ----

  let nearing;
  function near(event) {
    clearTimeout(nearing);
    const link = event.target.closest?.("#events a, #chart a, #detail a[data-into=detail]");
    if (!link || navigator.connection?.saveData) return;
    const slug = link.closest("#events [data-event], #chart [data-event]")?.dataset.event || new URL(link.href.baseVal ?? link.href, location.href).searchParams.get("event");
    if (slug) nearing = setTimeout(() => part("detail", { event: slug, page: null }).catch(() => {}), 50);
  }
  document.addEventListener("pointerover", near, { passive: true });
  document.addEventListener("focusin", near);
})();
