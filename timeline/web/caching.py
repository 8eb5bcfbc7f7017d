"""Answers for everyone, made for a shared cache in front and kept here too.

What readers see depends on the address, a few headers that htmx sends, the language in the address, the day (a filter may say “last
week”), the code and the content's version; nothing else. So the ETag is known before anything is rendered: a 304 costs no rendering, and
a kept answer is found by a key that changes when any of these does. Editors, known by their session cookie, are always answered afresh
and never from a cache. Views need do nothing; one that must not be kept says so with `Cache-Control: no-store` or `private`.
"""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from threading import Event, Lock
from typing import IO, TYPE_CHECKING, Any, Protocol
from zlib import Z_SYNC_FLUSH, compressobj

import brotli
from django.conf import settings
from django.core.cache import caches
from django.db import Error as DatabaseError
from django.http import FileResponse, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from timeline.events import search, version
from timeline.events.fields import today
from timeline.events.snapshot import snapshot
from timeline.web.watching import FLOOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import WSGIEnvironment

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logging.getLogger("timeline.cache")

NEVER = ("/admin/", "/static/", "/healthz", "/readyz", "/metrics")
"""Addresses that are not answers for everyone."""
HTMX = ("HX-Request", "HX-Target", "HX-History-Restore-Request")
"""The request headers that an answer may depend on. A view that varies on others is answered afresh each time."""
VARY = ("Accept-Encoding", *HTMX)
SMALL = 200
"""Bytes. Below this, compressing costs more than it saves."""
LARGEST_KEPT = 4_000_000
"""Bytes as sent. Larger files are sent, not kept."""
SPOOL = 8_000_000
"""Bytes of a streamed file that are held in memory; more go to a temporary file."""
READY_COMPRESSED = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/avif",
    "application/zip",
    "application/gzip",
    "application/pdf",
    "font/",
)
WAIT = 10.0
"""Seconds that a request waits for another one that is making the same answer."""


def freshness() -> str:
    """Cache-Control of a good answer. A shared cache shows it for half the stated time as it is and for the other half while it asks
    anew; a browser for a moment, so that what was fetched as the pointer came near is still there on the click."""
    half = settings.CACHE_SECONDS // 2
    # One second of it goes on how seldom the version is asked for.
    fresh = half - 1
    if fresh < 1:
        return "public, no-cache, stale-if-error=86400"
    return f"public, max-age={min(fresh, 30)}, s-maxage={fresh}, stale-while-revalidate={half}, stale-if-error=86400"


def briefly() -> str:
    """Cache-Control of a refusal or a missing page: enough to shield us, soon forgotten."""
    return f"public, max-age=0, s-maxage={min(10, settings.CACHE_SECONDS // 2)}"


@cache
def code_version() -> str:
    """Changes when anything that makes answers does: our modules, templates, texts and static files."""
    digest = blake2b(digest_size=8)
    base = Path(settings.BASE_DIR)
    for folder, endings in (
        ("timeline", {".py", ".mo", ".html"}),
        ("templates", {".html", ".txt", ".xml"}),
        ("static", {".js", ".css", ".svg", ".json"}),
    ):
        for file in sorted((base / folder).rglob("*")):
            if file.suffix in endings and file.is_file():
                digest.update(str(file.relative_to(base)).encode() + b"\0" + file.read_bytes())
    for setting in ("CACHE_SECONDS", "SECURE_CSP", "EMBED_HOSTS", "LANGUAGES", "SECURE_HSTS_SECONDS", "STATIC_URL"):
        digest.update(repr(getattr(settings, setting, "")).encode())
    return digest.hexdigest()


@lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The compression to answer with: `br`, `gzip` or none."""
    offers: dict[str, float] = {}
    for part in accepted[:400].split(","):
        name, *options = part.strip().lower().split(";")
        weight = next((option.strip()[2:] for option in options if option.strip().startswith("q=")), "1")
        try:
            offers[name.strip()] = float(weight)
        except ValueError:
            offers[name.strip()] = 0
    return next((name for name in ("br", "gzip") if offers.get(name, 0) > 0), "")


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(body, quality=5)
    packer = compressobj(6, wbits=31)
    return packer.compress(body) + packer.flush()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, ready to be sent."""

    headers: list[tuple[str, str]]
    body: bytes

    def response(self) -> HttpResponse:
        response = HttpResponse(self.body)
        # Set one by one they would be checked and encoded again, which takes longer than all else here.
        response.headers._store = {name.lower(): (name, value) for name, value in self.headers}  # noqa: SLF001
        return response

    def packed(self, secret: str) -> bytes:
        head = json.dumps(self.headers).encode()
        whole = len(head).to_bytes(4) + head + self.body
        return _signature(whole, secret) + whole

    @classmethod
    def unpacked(cls, packed: object, secret: str) -> Kept | None:
        """None for anything that was not packed by us: a shared cache may hold whatever somebody wrote into it."""
        if not isinstance(packed, bytes) or len(packed) < 36 or _signature(packed[32:], secret) != packed[:32]:
            return None
        length = int.from_bytes(packed[32:36])
        return cls([(name, value) for name, value in json.loads(packed[36 : 36 + length])], packed[36 + length :])


def _signature(whole: bytes, secret: str) -> bytes:
    return blake2b(whole, key=secret.encode()[:64], digest_size=32).digest()


class Store(Protocol):
    def get(self, key: str) -> Kept | None: ...
    def put(self, key: str, kept: Kept) -> None: ...


class Nowhere:
    """No store: every answer is made anew."""

    def get(self, key: str) -> Kept | None:
        return None

    def put(self, key: str, kept: Kept) -> None:
        pass


class Memory:
    """In this process: the answers asked for last, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self.most, self.held = most, 0
        self.answers: OrderedDict[str, Kept] = OrderedDict()
        self.lock = Lock()

    @staticmethod
    def weight(kept: Kept) -> int:
        # The headers and the bookkeeping take a kilobyte or two.
        return len(kept.body) + 2000

    def get(self, key: str) -> Kept | None:
        kept = self.answers.get(key)
        if kept is not None:
            with suppress(KeyError):  # let go of by another thread in this moment
                self.answers.move_to_end(key)
        return kept

    def put(self, key: str, kept: Kept) -> None:
        with self.lock:
            before = self.answers.pop(key, None)
            self.held += self.weight(kept) - (self.weight(before) if before else 0)
            self.answers[key] = kept
            while self.held > self.most:
                self.held -= self.weight(self.answers.popitem(last=False)[1])


class Shared:
    """In a cache that several processes and machines share. Out of reach or full of garbage, it is as if there were none."""

    def get(self, key: str) -> Kept | None:
        try:
            return Kept.unpacked(caches["default"].get(key), settings.SECRET_KEY)
        except Exception:
            log.warning("The shared cache could not be read.", exc_info=True)
            return None

    def put(self, key: str, kept: Kept) -> None:
        try:
            caches["default"].set(key, kept.packed(settings.SECRET_KEY), max(settings.CACHE_SECONDS, 600))
        except Exception:
            log.warning("The shared cache could not be written.", exc_info=True)


def make_store() -> Store:
    kind = settings.CACHE_URL.partition(":")[0]
    if kind == "none":
        return Nowhere()
    return Memory(settings.CACHE_MEGABYTES * 1_000_000) if kind == "memory" else Shared()


class LastVersion:
    """The content's version, asked for at most once in `settings.VERSION_SECONDS`; while the database is away, the last one known."""

    def __init__(self) -> None:
        self.value: str | None = None
        self.asked_at = float("-inf")

    @property
    def known(self) -> str | None:
        """The version, where it need not be asked for."""
        # Monotonic: setting the machine's clock back does not freeze what is shown.
        return self.value if time.monotonic() - self.asked_at < settings.VERSION_SECONDS else None

    def now(self) -> str:
        known = self.known
        if known is not None:
            return known
        moment = time.monotonic()
        try:
            self.value = version.read()
        except DatabaseError:
            if self.value is None:
                raise
            log.exception("The database cannot be reached; kept answers go on being served.")
            # One request a second finds out whether it is back; the others do not wait for it.
            self.asked_at = moment + 1 - settings.VERSION_SECONDS
            return self.value
        self.asked_at = moment
        return self.value

    def saw(self, value: str) -> None:
        self.value, self.asked_at = value, time.monotonic()


class PublicCacheMiddleware:
    """Stands before everything that costs: see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.store = make_store()
        self.version = LastVersion()
        self.making: dict[str, Event] = {}
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(NEVER):
            response = self.get_response(request)
            if path.startswith("/admin/"):
                response.headers.setdefault("Cache-Control", "private, no-store")
                response = packed_for(request, response)
                if response.cookies.get(settings.SESSION_COOKIE_NAME):
                    # Who just signed in may have pages of a moment ago, kept as a reader's.
                    response.headers["Clear-Site-Data"] = '"cache"'
            return response
        if request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        if is_editor(request):
            request.cache_outcome = "editor"  # type: ignore[attr-defined]
            response = packed_for(request, self.get_response(request))
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, VARY)
            return response
        return self.for_everyone(request)

    def ready(self, asked: WSGIEnvironment) -> tuple[HTTPStatus, list[tuple[str, str]], bytes] | None:
        """The answer to this request, given as WSGI has it, where that takes no more than a look (timeline/web/ready.py); else None."""
        version = self.version.known
        if version is None or asked["REQUEST_METHOD"] != "GET" or asked.get("CONTENT_LENGTH") or not isinstance(self.store, Memory):
            return None
        if settings.SESSION_COOKIE_NAME in asked.get("HTTP_COOKIE", ""):
            return None
        etag = etag_of(asked, version)
        if matches(asked.get("HTTP_IF_NONE_MATCH", ""), etag):
            return HTTPStatus.NOT_MODIFIED, not_modified(etag), b""
        kept = self.store.get(etag + encoding_for(asked.get("HTTP_ACCEPT_ENCODING", "")))
        return (HTTPStatus.OK, kept.headers, kept.body) if kept else None

    def for_everyone(self, request: HttpRequest) -> HttpResponseBase:
        etag = etag_of(request.META, self.version.now())
        if matches(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
            request.cache_outcome = "304"  # type: ignore[attr-defined]
            return HttpResponseNotModified(headers=dict(not_modified(etag)))
        key = etag + encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        kept = self.store.get(key) or self.wait_for(key)
        if kept is not None:
            request.cache_outcome = "hit"  # type: ignore[attr-defined]
            return kept.response()
        request.cache_outcome = "miss"  # type: ignore[attr-defined]
        try:
            request.get_host()  # a name that is not ours is refused before anything is read for it
            return self.make(request)
        finally:
            with self.lock:
                done = self.making.pop(key, None)
            if done is not None:
                done.set()

    def wait_for(self, key: str) -> Kept | None:
        """What another request is just making, so that a crowd that comes for one page makes it once. None where nobody is, or it was not
        to be kept."""
        with self.lock:
            other = self.making.get(key)
            if other is None:
                self.making[key] = Event()
                return None
        other.wait(WAIT)
        return self.store.get(key)

    def make(self, request: HttpRequest) -> HttpResponseBase:
        asks_words = "q=" in request.META.get("QUERY_STRING", "")
        if asks_words:
            # What changed is read into the search index first: inside the snapshot nothing can be written.
            search.bring_up_to_date()
        with snapshot() as seen:
            response = packed_for(request, self.get_response(request))
            complete = not asks_words or search.bring_up_to_date()
        self.version.saw(seen)
        for name, value in FLOOR.items():
            response.headers.setdefault(name, value)
        if not complete:
            response.headers["Cache-Control"] = "no-store"
        if response.status_code >= 500:
            response.headers["Cache-Control"] = "no-store"
            return response
        forget_the_session(response)
        if not may_be_shared(response):
            request.cache_outcome = "private"  # type: ignore[attr-defined]
            return response
        good = response.status_code == 200
        response.headers.setdefault("Cache-Control", freshness() if good or response.status_code in (301, 308) else briefly())
        varies_on = set(varied(response)) - set(VARY)
        patch_vary_headers(response, VARY)
        if good and response.streaming:
            # Not kept, but an asker who has it is spared it.
            response.headers["ETag"] = etag_of(request.META, seen)
        if not good or not isinstance(response, HttpResponse):
            return response
        if varies_on:
            log.warning("%s varies on %s and is not kept.", request.path, ", ".join(sorted(varies_on)))
            etag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
            response.headers["ETag"] = etag
            has_it = matches(request.headers.get("If-None-Match", ""), etag)
            return HttpResponseNotModified(headers=dict(not_modified(etag))) if has_it else response
        etag = response.headers["ETag"] = etag_of(request.META, seen)
        if request.method == "GET" and len(response.content) <= LARGEST_KEPT:
            encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
            self.store.put(etag + encoding, Kept(list(response.headers.items()), response.content))
        return response


def etag_of(asked: WSGIEnvironment, content: str) -> str:
    """The ETag of the answer to a request, given by its headers as WSGI has them, while the record has this version. Weak, for compressed
    and plain copies share it. Known without rendering."""
    values = (
        content,
        code_version(),
        str(today()),
        asked["wsgi.url_scheme"],
        asked.get("HTTP_X_FORWARDED_PROTO", "") if settings.SECURE_PROXY_SSL_HEADER else "",
        asked.get("HTTP_HOST") or f"{asked['SERVER_NAME']}:{asked['SERVER_PORT']}",
        asked.get("PATH_INFO", ""),
        asked.get("QUERY_STRING", ""),
        *(asked.get(name, "") for name in _HTMX_IN_META),
    )
    return f'W/"{blake2b("\0".join(values).encode(errors="surrogateescape"), digest_size=12).hexdigest()}"'


_HTMX_IN_META = tuple("HTTP_" + name.upper().replace("-", "_") for name in HTMX)


def is_editor(request: HttpRequest) -> bool:
    """Carries a session, so may be signed in. Looks at the header first: readers send no cookie of ours and few of anyone's."""
    name = settings.SESSION_COOKIE_NAME
    return name in request.META.get("HTTP_COOKIE", "") and name in request.COOKIES


def matches(header: str, etag: str) -> bool:
    if not header:
        return False
    opaque = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == opaque for one in header.split(","))


def not_modified(etag: str) -> list[tuple[str, str]]:
    """The headers of a 304."""
    return [("ETag", etag), ("Cache-Control", freshness()), ("Vary", ", ".join(VARY))]


def may_be_shared(response: HttpResponseBase) -> bool:
    control = response.headers.get("Cache-Control", "")
    return (
        not response.cookies and "no-store" not in control and "private" not in control and "Cookie" not in response.headers.get("Vary", "")
    )


def varied(response: HttpResponseBase) -> list[str]:
    return [name for one in response.headers.get("Vary", "").split(",") if (name := one.strip())]


def forget_the_session(response: HttpResponseBase) -> None:
    """A reader has no session, so looking for one made no difference: a page that would say more to an editor is the same for all
    readers."""
    if response.cookies or "Cookie" not in response.headers.get("Vary", ""):
        return
    rest = [name for name in varied(response) if name.lower() != "cookie"]
    response.headers["Vary"] = ", ".join(rest)
    if not rest:
        del response.headers["Vary"]


def packed_for(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Whole, and compressed as the client accepts it. A streamed answer is read to its end: so it says one moment of the record, and a slow
    client holds no transaction open. One that `flows` is so long that its reader would wait for it: it goes out while it is made, and
    sees to its one moment itself."""
    encoding = "" if response.has_header("Content-Encoding") else encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if response.headers.get("Content-Type", "").startswith(READY_COMPRESSED):
        encoding = ""
    if response.streaming and isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        return flowing(response, encoding) if getattr(response, "flows", False) else spooled(response, encoding)
    if not isinstance(response, HttpResponse):
        return response
    body = response.content
    if encoding and len(body) >= SMALL:
        response.content = compress(body, encoding)
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))
    return response


def flowing(response: StreamingHttpResponse, encoding: str) -> HttpResponseBase:
    """Compressed piece by piece. What there is of the first piece is sent at once."""
    if not encoding:
        return response
    parts: Any = response.streaming_content
    response.streaming_content = _squeezed(parts, encoding)
    response.headers["Content-Encoding"] = encoding
    return response


def _squeezed(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    packer: Any = brotli.Compressor(quality=4) if encoding == "br" else compressobj(6, wbits=31)
    squeeze, finish = (packer.process, packer.finish) if encoding == "br" else (packer.compress, packer.flush)
    first = True
    try:
        for part in parts:
            data = squeeze(part)
            if first:
                data += packer.flush() if encoding == "br" else packer.flush(Z_SYNC_FLUSH)
                first = False
            if data:
                yield data
        yield finish()
    finally:
        if hasattr(parts, "close"):
            parts.close()


def spooled(response: StreamingHttpResponse, encoding: str) -> HttpResponseBase:
    spool: IO[bytes] = SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 (the response that sends it closes it)
    if encoding == "br":
        stream = brotli.Compressor(quality=5)
        squeeze, finish = stream.process, stream.finish
    else:
        packer = compressobj(6, wbits=31)
        squeeze, finish = packer.compress, packer.flush
    for part in response:
        spool.write(squeeze(part) if encoding else part)
    if encoding:
        spool.write(finish())
        response.headers["Content-Encoding"] = encoding
    size = spool.tell()
    spool.seek(0)
    sent: HttpResponseBase = HttpResponse(spool.read()) if size <= LARGEST_KEPT else FileResponse(spool)
    if size <= LARGEST_KEPT:
        spool.close()
    sent.status_code = response.status_code
    for name, value in response.items():
        sent.headers[name] = value
    sent.headers["Content-Length"] = str(size)
    sent.cookies = response.cookies
    # Read to its end, so there is nothing to close; `response.close()` would tell Django that the request is over, while it still reads.
    return sent
