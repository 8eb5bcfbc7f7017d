// The page's scripts, once the chart has been painted: they would compete with it for a slow phone. What is pressed or ticked before they run is
// kept, and done when they do.
(() => {
  const root = document.documentElement;
  const later = document.getElementById("scripts");
  if (!later || window.htmx) return; // Back puts a body in place whose scripts run already
  const PATIENCE = 3000; // ms; then a link that was pressed leads where it would lead without scripts
  const HEARD = "a[data-into], #events a, #chart a[data-event], [data-opens], [data-closes], [data-menu], [data-zoom], [data-cite], [data-share], #theme";
  const wanted = [...later.content.querySelectorAll("script")];
  let missing = wanted.length;
  let pressed = null;
  let ticked = null;
  let impatient = 0;

  function press(event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const one = event.target.closest(HEARD);
    if (!one) return;
    event.preventDefault();
    clearTimeout(impatient);
    impatient = setTimeout(begin, PATIENCE);
    pressed = one;
    if (!one.matches("#events a, #chart a[data-event]")) return;
    // An event is asked for now, as timeline.js would ask, and shown when it comes.
    const { pathname, search } = new URL(one.href.baseVal ?? one.href, location.href);
    const url = pathname + search;
    if (window.early?.url === url) return;
    const answer = fetch(url, { headers: { "HX-Request": "true", "HX-Target": "aside#detail" }, signal: AbortSignal.timeout(20_000) });
    window.early = { url, answer };
    answer.then(async (response) => {
      const text = response.ok && (await response.clone().text());
      if (text && pressed === one) document.getElementById("detail").innerHTML = text;
    }, () => {}); // whoever takes it over hears of what went wrong
  }

  function tick(event) {
    if (event.target.closest("#filters")) ticked = event.target;
  }

  function begin() {
    clearTimeout(impatient);
    removeEventListener("click", press);
    removeEventListener("change", tick);
    if (ticked?.isConnected) ticked.dispatchEvent(new Event("change", { bubbles: true }));
    if (pressed?.isConnected) pressed.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
    ticked = pressed = null;
  }

  function arrived() {
    missing -= 1;
    if (missing) return;
    root.dataset.ready = ""; // for whoever drives a browser
    setTimeout(begin); // htmx has begun by then
  }

  function fetchAll() {
    for (const { type, src } of wanted) {
      const link = document.createElement("link");
      link.rel = type === "module" ? "modulepreload" : "preload";
      if (link.rel === "preload") link.as = "script";
      link.href = src;
      document.head.append(link);
    }
  }

  function run() {
    for (const one of wanted) {
      const script = document.importNode(one);
      script.async = false; // in their order
      script.onload = script.onerror = arrived;
      document.head.append(script); // not to the body: that would have it dressed anew
    }
  }

  // Once the next frame is on its way to the screen; a page in the background has none.
  function painted(then, pause = 0) {
    if (document.hidden) then();
    else requestAnimationFrame(() => setTimeout(then, pause));
  }

  function whole() {
    root.classList.add("rail-in");
    painted(() => root.classList.add("list-in"));
    run();
  }

  addEventListener("click", press);
  addEventListener("change", tick);
  painted(fetchAll, 20);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", whole);
  else whole();
})();
