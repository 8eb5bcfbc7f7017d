"""The WSGI application: what is kept is handed out at once, and who has it is told so; everything else is Django's.

A kept answer needs nothing of what Django does for every request (signals, a request object, middleware): without them four times as
many are given in the same time. It is found as `PublicCacheMiddleware` finds it, by the same key in the same store, and is counted and
logged like any other. Whatever takes more than that look goes through Django, which comes to the same answer: editors, the first request
after a change or in a new second, HEAD, a store that several processes share.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler

from timeline import logs
from timeline.web.caching import PublicCacheMiddleware
from timeline.web.watching import WatchMiddleware, asked_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


class Application:
    """Django's handler behind a look at what is kept. Its two outermost middlewares have to be those that the look stands in for."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.watch = _middleware(self.django._middleware_chain, WatchMiddleware)  # type: ignore[attr-defined]  # noqa: SLF001
        self.public = _middleware(self.watch.get_response, PublicCacheMiddleware)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        answer = self.public.ready(environ)
        if answer is None:
            return self.django(environ, start_response)
        status, headers, body = answer
        identity = asked_id(environ)
        start_response(f"{status} {status.phrase}", [*headers, ("X-Request-ID", identity)])
        token = logs.request_id.set(identity)
        self.watch.tell(environ, "kept", status, len(body), "hit" if status == HTTPStatus.OK else "304", time.perf_counter() - began)
        logs.request_id.reset(token)
        return [body]


def _middleware[M](wrapped: Any, kind: type[M]) -> M:
    """The middleware in what Django wraps around each, so that its faults become answers."""
    found = wrapped.__wrapped__
    if not isinstance(found, kind):
        raise TypeError(f"MIDDLEWARE begins with WatchMiddleware and PublicCacheMiddleware: {found!r} is not {kind.__name__}.")
    return found
