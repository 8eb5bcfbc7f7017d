"""What an embed costs a reader before touching it: bytes, and the time to the first visible event, in one interleaved run with

- `static`: a page with the same drawing and the same sheet inline, and nothing else: the limit of its kind;
- `timelinejs`: a minimal TimelineJS page with the same events, from npm, installed into a temporary folder and never kept.

    uv run bench/embed.py                          # five rounds on the shipped dataset
    uv run bench/embed.py --rounds 9 --query 'actor=iran'

All three are served by loopback servers, compressed with brotli, on a slow phone and network (CPU a quarter as fast, 165 ms a request,
8.1 Mbit/s). Compare the ratios: the machine's own speed is in the figures of all three.
"""

import argparse
import http.server
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import brotli
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
TIMELINEJS = "@knight-lab/timelinejs@3.9.11"
SEEN = """(selector) => {
  window.seen = null;
  const look = () => {
    const seen = (mark) => mark.getClientRects().length && mark.getBoundingClientRect().top < innerHeight;
    const one = [...document.querySelectorAll(selector)].find(seen);
    if (one) window.seen = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""


class Pages(http.server.BaseHTTPRequestHandler):
    """Texts and folders by path, compressed as the product compresses."""

    texts: dict[str, str] = {}
    folders: dict[str, Path] = {}

    def do_GET(self):
        path = self.path.partition("?")[0]
        folder = next((one for one in self.folders if path.startswith(one)), None)
        file = self.folders[folder] / path.removeprefix(folder) if folder else None
        body = file.read_bytes() if file and file.is_file() else self.texts.get(path, "").encode()
        kind = {".js": "text/javascript", ".css": "text/css"}.get(Path(path).suffix, "text/html; charset=utf-8")
        packed = brotli.compress(body, quality=5)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_arguments):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def product(folder):
    """The product on a data folder of its own, as a newcomer starts it."""
    port = free_port()
    environment = os.environ | {"TIMELINE_DATA_DIR": folder}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "quickstart", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return server, f"http://127.0.0.1:{port}"
    server.terminate()
    raise SystemExit("the product did not start")


def static_page(html):
    """The embed's drawing and sheet, and nothing else."""
    sheet = re.search(r"<style>.*?</style>", html, re.DOTALL).group(0)
    start = html.index('<div id="chart"')
    drawing = html[start : html.index("</div></div>", html.index('class="score inside', start))] + "</div></div></div>"
    head = '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><title>The same drawing</title>'
    return f'{head}{sheet}<body class="embed-page"><main class="embed">{drawing}</main>'


def timelinejs_page(site, query):
    events = json.load(urllib.request.urlopen(f"{site}/events.timeline.json?{query}", timeout=60))["events"]
    data = json.dumps({"events": events}, ensure_ascii=False).replace("<", "\\u003c")
    head = '<link rel="stylesheet" href="/npm/css/timeline.css"><script src="/npm/js/timeline.js"></script>'
    style = "<style>#t{width:100%;height:600px}</style>"
    start = '<!doctype html><html lang="en"><meta charset="utf-8"><title>TimelineJS</title>'
    return f'{start}{head}{style}<body><div id="t"></div><script>new TL.Timeline("t", {data})</script>'


def measure(browser, url, mark):
    context = browser.new_context(viewport={"width": 700, "height": 620})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": 165, "downloadThroughput": 1_012_500, "uploadThroughput": 168_750}
    )
    client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    received = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.route("**/*", lambda route: route.abort() if not route.request.url.startswith("http://127.0.0.1") else route.continue_())
    page.add_init_script(f"({SEEN})({json.dumps(mark)})")
    page.goto(url, wait_until="load")
    until = time.monotonic() + 60
    seen = None
    while seen is None and time.monotonic() < until:
        page.wait_for_timeout(50)
        seen = client.send("Runtime.evaluate", {"expression": "window.seen"})["result"].get("value")
    page.wait_for_timeout(1000)
    context.close()
    return seen if seen is not None else float("nan"), sum(received)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--query", default="")
    asked = options.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, TIMELINEJS], check=True)
        server, site = product(f"{folder}/data")
        try:
            address = f"{site}/embed/?{asked.query}"
            html = urllib.request.urlopen(address, timeout=60).read().decode()
            Pages.texts = {"/static": static_page(html), "/timelinejs": timelinejs_page(site, asked.query)}
            Pages.folders = {"/npm/": Path(folder) / "node_modules" / "@knight-lab" / "timelinejs" / "dist"}
            peers = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
            threading.Thread(target=peers.serve_forever, daemon=True).start()
            local = f"http://127.0.0.1:{peers.server_address[1]}"
            pages = {
                "embed": (address, "#chart .score use, #chart .score circle"),
                "static": (f"{local}/static", "#chart .score use, #chart .score circle"),
                "timelinejs": (f"{local}/timelinejs", ".tl-timemarker-content-container"),
            }
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                rounds = [{name: measure(browser, *page) for name, page in pages.items()} for _ in range(asked.rounds)]
                browser.close()
            peers.shutdown()
        finally:
            server.terminate()
            server.wait(20)
    print("| page | first event, ms | bytes, kB | first event ÷ static | bytes ÷ timelinejs |\n| --- | --: | --: | --: | --: |")
    for name in pages:
        first = statistics.median(one[name][0] for one in rounds)
        size = statistics.median(one[name][1] for one in rounds)
        slower = statistics.median(one[name][0] / one["static"][0] for one in rounds)
        lighter = statistics.median(one[name][1] / one["timelinejs"][1] for one in rounds)
        print(f"| {name} | {first:.0f} | {size / 1000:.1f} | {slower:.2f} | {lighter:.2f} |")


if __name__ == "__main__":
    main()
