// Plotly in the drawing's place: the same marks at the same pixels, drawn by plotly.js, which from then on follows every movement of time.
// Loaded by chart.js at the first touch. Movement, cards and choosing are chart.js's; this file only draws.
let loading = null;

function library(address) {
  loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      fail(new Error("plotly.js did not arrive"));
    };
    document.head.append(script);
  });
  return loading;
}

const iso = (day) => new Date((day - 719163) * 864e5).toISOString().slice(0, 19);

export class Plot {
  static async load(address) {
    return new Plot(await library(address));
  }

  constructor(plotly) {
    this.plotly = plotly;
    this.place = document.createElement("div");
    this.place.className = "plotly-place";
    this.place.setAttribute("aria-hidden", "true");
    // What the drawing held beside the overview: kept aside while Plotly stands in its place, for print and for a Plotly that fails.
    this.aside = null;
  }

  // Draw what `chart` holds and take its drawing's place; again after every new drawing and every change of theme.
  show(chart) {
    const { model, score } = chart;
    if (!score || !model?.figure.data) return;
    this.leave(chart);
    chart.root.append(this.place);
    this.put(chart);
    const { data, layout } = this.themed(model, chart.root);
    layout.width = score.clientWidth;
    layout.xaxis.range = this.range(chart);
    layout.hovermode = false;
    layout.dragmode = false;
    this.plotly.react(this.place, data, layout, model.config);
    this.name(chart);
    this.aside = { score, parts: [...score.querySelectorAll(".side-names > *, .plot > :not(.overview):not(defs)")].map((part) => [part, part.parentNode, part.nextSibling]) };
    for (const [part] of this.aside.parts) part.remove();
    chart.root.classList.add("plotted");
  }

  // A part of the drawing while Plotly stands in its place.
  kept(chart, selector) {
    if (this.aside?.score !== chart.score) return null;
    for (const [part] of this.aside.parts) {
      const found = part.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  // Give the drawing its place back.
  leave(chart) {
    for (const [part, parent, next] of this.aside?.parts.reverse() ?? []) parent.insertBefore(part, next?.parentNode === parent ? next : null);
    this.aside = null;
    chart.root.classList.remove("plotted");
  }

  put(chart) {
    const around = chart.root.getBoundingClientRect();
    const at = chart.score.getBoundingClientRect();
    this.place.style.top = `${at.top - around.top}px`;
    this.place.style.left = `${at.left - around.left}px`;
  }

  // The figure comes in the light theme's colours; `palette` says which token each stands for.
  themed(model, root) {
    const style = getComputedStyle(root);
    const colours = Object.fromEntries(Object.entries(model.palette).map(([colour, token]) => [colour, style.getPropertyValue(token).trim() || colour]));
    const text = JSON.stringify(model.figure, (_key, value) => (typeof value === "string" && value in colours ? colours[value] : value));
    return JSON.parse(text);
  }

  range(chart) {
    const { first, last } = chart.view;
    const ends = [iso(first), iso(last + 1)];
    return chart.rtl ? ends.reverse() : ends;
  }

  // Time moved under the reader's hand.
  move(chart) {
    if (chart.root.classList.contains("plotted")) this.plotly.relayout(this.place, { "xaxis.range": this.range(chart) });
  }

  // The page became wider or narrower.
  fit(chart) {
    if (!chart.root.classList.contains("plotted")) return;
    this.put(chart);
    const width = chart.score.clientWidth;
    if (width && this.place._fullLayout?.width !== width) this.plotly.relayout(this.place, { width });
    this.name(chart);
  }

  // Marks and labels say whose they are, as in the drawing, so that choosing and dimming are the same style rules.
  name(chart) {
    const { figure } = chart.model;
    this.place.querySelectorAll(".scatterlayer > .trace").forEach((group) => {
      const held = group.__data__?.[0]?.trace;
      const named = held && ["confirmed", "reported", "disputed"].includes(held.name);
      group.setAttribute("class", `trace scatter ${held?.name ?? ""}`);
      if (!named) return;
      group.querySelectorAll(".point").forEach((point) => {
        const slug = held.customdata[point.__data__.i];
        if (slug in chart.model.events) point.setAttribute("data-event", slug);
      });
    });
    this.place.querySelectorAll(".annotation").forEach((group) => {
      const slug = figure.layout.annotations[group.dataset.index]?.name;
      if (slug) group.setAttribute("data-of", slug);
    });
  }
}
