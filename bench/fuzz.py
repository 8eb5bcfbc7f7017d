"""Nonsense by the ten thousand: `uv run python bench/fuzz.py [--requests 10000] [--seed 1] [--slow 1000] [--seconds 0]`.

Asks a site with the shipped dataset, in this process and with a database of its own that is gone afterwards. One half are requests made
by hypothesis from every address that the URL configuration has (tests/ops/noise.py), the other half are made by schemathesis from the
API's own description, valid and invalid. Held against every answer: no 5xx, nothing that was sent comes back as markup, no header and no
cookie of the sender's making, and no statement of the database takes longer than --slow milliseconds. Prints what it counted, and each
finding once; ends with 1 where there is one. --seconds stops it earlier, and it says so. The suite does a smaller number of the same
(tests/ops/test_security.py).
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

BASE = Path(__file__).parents[1]
sys.path.insert(0, str(BASE))

MARKUP = ("text/html", "image/svg", "application/xml", "application/atom")


def plain(response):
    import gzip

    import brotli

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(response.headers.get("Content-Encoding", ""), bytes)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return unpack(body).decode(errors="replace")


class Watch:
    """Asks, and holds each answer to what must be true of all."""

    def __init__(self, slow):
        from django.test import Client

        self.client, self.slow, self.until = Client(raise_request_exception=False), slow, float("inf")
        self.statuses, self.findings, self.worst, self.worst_statement, self.asked = Counter(), {}, (0.0, ""), (0.0, ""), 0

    def timed(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            ms = (time.perf_counter() - began) * 1000
            self.worst_statement = max(self.worst_statement, (ms, str(sql)[:300]))
            if ms > self.slow:
                self.find("a slow statement", f"{ms:.0f} ms: {str(sql)[:300]}")

    def find(self, what, where):
        self.findings.setdefault((what, where[:120]), where)

    def ask(self, method, path, headers, body=b"", content_type="application/octet-stream"):
        from django.db import connection

        from tests.ops.noise import UNESCAPED

        began = time.perf_counter()
        if began > self.until:
            return
        with connection.execute_wrapper(self.timed):
            response = self.client.generic(method, path, body, content_type=content_type, headers=headers)
            said = plain(response)
        took = (time.perf_counter() - began) * 1000
        self.asked += 1
        self.statuses[response.status_code] += 1
        self.worst = max(self.worst, (took, f"{method} {path[:200]}"))
        where = f"{method} {path} {headers}"
        # 501 is oEmbed's own answer to a format that is neither JSON nor XML.
        if response.status_code >= 500 and (response.status_code, path.partition("?")[0]) != (501, "/oembed"):
            self.find(f"status {response.status_code}", where)
        if response.headers.get("Content-Type", "").startswith(MARKUP) and UNESCAPED.search(said):
            self.find("markup that was sent came back", where)
        if response.has_header("X-Mark") or self.client.cookies:
            self.find("a header or a cookie of the sender's making", where)
            self.client.cookies.clear()


def noise(watch, most, seed):
    """Requests of hypothesis' making, in batches, so that each begins at small ones anew."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from tests.ops.noise import addresses, requests

    among, batch = addresses(), 500
    quietly = {"deadline": None, "database": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
    for n in range(0, most, batch):

        @seeded(seed + n)
        @settings(max_examples=min(batch, most - n), **quietly)
        @given(requests(among))
        def some(one):
            watch.ask(*one)

        some()


def described(watch, most, seed):
    """Requests that schemathesis makes from the API's description: what it allows, and what it does not."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from requests import Request
    from requests.exceptions import RequestException
    from schemathesis import GenerationMode

    from timeline.web.api import api

    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    operations = [one.ok() for one in schema.get_all_operations()]
    quietly = {"deadline": None, "database": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
    each = -(-most // (len(operations) * 2))
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seeded(seed)
            @settings(max_examples=each, **quietly)
            @given(operation.as_strategy(generation_mode=mode))
            def some(case):
                sent = case.as_transport_kwargs(base_url="http://localhost")
                made = Request(sent["method"], sent["url"], params=sent.get("params"), headers=dict(sent.get("headers") or {}))
                try:
                    ready = made.prepare()
                except (RequestException, UnicodeError):  # no client can send this one
                    return
                watch.ask(ready.method, ready.path_url, {k: str(v) for k, v in ready.headers.items() if k.lower() != "content-length"})

            try:
                some()
            except Exception as fault:
                if "Unsatisfiable" not in type(fault).__name__ and "cannot be violated" not in str(fault):
                    raise


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    options.add_argument("--slow", type=float, default=1000, help="milliseconds that a statement may take")
    options.add_argument("--seconds", type=float, default=0, help="stop after so many, however few were asked")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(TIMELINE_LOCAL="yes", TIMELINE_DATA_DIR=folder, TIMELINE_RATE_LIMITS="no")
        os.environ["DJANGO_SETTINGS_MODULE"] = "timeline.settings"
        os.environ["TIMELINE_ALLOWED_HOSTS"] = "localhost,testserver"
        os.environ["TIMELINE_LOG_LEVEL"] = "error"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("import_dataset", str(BASE / "fixtures" / "dataset.json"), verbosity=0)
        watch = Watch(options.slow)
        began, most = time.perf_counter(), options.seconds or float("inf")
        # Each half of the requests has half of the time.
        watch.until = began + most / 2
        described(watch, options.requests // 2, options.seed)
        api = watch.asked
        watch.until = began + most
        while watch.asked < options.requests and time.perf_counter() < watch.until:
            noise(watch, min(500, options.requests - watch.asked), options.seed + watch.asked)
        if watch.asked < options.requests:
            print(f"STOPPED after {options.seconds:.0f} s, short of {options.requests:,}")
    print(f"{watch.asked:,} requests (seed {options.seed}), {api:,} of them from the API's description")
    print("answers: " + ", ".join(f"{count:,} × {status}" for status, count in sorted(watch.statuses.items())))
    print(f"longest answer: {watch.worst[0]:.0f} ms, {watch.worst[1]}")
    print(f"longest statement: {watch.worst_statement[0]:.1f} ms, {watch.worst_statement[1]}")
    for (what, _short), where in watch.findings.items():
        print(f"FOUND {what}: {where[:2000]}")
    return 1 if watch.findings else 0


if __name__ == "__main__":
    sys.exit(main())
