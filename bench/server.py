"""The server alone, over loopback: `uv run python bench/server.py FOLDER SIZE [FOLDER SIZE …]`, each folder a TIMELINE_DATA_DIR that has
imported `generate.py SIZE` and collected the static files. Prints a Markdown table; compare only figures of one run. Needs wrk.
BENCH_REQUESTS=100000 goes on asking for so many, and tells what the worker's memory did."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = Path(__file__).parents[1]
PORT = int(os.environ.get("BENCH_PORT", "8171"))
TRIVIAL = """
import django
from django.conf import settings
settings.configure(DEBUG=False, SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("ok"))]
application = WSGIHandler()
"""


def get(path, **headers):
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    sent = {"Accept-Encoding": "br", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request("GET", path, headers=sent)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return (time.perf_counter() - began) * 1000, response.status, len(body), response.headers


def wrk(path, seconds=4, **headers):
    options = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: br", *options, f"http://127.0.0.1:{PORT}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def milliseconds(percent):
        number, unit = re.search(rf"(?m)^\s+{percent}%\s+([\d.]+)(us|ms|s)", said).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    return (
        float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        milliseconds(50),
        milliseconds(99),
        "Non-2xx" in said and "304" not in said,
    )


def start(command, cwd, environment):
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            get("/")
            return process, (time.perf_counter() - began) * 1000
        except OSError:
            time.sleep(0.02)


def resident(process):
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) * 4096 for one in children) / 1e6


def trivial():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.py").write_text(TRIVIAL)
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--no-ws", "--workers", "1"]
        arguments += ["--blocking-threads", "4"]
        command = [sys.executable, "-m", "granian", *arguments, "--log-level", "error", "app:application"]
        process, _ms = start(command, folder, {**os.environ, "PYTHONPATH": folder})
        try:
            wrk("/", 1)
            return wrk("/")
        finally:
            process.terminate()
            process.wait(30)


def measure(folder, rows, requests):
    settings = {"TIMELINE_LOCAL": "yes", "TIMELINE_DATA_DIR": folder, "TIMELINE_RATE_LIMITS": "no"}
    environment = {**os.environ, **settings}
    command = [sys.executable, "manage.py", "serve", "--port", str(PORT), "--workers", "1"]
    process, cold = start(command, BASE, environment)
    try:

        def uncached(path, **headers):
            found = []
            for n in range(12):
                ms, status, size, _headers = get(f"{path}{'&' if '?' in path else '?'}bench={n}{time.time_ns()}", **headers)
                assert status == 200, (path, status)
                found.append((ms, size))
            return statistics.median(ms for ms, _size in found), found[-1][1]

        rows["cold start to the first page (ms)"] = cold
        rows["page, made anew (ms)"], rows["page (bytes, brotli)"] = uncached("/")
        rows["filter by an actor, made anew (ms)"], rows["filter (bytes)"] = uncached(
            "/?actor=a03", HX_Request="true", HX_Target="div#results"
        )
        rows["embed, made anew (ms)"], rows["embed (bytes)"] = uncached("/embed/?actor=a03")
        etag = get("/")[3]["ETag"]
        wrk("/embed/?actor=a03", 1)
        before = resident(process)
        embed = "/embed/?actor=a03"
        for name, path, headers in (("embed, kept", embed, {}), ("page, kept", "/", {}), ("page, 304", "/", {"If_None_Match": etag})):
            rps, p50, p99, wrong = wrk(path, **headers)
            assert not wrong
            rows[f"{name} (requests/s)"], rows[f"{name}, p99 : p50"] = rps, p99 / p50
        done, passes = 0, 0
        while done < requests:
            done += wrk("/embed/?actor=a03", 5)[0] * 5
            passes += 1
        rows["memory, first and last of the load (MB)"] = f"{before:.0f} → {resident(process):.0f} after {done:,.0f} more"
    finally:
        process.terminate()
        process.wait(40)


if __name__ == "__main__":
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    floor = [trivial()]
    tables = {}
    for place, size in pairs:
        measure(place, tables.setdefault(size, {}), int(os.environ.get("BENCH_REQUESTS", "0")))
    floor.append(trivial())
    rps = statistics.mean(one[0] for one in floor)
    print(f"Trivial Django view of the same server, before and after: {floor[0][0]:,.0f} and {floor[1][0]:,.0f} requests/s\n")
    print("| | " + " | ".join(f"{int(size):,} events" for size in tables) + " |\n| --- |" + " --: |" * len(tables))
    for row in next(iter(tables.values())):
        figures = [table[row] for table in tables.values()]
        shown = [one if isinstance(one, str) else f"{one:,.1f}" if one < 100 else f"{one:,.0f}" for one in figures]
        print(f"| {row} | " + " | ".join(shown) + " |")
    ratios = [f"{table['embed, kept (requests/s)'] / rps:.2f}" for table in tables.values()]
    print("| embed, kept, against the trivial view | " + " | ".join(ratios) + " |")
