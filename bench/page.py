"""What a reader of `/` waits for: the first event, a filter by an actor and the first detail, in one interleaved run over running servers.

    uv run manage.py serve --port 8001              # one server a size: TIMELINE_DATA_DIR and TIMELINE_RATE_LIMITS=no before each
    uv run bench/page.py http://127.0.0.1:8001 http://127.0.0.1:8002

Each round opens every page anew, plain and on a slow phone and network (CPU a quarter as fast, 165 ms a request, 8.1 Mbit/s). A filter
is timed from the change of a tick to the frame in which the count is another, and with it the chart; `dims` is the first frame in which
the page itself leaves out what does not fit; `whole` is the frame in which the list and the counts have come too. A quarter is ticked
by a script, the others by the mouse, the space bar and a finger, held down for 80 ms as hands do: the page asks when they are pressed. A
server that was asked for the same before answers from its cache: start it anew. Compare the ratios.
"""

import argparse
import os
import shutil
import statistics

from playwright.sync_api import sync_playwright

FAST_4G = {"offline": False, "latency": 165, "downloadThroughput": 9e6 / 8 * 0.9, "uploadThroughput": 1.5e6 / 8 * 0.9}
MARKS = "#chart .score .ev-m, #chart .score .bub"
FRAME = """window.frame = (look) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = look;
  channel.port2.postMessage(0);
});"""
"""Looks once the next frame is on its way out."""
FIRST = """(() => { if (window !== top) return;
  const seen = (mark) => { const box = mark.getBoundingClientRect(); return box.width && box.top < innerHeight && box.bottom > 0; };
  const look = () => { [...document.querySelectorAll("MARKS")].some(seen) ? (window.first = performance.now()) : frame(look); };
  frame(look); })()"""
FILTER = """(slug) => {
  const said = () => document.querySelector("#count").textContent + document.title;
  const box = document.querySelector(`#filters input[name=actor][value="${slug}"]`);
  const before = said();
  let dims = null, settled = null, start = null;
  for (let one = box.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  box.addEventListener("change", () => { start = performance.now(); }, { once: true, capture: true });
  window.filtered = new Promise((done) => {
    const look = () => {
      const now = performance.now() - start;
      if (start !== null && dims === null && document.querySelector("#events .ev.out")) dims = now;
      if (start !== null && settled === null && said() !== before) settled = now;
      if (settled === null || document.querySelector("[aria-busy=true]")) return frame(look);
      done({ settled, dims, whole: now });
    };
    frame(look);
  });
}"""
HELD = 80
"""Milliseconds between the way down and the way up of a button, a key or a finger."""
DETAIL = """() => new Promise((done) => {
  const link = [...document.querySelectorAll("#events .ev > a")].find((one) => one.getBoundingClientRect().top > innerHeight * 0.6);
  const start = performance.now();
  link.click();
  const slug = link.parentElement.dataset.event;
  const look = () => document.querySelector(`#detail article[data-event="${slug}"]`) ? done(performance.now() - start) : frame(look);
  frame(look); })"""
FILTERS = 8
"""Actors ticked in a round, one beside the other, in these ways in turns."""
WAYS = ("script", "mouse", "key", "finger")


def ticked(page, session, slug, way):
    page.evaluate(FILTER, slug)
    label = page.locator(f'#filters label:has(input[name=actor][value="{slug}"])')
    label.scroll_into_view_if_needed()
    label.hover()
    label.locator("input").focus()
    page.wait_for_timeout(300)
    box = label.bounding_box()
    finger = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
    down, up = {
        "mouse": (page.mouse.down, page.mouse.up),
        "key": (lambda: page.keyboard.down("Space"), lambda: page.keyboard.up("Space")),
        "finger": [
            lambda kind=kind, points=points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            for kind, points in (("touchStart", finger), ("touchEnd", []))
        ],
    }.get(way, (lambda: None, lambda: label.locator("input").evaluate("(box) => box.click()")))
    down()
    page.wait_for_timeout(HELD)
    up()
    return page.evaluate("window.filtered")


def once(browser, url, throttled, skip):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    if throttled:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", FAST_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(FRAME + FIRST.replace("MARKS", MARKS))
    page.goto(url, wait_until="load")
    page.wait_for_function("() => window.first && window.htmx && document.querySelector('#chart.live')")
    page.wait_for_timeout(1500)
    told = {"first event": page.evaluate("window.first"), "detail": page.evaluate(DETAIL)}
    page.wait_for_timeout(500)
    slugs = page.evaluate("[...document.querySelectorAll('#filters input[name=actor]')].map((box) => box.value)")[skip : skip + FILTERS]
    runs = []
    for n, slug in enumerate(slugs):
        runs.append(ticked(page, session, slug, WAYS[n % len(WAYS)]))
        page.wait_for_timeout(400)
    context.close()
    for n, way in enumerate(WAYS):
        told[way] = statistics.median(run["settled"] for run in runs[n :: len(WAYS)])
    told["dims"] = statistics.median(run["dims"] for run in runs if run["dims"] is not None)
    told["whole"] = statistics.median(run["whole"] for run in runs)
    return told


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("urls", nargs="+")
    cli.add_argument("--rounds", type=int, default=3)
    options = cli.parse_args()
    told = {(url, throttled): [] for url in options.urls for throttled in (False, True)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"])
        for number in range(options.rounds):
            for place, (url, throttled) in enumerate(told):
                # Each round ticks other actors: what has been asked for once comes from a cache.
                told[url, throttled].append(once(browser, url, throttled, 2 + (number * 2 + place % 2) * FILTERS))
        browser.close()
    print("| page | | first event, ms | detail, ms | filter dims, ms | settled, ms | by mouse | by key | by finger | whole, ms |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for (url, throttled), rounds in told.items():
        figures = [statistics.median(one[name] for one in rounds) for name in ("first event", "detail", "dims", *WAYS, "whole")]
        print(f"| {url} | {'slow' if throttled else 'plain'} | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
