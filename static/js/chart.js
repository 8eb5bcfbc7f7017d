// The chart under the reader's hands: cards, choosing, keys, zoom, the overview's handles. It works on the drawing that the server sent; from
// the first touch on, Plotly (plot.js) takes the drawing's place. The document's contract is in docs/chart.md.
const EPOCH = 719163; // 1970-01-01 as an ordinal: days are counted from 1 January of the year 1
const DAY = 864e5;
const REACH = 24; // px within which a pointer means a mark
const LEAST = 3; // days that a window holds at least
const SETTLE = 180; // ms without movement before the server is asked
const SVG = "http://www.w3.org/2000/svg";

export const dayOf = (moment) => Date.parse(`${moment}Z`) / DAY + EPOCH;
export const isoOf = (ordinal) => new Date((ordinal - EPOCH) * DAY).toISOString().slice(0, 10);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function make(tag, className, attributes = {}) {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function draw(parent, tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

// What is said to a screen reader. The region is outside the chart, so that it outlives every drawing.
function say(text) {
  let region = document.getElementById("said");
  if (!region) {
    region = make("p", "vh", { id: "said", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = text;
}

export class Chart {
  constructor(root, plot = null) {
    this.root = root;
    this.plot = plot;
    this.words = { ...root.dataset };
    this.beneath = draw(make("div", ""), "svg", { class: "beneath", "aria-hidden": "true" });
    this.above = draw(make("div", ""), "svg", { class: "above", "aria-hidden": "true" });
    this.card = make("div", "card", { "aria-hidden": "true" });
    this.card.hidden = true;
    this.strip = make("div", "handles");
    this.strip.addEventListener("focusin", () => this.overviewMoved());
    this.chosen = null;
    this.active = null;
    this.engaged = false;
    this.listen();
    // Nothing is measured while the page is still being put together: the browser says when it has been laid out.
    this.placed = false;
    this.read();
    new ResizeObserver(() => this.resized()).observe(root);
  }

  // ---- what the server sent ----

  // The drawing that the style sheet shows, and what it is made of. Called for every drawing that arrives, and again for one whose size changed:
  // then Plotly has what is to be read here.
  read() {
    this.plot?.leave(this);
    const shown = [...this.root.querySelectorAll(":scope > .score")];
    this.score = shown.find((one) => one.getClientRects().length) ?? shown[0] ?? null;
    this.data = null;
    // Said again with every drawing: Back lays the server's own page over this one.
    this.root.tabIndex = this.score ? 0 : -1;
    this.root.setAttribute("role", "application");
    this.root.setAttribute("aria-label", [this.words.title, this.words.keys].filter(Boolean).join(". "));
    this.root.classList.add("live");
    if (!this.score) return;
    for (const link of this.score.querySelectorAll("a")) link.tabIndex = -1;
    this.svg = this.score.querySelector("svg.plot");
    this.rtl = document.documentElement.dir === "rtl";
    this.drawn = { first: +this.score.dataset.first, last: +this.score.dataset.last };
    this.view = { ...this.drawn };
    this.floor = +this.score.dataset.floor;
    this.hrefs = new Map([...this.score.querySelectorAll("a.ev-m")].map((link) => [link.dataset.event, link.getAttribute("href")]));
    this.bubbleWords = new Map([...this.score.querySelectorAll("a.bub")].map((link) => [link.dataset.window, link.getAttribute("aria-label")]));
    const chosen = this.score.querySelector("a.ev-m.on")?.dataset.event ?? this.chosen;
    const { overviewed } = this;
    this.extent = overviewed ? { first: +overviewed.dataset.first, last: +overviewed.dataset.last } : this.extent ?? { ...this.drawn };
    if (this.placed) this.overlay();
    this.active = null;
    this.hideCard();
    this.plot?.show(this);
    this.choose(chosen);
    if (this.out) this.dim(this.out);
  }

  // The figure and everything that a card says: read when it is first needed, since most readers only look.
  get model() {
    if (this.data || !this.score) return this.data;
    const held = [...this.score.classList].map((size) => this.root.querySelector(`:scope > #figure-${size}`)).find(Boolean);
    this.data = held ? JSON.parse(held.textContent) : { figure: { data: [], layout: {} }, events: {}, lanes: [], palette: {}, config: {} };
    const items = [];
    const bubbles = new Map();
    for (const trace of this.data.figure.data) {
      if (trace.name !== "bubble") continue;
      trace.customdata.forEach((span, n) => {
        const t = dayOf(trace.x[n]);
        const [first, last] = span.split("/").map(Number);
        const bubble = bubbles.get(span) ?? { window: { first, last }, t, ys: [] };
        bubble.ys.push(trace.y[n]);
        bubbles.set(span, bubble);
      });
    }
    for (const trace of this.data.figure.data) {
      if (!["confirmed", "reported", "disputed"].includes(trace.name)) continue;
      // A lane in which a bubble holds one event shows that event's symbol: it belongs to the bubble.
      trace.customdata.forEach((slug, n) => {
        if (slug in this.data.events) return;
        const bubble = [...bubbles.values()].find((one) => Math.abs(one.t - dayOf(trace.x[n])) < 0.01);
        bubble?.ys.push(trace.y[n]);
      });
    }
    for (const [slug, one] of Object.entries(this.data.events)) items.push({ slug, t: dayOf(one.x), ys: one.y, lanes: one.lanes, ...one });
    for (const one of bubbles.values()) items.push({ ...one, ys: one.ys.sort((a, b) => a - b) });
    this.data.items = items.sort((a, b) => a.t - b.t);
    return this.data;
  }

  item(slug) {
    return this.model?.items.find((one) => one.slug === slug);
  }

  // ---- places ----

  get box() {
    return this.svg.getBoundingClientRect();
  }

  // px from the plot's left edge.
  place(t) {
    const share = (t - this.view.first) / (this.view.last + 1 - this.view.first);
    return (this.rtl ? 1 - share : share) * this.box.width;
  }

  moment(px) {
    const share = this.rtl ? 1 - px / this.box.width : px / this.box.width;
    return this.view.first + share * (this.view.last + 1 - this.view.first);
  }

  nearest(clientX, clientY) {
    const { left, top } = this.box;
    const [x, y] = [clientX - left, clientY - top];
    let found = null;
    let best = REACH;
    if (y > this.floor + 6) return null;
    for (const item of this.model?.items ?? []) {
      const dx = Math.abs(this.place(item.t) - x);
      if (dx > best) continue;
      item.ys.forEach((markY, row) => {
        const away = Math.hypot(dx, markY - y);
        if (away < best) [best, found] = [away, { item, row }];
      });
    }
    return found;
  }

  // ---- choosing ----

  choose(slug) {
    this.chosen = slug ?? null;
    const id = slug && CSS.escape(slug);
    for (const on of this.root.querySelectorAll(".on")) on.classList.remove("on");
    if (slug) for (const part of this.root.querySelectorAll(`[data-event="${id}"], [data-of="${id}"]`)) part.classList.add("on");
    const here = Boolean(slug && this.hrefs?.has(slug));
    for (const part of [this.root, this.score]) part?.classList.toggle("chosen", here);
    // Paper may have another drawing, in which the event may lie in a group.
    for (const other of this.root.querySelectorAll(":scope > .score")) if (other !== this.score) other.classList.toggle("chosen", other.querySelector(".on") !== null);
    this.mark();
  }

  // The chosen event's dates as a band across the lanes, its tie, and the day on the axis; the ring of the keyboard.
  mark() {
    if (!this.placed) return;
    this.beneath.replaceChildren();
    this.above.replaceChildren();
    for (const tick of this.root.querySelectorAll(".covered")) tick.classList.remove("covered");
    if (!this.score) return;
    const around = this.root.getBoundingClientRect();
    const { left, top, width } = this.box;
    for (const layer of [this.beneath, this.above]) {
      layer.style.left = `${left - around.left}px`;
      layer.style.top = `${top - around.top}px`;
      layer.style.width = `${width}px`;
      layer.style.height = `${this.floor + 30}px`;
    }
    const item = this.chosen && this.hrefs.has(this.chosen) ? this.item(this.chosen) : null;
    if (item) {
      const ends = item.span.map((one) => this.place(dayOf(one))).sort((a, b) => a - b);
      const [low, high] = [ends[0] - 9, ends[1] + 9];
      draw(this.beneath, "rect", { class: "band", x: low, width: high - low, height: this.floor });
      const x = this.place(item.t);
      this.spanOf(this.chosen);
      if (item.ys.length > 1) draw(this.beneath, "line", { class: "tie", x1: x, x2: x, y1: item.ys[0], y2: item.ys.at(-1) });
      this.pill(item.card[1], clamp((low + high) / 2, 0, width), width);
    }
    if (this.active && document.activeElement === this.root && this.root.matches(":focus-visible")) {
      const x = this.place(this.active.item.t);
      draw(this.above, "circle", { class: "ring", cx: x, cy: this.active.item.ys[this.active.row], r: 13 });
    }
  }

  // Plotly's bars of one colour are one line and dim together: the chosen event's own lies beneath, as the drawing has it.
  spanOf(slug) {
    const own = this.plot?.kept(this, `.u[data-of="${CSS.escape(slug)}"]`);
    if (!own) return;
    const ends = [this.place(this.drawn.first), this.place(this.drawn.last + 1)].sort((a, b) => a - b);
    const held = draw(this.beneath, "svg", { class: "span", x: ends[0], width: ends[1] - ends[0], overflow: "visible" });
    for (const part of own.querySelectorAll(".bar, .wh")) held.append(part.cloneNode());
  }

  pill(text, x, width) {
    const words = draw(this.above, "text", { class: "pill-words", y: this.floor + 16, dy: ".35em" });
    words.textContent = this.rtl ? `\u2067${text}\u2069` : text;
    const long = words.getComputedTextLength() + 12;
    const middle = clamp(x, Math.min(long / 2, width / 2), Math.max(width - long / 2 + 8, width / 2));
    words.setAttribute("x", middle);
    const under = (part) => {
      const { left, right, top } = part.getBoundingClientRect();
      return top - this.box.top > this.floor + 4 && top - this.box.top < this.floor + 30 && left - this.box.left < middle + long / 2 + 3 && right - this.box.left > middle - long / 2 - 3;
    };
    for (const tick of this.root.querySelectorAll(".axis text, .plotly-place .annotation:not([data-of])")) tick.classList.toggle("covered", under(tick));
    const ground = draw(this.above, "rect", { class: "pill", x: middle - long / 2, y: this.floor + 5, width: long, height: 22, rx: 2 });
    this.above.insertBefore(ground, words);
  }

  // Events that a filter is about to leave out are dimmed before the server has answered.
  dim(out) {
    this.out = out;
    for (const part of this.root.querySelectorAll("[data-event], [data-of]")) part.classList.toggle("out", out.has(part.dataset.event ?? part.dataset.of));
  }

  // ---- cards ----

  cardOf(item) {
    if (item.slug) return item.card;
    const label = this.bubbleWords.get(`${isoOf(item.window.first)}/${isoOf(item.window.last)}`);
    return [label ?? `${isoOf(item.window.first)} – ${isoOf(item.window.last)}`, this.words.zoomHint ?? ""];
  }

  showCard({ item, row }) {
    const [title, ...lines] = this.cardOf(item);
    const head = make("b", "");
    head.textContent = title;
    const rest = lines.filter(Boolean).map((line) => Object.assign(make("span", ""), { textContent: line }));
    this.card.replaceChildren(head, ...rest);
    this.card.dir = this.rtl ? "rtl" : "ltr";
    this.card.hidden = false;
    const around = this.root.getBoundingClientRect();
    const { left, top } = this.box;
    const x = left - around.left + this.place(item.t);
    const y = top - around.top + item.ys[row];
    const { offsetWidth: wide, offsetHeight: tall } = this.card;
    const room = around.width;
    const beside = x + 16 + wide <= room ? x + 16 : x - 16 - wide >= 0 ? x - 16 - wide : clamp(x - wide / 2, 0, room - wide);
    const over = beside === x + 16 || beside === x - 16 - wide ? y - tall / 2 : y - tall - 16;
    this.card.style.left = `${beside}px`;
    this.card.style.top = `${Math.max(over, -around.top + 4)}px`;
    this.carded = item;
  }

  hideCard() {
    clearTimeout(this.carding);
    this.card.hidden = true;
    this.carded = null;
  }

  hover(event) {
    if (event.pointerType === "touch" || this.pulling) return;
    const found = this.nearest(event.clientX, event.clientY);
    this.root.classList.toggle("pointing", Boolean(found));
    clearTimeout(this.carding);
    if (!found) {
      this.carding = setTimeout(() => this.hideCard(), 80);
    } else if (found.item !== this.carded) {
      this.carding = setTimeout(() => this.showCard(found), 80);
    }
    if (found?.item.slug) this.near(found.item.slug);
  }

  // The page's script fetches an event's detail when a pointer or the keyboard nears its link.
  near(slug) {
    if (this.nearing === slug) return;
    this.nearing = slug;
    this.through(slug, (link) => link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })));
  }

  // An event's link, also where Plotly has taken the drawing's place: whoever listens for such links hears it.
  through(slug, act) {
    const href = this.hrefs.get(slug);
    if (!href) return;
    const link = make("a", "vh", { href, "data-event": slug, tabindex: "-1", "aria-hidden": "true" });
    this.root.append(link);
    act(link);
    link.remove();
  }

  open(item) {
    if (item.slug) {
      this.choose(item.slug);
      this.through(item.slug, (link) => link.click());
    } else if (this.still) {
      this.bubble(item)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    } else {
      this.zoomTo(item.window.first, item.window.last, true);
    }
    this.hideCard();
    this.carded = item;
  }

  bubble({ window: { first, last } }) {
    return this.root.querySelector(`a.bub[data-window="${isoOf(first)}/${isoOf(last)}"]`);
  }

  // On a page that is about one record the chart is a picture with cards and links: its window is the page's own.
  get still() {
    return this.root.dataset.still !== undefined;
  }

  // In an article pointers and fingers pass over by the way: Plotly, 400 kB, comes when the chart is pressed, pulled or reached by keys.
  get patient() {
    return this.root.dataset.patient !== undefined;
  }

  // ---- time ----

  get full() {
    const room = Math.max(1, Math.round((this.extent.last - this.extent.first) * 0.02));
    return { first: this.extent.first - room, last: this.extent.last + room };
  }

  // Show the days from `first` to `last`; `roomy` leaves some air around them. The server is asked once nothing moves.
  zoomTo(first, last, roomy = false) {
    // While an answer takes the drawing's place a hand has nothing to be measured by; its next movement has.
    if (!Number.isFinite(first) || !Number.isFinite(last)) return;
    const days = last - first + 1;
    const air = roomy ? Math.max(1, Math.round(days * 0.08)) : 0;
    let [low, high] = [first - air, last + air];
    const { first: floor, last: ceiling } = this.full;
    if (high - low + 1 < LEAST) {
      const middle = (low + high) / 2;
      [low, high] = [middle - (LEAST - 1) / 2, middle + (LEAST - 1) / 2];
    }
    const span = Math.min(high - low, ceiling - floor);
    low = clamp(low, floor, ceiling - span);
    this.view = { first: low, last: low + span };
    this.moved = true;
    this.plot?.move(this);
    this.overviewMoved();
    this.mark();
    this.hideCard();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.ask(), SETTLE);
  }

  zoom(factor, at = (this.view.first + this.view.last + 1) / 2) {
    const span = (this.view.last + 1 - this.view.first) * factor;
    const share = (at - this.view.first) / (this.view.last + 1 - this.view.first);
    const low = at - share * span;
    this.zoomTo(low, low + span - 1);
  }

  pan(days) {
    this.zoomTo(this.view.first + days, this.view.last + days);
  }

  whole() {
    this.view = { ...this.full };
    this.plot?.move(this);
    this.overviewMoved();
    this.mark();
    clearTimeout(this.asking);
    this.ask(true);
  }

  // The server lays the window out anew and puts it into the address. Whole is no window at all.
  ask(whole = false) {
    this.moved = false;
    const { first, last } = this.full;
    const low = clamp(Math.round(this.view.first), 1, 3652059);
    const high = clamp(Math.round(this.view.last), low, 3652059);
    const all = whole || (low <= first && high >= last);
    if (!all && low === this.drawn.first && high === this.drawn.last) return;
    const url = new URL(this.root.dataset.src || location.href, location.href);
    url.hash = "";
    if (all) url.searchParams.delete("window");
    else url.searchParams.set("window", `${isoOf(low)}/${isoOf(high)}`);
    url.searchParams.set("width", this.width);
    if (this.chosen) url.searchParams.set("event", this.chosen);
    if (!window.htmx) {
      url.searchParams.delete("width");
      location.assign(url.pathname + url.search);
      return;
    }
    // A picture that grows or shrinks under the hand would move the list: while the window moves, the chart keeps the height it had.
    this.root.style.minBlockSize = `${this.root.offsetHeight}px`;
    this.root.setAttribute("aria-busy", "true");
    window.htmx.ajax("GET", url.pathname + url.search, { source: this.root, target: this.root, swap: "innerHTML" });
  }

  // The width to lay out for, in steps, so that a shared cache serves neighbours alike; the drawing stretches over the rest.
  get width() {
    return Math.floor(this.root.clientWidth / 40) * 40;
  }

  // ---- the overview: two sliders and the window between them ----

  overlay() {
    this.root.append(this.beneath, this.above, this.strip, this.card);
    this.overview();
  }

  get overviewed() {
    return this.still ? null : this.score.querySelector(".overview");
  }

  overview() {
    const group = this.overviewed;
    this.strip.replaceChildren();
    this.handles = null;
    if (!group) return;
    const top = +group.dataset.top;
    const tall = +group.dataset.height;
    this.strip.style.setProperty("--top", `${top}px`);
    this.strip.style.setProperty("--tall", `${tall}px`);
    const between = make("div", "between", { "aria-hidden": "true" });
    const handles = ["first", "last"].map((end) =>
      make("div", `handle ${end}`, {
        role: "slider",
        tabindex: "0",
        "data-end": end,
        "aria-label": (end === "first" ? this.words.startLabel : this.words.endLabel) ?? end,
        "aria-orientation": "horizontal",
        "aria-valuemin": this.extent.first,
        "aria-valuemax": this.extent.last,
      }),
    );
    this.strip.append(between, ...handles);
    this.handles = { between, first: handles[0], last: handles[1] };
    this.overviewMoved();
    // The handle that was in use went with the drawing that another took the place of.
    if (this.held && document.activeElement === document.body) this.handles[this.held].focus({ preventScroll: true });
    this.held = null;
  }

  overviewPlace(t) {
    const share = clamp((t - this.extent.first) / (this.extent.last + 1 - this.extent.first), 0, 1);
    return (this.rtl ? 1 - share : share) * this.box.width;
  }

  overviewMoved() {
    if (!this.handles) return;
    const around = this.root.getBoundingClientRect();
    const { left, top, width } = this.box;
    this.strip.style.left = `${left - around.left}px`;
    this.strip.style.width = `${width}px`;
    this.strip.style.top = `calc(${top - around.top}px + var(--top))`;
    let [a, b] = [this.overviewPlace(this.view.first), this.overviewPlace(this.view.last + 1)].sort((x, y) => x - y);
    if (b - a < 24) {
      const middle = clamp((a + b) / 2, 12, width - 12);
      [a, b] = [middle - 12, middle + 12];
    }
    const { between, first, last } = this.handles;
    between.style.left = `${a}px`;
    between.style.width = `${b - a}px`;
    first.style.left = `${this.rtl ? b : a}px`;
    last.style.left = `${this.rtl ? a : b}px`;
    // A browser's first date in words takes a slow phone a tenth of a second: it waits for somebody who uses the strip.
    const spoken = this.strip.contains(document.activeElement);
    for (const [handle, day] of [[first, this.view.first], [last, this.view.last]]) {
      const shown = Math.round(clamp(day, this.extent.first, this.extent.last));
      handle.setAttribute("aria-valuenow", shown);
      handle.setAttribute("aria-valuetext", spoken ? this.dateWords(shown) : isoOf(shown));
    }
    // The drawing's own frame is the server's: ours replaces it.
    this.svg.querySelector(".overview .window")?.setAttribute("visibility", "hidden");
  }

  dateWords(day) {
    const language = document.documentElement.lang;
    const locale = { ar: "ar-IQ-u-nu-latn-ca-gregory", fa: "fa-u-ca-gregory" }[language] ?? language;
    const [known] = Intl.DateTimeFormat.supportedLocalesOf([locale]);
    if (!known) return isoOf(day);
    return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format((day - EPOCH) * DAY);
  }

  dragOverview(event) {
    const end = event.target.dataset.end ?? "both";
    const start = { x: event.clientX, ...this.view };
    const days = this.extent.last + 1 - this.extent.first;
    event.preventDefault();
    if (event.target.dataset.end) event.target.focus();
    event.target.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const by = ((moved.clientX - start.x) / this.box.width) * days * (this.rtl ? -1 : 1);
      if (end === "both") this.zoomTo(start.first + by, start.last + by);
      else if (end === "first") this.zoomTo(Math.min(start.first + by, start.last - LEAST), start.last);
      else this.zoomTo(start.first, Math.max(start.last + by, start.first + LEAST));
    };
    const stop = () => {
      event.target.removeEventListener("pointermove", move);
      event.target.removeEventListener("pointerup", stop);
      event.target.removeEventListener("pointercancel", stop);
    };
    event.target.addEventListener("pointermove", move);
    event.target.addEventListener("pointerup", stop);
    event.target.addEventListener("pointercancel", stop);
  }

  slide(event) {
    const end = event.target.dataset.end;
    const days = this.extent.last + 1 - this.extent.first;
    const forward = this.rtl ? -1 : 1;
    const step = Math.max(1, Math.round((this.view.last - this.view.first) / 20));
    const moves = { ArrowRight: forward * step, ArrowUp: step, ArrowLeft: -forward * step, ArrowDown: -step, PageUp: step * 5, PageDown: -step * 5, Home: -days, End: days };
    if (!(event.key in moves)) return false;
    const { first, last } = this.view;
    if (end === "first") this.zoomTo(clamp(first + moves[event.key], this.full.first, last - LEAST), last);
    else this.zoomTo(first, clamp(last + moves[event.key], first + LEAST, this.full.last));
    return true;
  }

  // ---- keys: one stop for Tab, arrows inside ----

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.dataset.end) {
      if (this.slide(event)) event.preventDefault();
      return;
    }
    if (event.target !== this.root) return;
    const forward = this.rtl ? -1 : 1;
    const keys = {
      ArrowRight: () => this.walk(forward),
      ArrowLeft: () => this.walk(-forward),
      ArrowDown: () => this.climb(1),
      ArrowUp: () => this.climb(-1),
      Home: () => this.go(0),
      End: () => this.go(this.model.items.length - 1),
      Enter: () => this.active && this.open(this.active.item),
      " ": () => this.active && this.open(this.active.item),
      "+": () => this.zoom(0.6, this.active?.item.t),
      "=": () => this.zoom(0.6, this.active?.item.t),
      "-": () => this.zoom(1 / 0.6, this.active?.item.t),
      "−": () => this.zoom(1 / 0.6, this.active?.item.t),
      0: () => this.whole(),
    };
    if (event.key === "Escape" && this.carded) {
      this.hideCard();
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const act = keys[event.key];
    if (!act || !this.score || (this.still && "+=-−0".includes(event.key))) return;
    event.preventDefault();
    act();
  }

  get position() {
    const { items } = this.model;
    if (this.active) return items.indexOf(this.active.item);
    return this.chosen ? items.findIndex((one) => one.slug === this.chosen) : -1;
  }

  walk(step) {
    const { items } = this.model;
    if (!items.length) return;
    const now = this.position;
    const next = now < 0 ? (step > 0 ? 0 : items.length - 1) : now + step;
    if (next >= 0 && next < items.length) this.go(next);
    else this.beyond(step);
  }

  // At the window's edge the window moves on, where there is more.
  beyond(step) {
    if (this.still) return;
    const room = step > 0 ? this.full.last - this.view.last : this.view.first - this.full.first;
    if (room < 1) return;
    this.arriving = step;
    this.pan(step * Math.min(room, (this.view.last - this.view.first) * 0.6));
  }

  climb(step) {
    if (!this.active) {
      this.walk(1);
      return;
    }
    const row = clamp(this.active.row + step, 0, this.active.item.ys.length - 1);
    this.reach(this.active.item, row);
  }

  go(n) {
    const item = this.model.items[n];
    if (item) this.reach(item, Math.min(this.active?.row ?? 0, item.ys.length - 1));
  }

  reach(item, row) {
    this.active = { item, row };
    this.mark();
    this.showCard(this.active);
    const lane = item.lanes ? this.model.lanes[item.lanes[row]]?.name : null;
    say([...this.cardOf(item).slice(0, 2), lane].filter(Boolean).join(", "));
    clearTimeout(this.following);
    if (!item.slug) return;
    this.near(item.slug);
    // Where the panel stands beside the chart it follows the keys; where it would cover the page it waits for Enter.
    const panel = document.getElementById("detail");
    if (panel && getComputedStyle(panel).position !== "fixed" && this.chosen !== item.slug) {
      this.following = setTimeout(() => this.open(item), 350);
    }
  }

  // ---- pointers ----

  listen() {
    const { root } = this;
    root.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse" && !this.patient) this.waking = setTimeout(() => this.wake(), 120);
    });
    root.addEventListener("pointerleave", () => {
      clearTimeout(this.waking);
      clearTimeout(this.carding);
      this.root.classList.remove("pointing");
      this.hideCard();
      if (document.activeElement !== root) this.engaged = false;
    });
    root.addEventListener("focus", () => {
      if (!this.patient || root.matches(":focus-visible")) this.wake();
      this.mark();
    });
    root.addEventListener("blur", () => {
      this.hideCard();
      this.mark();
    });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("pointermove", (event) => this.score && this.hover(event), { passive: true });
    root.addEventListener("pointerdown", (event) => {
      if (!this.score || event.button) return;
      this.engaged = true;
      if (!this.patient || event.pointerType === "mouse") this.wake();
      if (this.strip.contains(event.target)) this.dragOverview(event);
      else if (!this.still) this.pull(event);
    });
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("auxclick", (event) => {
      if (event.button !== 1 || !this.score || this.strip.contains(event.target) || event.target.closest("a")) return;
      const found = this.nearest(event.clientX, event.clientY);
      if (found) this.aside(found.item);
    });
    root.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("dblclick", (event) => {
      if (this.score && !this.still && !this.nearest(event.clientX, event.clientY)) this.whole();
    });
    // A wheel over the chart scrolls the page until the reader has taken hold of the chart.
    root.addEventListener(
      "wheel",
      (event) => {
        if (!this.score || !this.plot || !(event.ctrlKey || this.engaged || document.activeElement === root)) return;
        if (event.clientY - this.box.top > this.floor) return;
        event.preventDefault();
        const days = this.view.last + 1 - this.view.first;
        const across = Math.abs(event.deltaX) > Math.abs(event.deltaY);
        if (across) this.pan(((event.deltaX * (this.rtl ? -1 : 1)) / this.box.width) * days);
        else this.zoom(Math.exp(clamp(event.deltaY, -120, 120) * (event.ctrlKey ? 0.01 : 0.0022)), this.moment(event.clientX - this.box.left));
      },
      { passive: false },
    );
  }

  // One pointer pulls time along, two stretch it.
  pull(event) {
    this.pointers ??= new Map();
    this.pointers.set(event.pointerId, event.clientX);
    if (this.pointers.size > 1) {
      this.begun = { ...this.view, xs: [...this.pointers.values()] };
      return;
    }
    this.begun = { ...this.view, xs: [event.clientX] };
    this.pulled = false;
    const move = (moved) => {
      if (!this.pointers.has(moved.pointerId)) return;
      this.pointers.set(moved.pointerId, moved.clientX);
      const xs = [...this.pointers.values()];
      const { begun } = this;
      const days = begun.last + 1 - begun.first;
      const at = (x) => begun.first + ((this.rtl ? this.box.right - x : x - this.box.left) / this.box.width) * days;
      if (xs.length === 1) {
        if (!this.pulled && Math.abs(xs[0] - begun.xs[0]) < 5) return;
        if (!this.pulled) this.hold(true);
        const by = at(begun.xs[0]) - at(xs[0]);
        this.frame(() => this.zoomTo(begun.first + by, begun.last + by));
      } else if (begun.xs.length > 1) {
        if (!this.pulled) this.hold(true);
        const [a, b] = [at(begun.xs[0]), at(begun.xs[1])];
        const [x, y] = xs.map((px) => (this.rtl ? this.box.right - px : px - this.box.left) / this.box.width);
        if (Math.abs(y - x) < 0.02) return;
        const span = (b - a) / (y - x);
        const low = a - x * span;
        if (span > 0) this.frame(() => this.zoomTo(low, low + span - 1));
      }
    };
    const stop = (ended) => {
      this.pointers.delete(ended.pointerId);
      if (this.pointers.size) {
        this.begun = { ...this.view, xs: [...this.pointers.values()] };
        return;
      }
      for (const name of ["pointermove", "pointerup", "pointercancel"]) removeEventListener(name, name === "pointermove" ? move : stop);
      setTimeout(() => this.hold(false));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  }

  hold(on) {
    this.pulled = on;
    this.pulling = on;
    this.root.classList.toggle("pulling", on);
    if (!on) return;
    this.wake();
    this.hideCard();
  }

  // At most one step a frame, the latest.
  frame(step) {
    this.step = step;
    if (this.framing) return;
    this.framing = requestAnimationFrame(() => {
      this.framing = null;
      this.step();
    });
  }

  click(event) {
    if (!this.score || this.strip.contains(event.target) || !event.isTrusted) return;
    if (this.pulled) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest("a");
    if (link?.matches(".ev-m") || (link && this.still)) {
      if (plain) this.choose(link.dataset.event);
      this.hideCard();
      return;
    }
    const found = this.nearest(event.clientX, event.clientY);
    if (!found || event.altKey || (link && !plain)) return;
    event.preventDefault();
    if (!plain) {
      this.aside(found.item);
      return;
    }
    if (found.item.slug) this.active = found;
    this.open(found.item);
  }

  // In a tab of its own, as a link opens that is pressed with Ctrl or the middle button: Plotly's marks are none.
  aside(item) {
    const href = item.slug ? this.hrefs.get(item.slug) : this.bubble(item)?.getAttribute("href");
    if (href) window.open(href, "_blank", "noopener");
  }

  // ---- Plotly ----

  // The first touch brings Plotly, never the page by itself: reading, scrolling and typing stay undisturbed.
  async wake() {
    if (this.plot || this.loading || this.still || !this.score || !this.root.dataset.plot) return;
    this.loading = true;
    try {
      const { Plot } = await import(this.root.dataset.plot);
      this.plot = await Plot.load(this.root.dataset.plotly);
      this.plot.show(this);
      this.choose(this.chosen); // chosen while Plotly was on its way
    } catch {
      // The drawing stays and keeps working; the next touch tries again.
      this.loading = false;
    }
  }

  resized() {
    if (!this.score || !this.root.isConnected) return;
    const first = !this.placed;
    this.placed = true;
    const shown = [...this.root.querySelectorAll(":scope > .score")].find((one) => one.getClientRects().length);
    if (shown && shown !== this.score) this.read();
    else this.plot?.fit(this);
    if (first) this.overlay();
    else this.overviewMoved();
    this.mark();
  }
}

// ---- the page's one chart, whichever drawing it holds ----

let chart = null;

function attach() {
  const root = document.getElementById("chart");
  if (!root) {
    chart = null;
  } else if (chart?.root !== root) {
    const focused = chart && !chart.root.isConnected && document.activeElement === document.body && chart.hadFocus;
    chart = new Chart(root, chart?.plot ?? null);
    if (focused) root.focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:before:swap", (event) => {
  // The height that a zoom kept is for this drawing: htmx would carry it over by an attribute, which the policy refuses.
  if (event.detail?.ctx?.target?.id === "results") chart?.root.removeAttribute("style");
  if (!chart) return;
  chart.hadFocus = chart.root.contains(document.activeElement);
  chart.held = document.activeElement?.dataset.end;
});

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  if (chart?.root.isConnected && target?.contains(chart.root)) {
    chart.out = null;
    chart.root.removeAttribute("aria-busy");
    const { arriving, moved, view } = chart;
    chart.arriving = null;
    chart.read();
    // Who moved on while the answer was on its way stays where they are; it is asked for once nothing moves.
    if (moved) chart.zoomTo(view.first, view.last);
    if (arriving) chart.go(arriving > 0 ? 0 : chart.model.items.length - 1);
  } else {
    attach();
  }
});

document.addEventListener("timeline:select", (event) => chart?.choose(event.detail.slug));
document.addEventListener("timeline:foreshadow", (event) => chart?.score && chart.dim(event.detail.out));
document.addEventListener("timeline:theme", () => chart?.plot?.show(chart));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart?.plot?.show(chart));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom]");
  if (!button || !chart?.score) return;
  event.preventDefault();
  chart.wake();
  if (button.dataset.zoom === "all") chart.whole();
  else chart.zoom(button.dataset.zoom === "in" ? 0.6 : 1 / 0.6);
});
addEventListener("beforeprint", () => {
  if (!chart?.plot) return;
  chart.plot.leave(chart);
  chart.choose(chart.chosen); // the drawing was aside when it was chosen
});
addEventListener("afterprint", () => chart?.plot?.show(chart));

attach();
