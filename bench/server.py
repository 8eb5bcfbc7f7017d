"""The server alone, over loopback: `uv run python bench/server.py FOLDER SIZE [FOLDER SIZE …]`, each folder a TIMELINE_DATA_DIR that has
imported `generate.py SIZE` and collected the static files. Prints a Markdown table; compare only figures of one run. Needs wrk.
BENCH_CONNECTIONS says how many readers ask at once (16). BENCH_STARTS=yes measures only how long starts take. BENCH_REQUESTS=100000
goes on asking for so many, and tells what the worker's memory did."""

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
CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "16"))
SETTLED = 6
STARTS_ONLY = os.environ.get("BENCH_STARTS") == "yes"
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


def get(path, port=PORT, **headers):
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Accept-Encoding": "br", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request("GET", path, headers=sent)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return (time.perf_counter() - began) * 1000, response.status, len(body), response.headers


def wrk(path, seconds=4, **headers):
    options = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "-H",
        "Accept-Encoding: br",
        *options,
        f"http://127.0.0.1:{PORT}{path}",
    ]
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


def start(command, cwd, environment, port=PORT):
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            get("/", port)
            return process, (time.perf_counter() - began) * 1000
        except OSError:
            time.sleep(0.02)


def children(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def worked(process):
    """Milliseconds of a core that the server and its workers have used so far: what a start takes where nothing else runs."""
    ticks = 0
    for one in (process.pid, *children(process)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def resident(process):
    return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) * 4096 for one in children(process)) / 1e6


def trivial():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.py").write_text(TRIVIAL)
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--no-ws", "--workers", "1"]
        arguments += ["--blocking-threads", "3"]
        command = [sys.executable, "-m", "granian", *arguments, "--log-level", "error", "app:application"]
        process, _ms = start(command, folder, {**os.environ, "PYTHONPATH": folder})
        try:
            wrk("/", 1)
            return wrk("/")
        finally:
            process.terminate()
            process.wait(30)


def site(folder, port=PORT):
    """The product as it is served; the milliseconds until it gave its first page."""
    # What Python has compiled it keeps, as on a server, also where this shell forbids it.
    settings = {"PYTHONDONTWRITEBYTECODE": "", "TIMELINE_LOCAL": "yes", "TIMELINE_DATA_DIR": folder, "TIMELINE_RATE_LIMITS": "no"}
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    return start(command, BASE, {**os.environ, **settings}, port)


def stop(process):
    process.terminate()
    process.wait(40)


ANEW = {
    "page": ("/", {}),
    "filter by an actor": ("/?actor=a03", {"HX_Request": "true", "HX_Target": "div#results"}),
    "embed": ("/embed/?actor=a03", {}),
}


def anew(folders, tables, rounds=15):
    """What no cache can answer, of all sizes in turns, so that whatever else the machine does falls on each alike."""
    ports = {size: PORT + n for n, size in enumerate(folders)}
    running = [site(folder, ports[size])[0] for size, folder in folders.items()]
    found = {}
    try:
        for n in range(rounds):
            for name, (path, headers) in ANEW.items():
                for size, port in ports.items():
                    ms, status, length, _headers = get(f"{path}{'&' if '?' in path else '?'}bench={n}{time.time_ns()}", port, **headers)
                    assert status == 200, (path, status)
                    found.setdefault((size, name), []).append((ms, length))
    finally:
        for process in running:
            stop(process)
    for (size, name), several in found.items():
        tables[size][f"{name}, made anew (ms)"] = statistics.median(ms for ms, _length in several)
        tables[size][f"{name} (bytes, brotli)"] = several[-1][1]


def measure(folder, rows, requests):
    # The start after a change, and every later one, which finds the index that the first has kept.
    Path(folder, "index.kept").unlink(missing_ok=True)
    for when in ("after a change", "again"):
        process, rows[f"start to the first page, {when} (ms)"] = site(folder)
        rows[f"start to the first page, {when} (ms of a core)"] = worked(process)
        if when == "after a change":
            stop(process)
    try:
        if STARTS_ONLY:
            return
        # After its first answer the server loads what that did without (timeline/wsgi.py); asked meanwhile, it is slower for some seconds.
        time.sleep(SETTLED)
        etag = get("/")[3]["ETag"]
        embed = "/embed/?actor=a03"
        wrk(embed, 2)
        before = resident(process)
        for name, path, headers in (("embed, kept", embed, {}), ("page, kept", "/", {}), ("page, 304", "/", {"If_None_Match": etag})):
            rps, p50, p99, wrong = wrk(path, **headers)
            assert not wrong
            rows[f"{name} (requests/s)"], rows[f"{name}, p99 : p50"] = rps, p99 / p50
        done = 0
        while done < requests:
            # An embed from the cache, then pages that none has: what grows shows in either.
            done += wrk(embed, 5)[0] * 5
            for n in range(5):
                assert get(f"/?actor=a03&from={1980 + n}&bench={time.time_ns()}")[1] == 200
                done += 1
            print(f"{done:,.0f} requests: {resident(process):.0f} MB", file=sys.stderr, flush=True)
        if requests:
            rows["memory, first and last of the load (MB)"] = f"{before:.0f} → {resident(process):.0f} after {done:,.0f} more"
    finally:
        stop(process)


if __name__ == "__main__":
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    floor = [trivial()] if not STARTS_ONLY else []
    tables = {}
    for place, size in pairs:
        measure(place, tables.setdefault(size, {}), int(os.environ.get("BENCH_REQUESTS", "0")))
    if not STARTS_ONLY:
        anew({size: place for place, size in pairs}, tables)
        floor.append(trivial())
        told = " and ".join(f"{rps:,.0f} requests/s (p99 : p50 {p99 / p50:.1f})" for rps, p50, p99, _wrong in floor)
        print(f"Trivial Django view of the same server, before and after: {told}\n")
    print("| | " + " | ".join(f"{int(size):,} events" for size in tables) + " |\n| --- |" + " --: |" * len(tables))
    for row in next(iter(tables.values())):
        figures = [table[row] for table in tables.values()]
        shown = [one if isinstance(one, str) else f"{one:,.1f}" if one < 100 else f"{one:,.0f}" for one in figures]
        print(f"| {row} | " + " | ".join(shown) + " |")
    if not STARTS_ONLY:
        rps = statistics.mean(one[0] for one in floor)
        first = tables[pairs[0][1]]
        for name in ANEW:
            shown = [f"{table[f'{name}, made anew (ms)'] / first[f'{name}, made anew (ms)']:.2f}" for table in tables.values()]
            print(f"| {name}, made anew, against the smallest | " + " | ".join(shown) + " |")
        ratios = [f"{table['embed, kept (requests/s)'] / rps:.2f}" for table in tables.values()]
        print("| embed, kept, against the trivial view | " + " | ".join(ratios) + " |")
