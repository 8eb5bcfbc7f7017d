// The one line for an article: <script async src="https://…/embed.js"></script>. It needs no library and no configuration.
// It fits the height of every frame of ours in the page, also of those in a sandbox, and it knows the element
// <diplomatic-timeline src="https://…">, whose address may be any page of the timeline.
// Version 1. What this file understands today it understands for ever: articles are not edited again.
(() => {
  const own = document.currentScript || document.querySelector('script[src*="/embed.js"], script[src*="/embed.1.js"]');
  if (!own || window.DiplomaticTimeline) return;
  const home = new URL(own.src, location.href).origin;
  window.DiplomaticTimeline = Object.freeze({ version: 1, home });
  const LEAST = 80;
  const MOST = 6000;

  // Any page of the timeline, as the embed of the same events; null for what is not ours.
  function embedded(address) {
    let url;
    if (!address) return null;
    try {
      url = new URL(address, home);
    } catch {
      return null;
    }
    if (url.origin !== home) return null;
    if (url.pathname.startsWith("/embed/")) return url.href;
    const [, language, path] = /^\/(?:(ar|fa|ckb)\/)?(.*)$/.exec(url.pathname);
    if (language) url.searchParams.set("lang", language);
    const record = /^(events|actors|storylines|sources|places)\/([^/]+)\/$/.exec(path);
    if (!record && path) return null;
    if (record && record[1] !== "events") url.searchParams.append(record[1].slice(0, -1), decodeURIComponent(record[2]));
    url.pathname = record?.[1] === "events" ? `/embed/events/${record[2]}/` : "/embed/";
    return url.href;
  }

  class Timeline extends HTMLElement {
    static observedAttributes = ["src", "title", "height"];
    #frame = null;

    connectedCallback() {
      this.#draw();
    }

    attributeChangedCallback(name, before, now) {
      if (this.#frame && before !== now) this.#draw();
    }

    #draw() {
      const src = embedded(this.getAttribute("src") || "");
      if (!src) return; // what stands inside the element, a link, stays
      const narrow = Number(this.getAttribute("phone-height")) && this.clientWidth > 0 && this.clientWidth < 480;
      const height = Number(this.getAttribute(narrow ? "phone-height" : "height")) || 640;
      if (!this.#frame) {
        this.#frame = document.createElement("iframe");
        this.#frame.loading = "lazy";
        Object.assign(this.#frame.style, { border: "0", display: "block", width: "100%" });
        this.style.display = "block";
      }
      const frame = this.#frame;
      frame.title = this.title || document.title;
      frame.style.height = `${Math.min(MOST, Math.max(LEAST, height))}px`;
      if (frame.src !== src) frame.src = src;
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).append(frame);
    }

    holds(source) {
      return this.#frame?.contentWindow === source ? this.#frame : null;
    }
  }

  function frames() {
    return [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${home}/embed/`));
  }

  function frameOf(source) {
    for (const element of document.querySelectorAll("diplomatic-timeline")) {
      const frame = element.holds?.(source);
      if (frame) {
        element.style.minHeight = "0"; // the room that the snippet reserved
        return frame;
      }
    }
    return frames().find((frame) => frame.contentWindow === source);
  }

  addEventListener("message", ({ data, origin, source }) => {
    if ((origin !== home && origin !== "null") || data?.sentinel !== "amp" || data.type !== "embed-size") return;
    const height = Number(data.height);
    if (!Number.isFinite(height)) return;
    const frame = frameOf(source);
    if (frame) frame.style.height = `${Math.min(MOST, Math.max(LEAST, Math.ceil(height)))}px`;
  });

  if (!customElements.get("diplomatic-timeline")) customElements.define("diplomatic-timeline", Timeline);
  // Frames that were ready before this script say their height again.
  const ask = () => frames().forEach((frame) => frame.contentWindow?.postMessage({ "diplomatic-timeline": "ready" }, "*"));
  ask();
  if (document.readyState !== "complete") addEventListener("load", ask);
})();
