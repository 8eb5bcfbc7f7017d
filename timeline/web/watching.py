"""The outermost layer: an id for every request, a line in the log, a count for Prometheus, the health addresses, and a floor of security
headers under whatever is answered.

`/healthz` says that the process answers; `/readyz` that it can serve (database, migrations, cache); `/metrics` wants the token. They are
answered before anything else, so that they need no host name, no database and no cache to be right.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import secrets
import shutil
import time
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import get_path_info
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

from timeline import logs

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logging.getLogger("timeline.request")

ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
FLOOR = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": PERMISSIONS,
}
"""Headers of any answer that has not its own."""


class WatchMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.own = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
        self.counted = Counted() if settings.METRICS_TOKEN else None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request.id = asked_id(request.META)  # type: ignore[attr-defined]
        token = logs.request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            own = self.own.get(request.path_info)
            response: HttpResponseBase
            if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_BYTES:
                response = plain(HttpResponse("What you sent is too large.\n", status=413, content_type="text/plain"))
            else:
                response = own(request) if own else self.get_response(request)
            headers = response.headers
            # A browser puts the headers of a 304 over those of the page that it kept: a policy set here would take that page's place.
            if response.status_code != HTTPStatus.NOT_MODIFIED:
                for name, value in FLOOR.items():
                    headers.setdefault(name, value)
            headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
            if not own:
                outcome = getattr(request, "cache_outcome", "none")
                match = request.resolver_match
                # Kept answers were never resolved; their route is not worth the time it takes.
                route = (match.view_name or match.route) if match else "kept" if outcome in ("hit", "304") else "none"
                size = int(headers.get("Content-Length", 0))
                self.tell(request.META, route, response.status_code, size, outcome, time.perf_counter() - began)
            return response
        finally:
            logs.request_id.reset(token)

    def tell(self, asked: WSGIEnvironment, route: str, status: int, size: int, outcome: str, seconds: float) -> None:
        """Count an answer and write it to the log. `asked` is the request as WSGI has it, `outcome` what the cache had to do with it."""
        method = asked["REQUEST_METHOD"]
        if self.counted:
            self.counted(method, route, status, outcome, seconds)
        # Kept answers are many and all alike: they are counted above, and told only to who asks for everything.
        level = logging.DEBUG if outcome in ("hit", "304") else logging.INFO
        if log.isEnabledFor(level):
            # The path alone: what readers search for is nobody's business.
            path = get_path_info(asked)[:300]
            extra = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1), "bytes": size, "cache": outcome}
            log.log(level, "%s %s %d", method, path, status, extra=extra)


def asked_id(asked: WSGIEnvironment) -> str:
    """The id that a proxy of ours gave the request, or a new one."""
    given = asked.get("HTTP_X_REQUEST_ID", "")
    return given if settings.PROXIES and ID.match(given) else secrets.token_hex(8)


def healthz(request: HttpRequest) -> HttpResponse:
    return plain(HttpResponse("ok\n", content_type="text/plain"))


def readyz(request: HttpRequest) -> HttpResponse:
    """Each part by name: `ok`, or what is wrong with it in a word. 503 unless all are."""
    parts: dict[str, str] = {}
    for name, test in (("database", _database), ("migrations", _migrations), ("cache", _cache)):
        try:
            parts[name] = test()
        except Exception as fault:
            log.warning("Not ready: %s", name, exc_info=True)
            parts[name] = type(fault).__name__
    ready = all(said == "ok" for said in parts.values())
    return plain(JsonResponse({"ready": ready, **parts}, status=200 if ready else 503))


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"{waiting} not applied" if waiting else "ok"


def _cache() -> str:
    token = secrets.token_hex(4)
    caches["default"].set(f"ready-{os.getpid()}", token, 30)
    return "ok" if caches["default"].get(f"ready-{os.getpid()}") == token else "does not keep what it is given"


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with `Authorization: Bearer <token>`; without a token in the settings there is no such address."""
    if not settings.METRICS_TOKEN:
        return plain(HttpResponse("There is no page at this address.\n", status=404, content_type="text/plain"))
    given = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(errors="replace"), settings.METRICS_TOKEN.encode()):
        refusal = HttpResponse("The metrics are for those who hold the token.\n", status=401, content_type="text/plain")
        refusal.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return plain(refusal)
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return plain(HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))


def plain(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


class Counted:
    """Requests by route, status and cache outcome; seconds by outcome. The counts of all worker processes are one sum, in a folder that
    they share."""

    def __init__(self) -> None:
        folder = settings.DATA_DIR / "metrics" / str(os.getppid())
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if not Path(f"/proc/{other.name}").exists() and Path("/proc/self").exists():
                # Left by a server that no longer runs: counts begin anew with the server, as Prometheus expects.
                shutil.rmtree(other, ignore_errors=True)
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
        from prometheus_client import Counter, Histogram

        self.requests = Counter("timeline_requests_total", "Requests answered", ["method", "route", "status", "cache"])
        buckets = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
        self.seconds = Histogram("timeline_request_seconds", "Time to make an answer", ["cache"], buckets=buckets)

    def __call__(self, method: str, route: str, status: int, outcome: str, seconds: float) -> None:
        method = method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self.requests.labels(method, route, str(status), outcome).inc()
        self.seconds.labels(outcome).observe(seconds)
