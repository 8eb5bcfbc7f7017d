"""What lets other people's pages frame a view: no other view of the site can be framed.

A frame may stand in a sandbox that allows scripts and nothing else (WordPress does so). Its requests then come from the origin `null`, so
everything that the embed loads must answer any origin, and the pre-flight that htmx's headers cause.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from timeline import inlined

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = ("tokens", "site", "chart", "chart-live", "embed")
"""The sheets of an embed, in order: 10 kB, which come with the drawing."""

HTMX_HEADERS = (
    "HX-Request, HX-Request-Type, HX-Target, HX-Source, HX-Current-URL, HX-Boosted, HX-History-Restore-Request, HX-Trigger, "
    "HX-Trigger-Name, HX-Prompt, Content-Type"
)


def styles() -> SafeString:
    """The embed's sheets as one text; read once, and at every request where an author is at work."""
    if settings.DEBUG:
        inlined.sheets.cache_clear()
    return mark_safe(inlined.sheets(*SHEETS))  # our own files


def policy() -> dict[str, Any]:
    """The site's policy, with our inline sheet and with the newsrooms that may frame an embed. Where all may, nothing is said about it:
    `*` would leave out pages opened from a disk and the apps that show articles in a web view."""
    site: Any = settings.SECURE_CSP
    told: dict[str, Any] = {name: [*values] for name, values in site.items() if name != "frame-ancestors"}
    told["script-src"] = [CSP.SELF]
    told["style-src"].append(inlined.source(styles()))
    told["img-src"] = [CSP.SELF, "data:", "blob:"]
    if settings.EMBED_HOSTS:
        told["frame-ancestors"] = [CSP.SELF, *settings.EMBED_HOSTS]
    return told


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that any newsroom's page may frame, and whose fragments a sandboxed frame may ask for."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else require_safe(view)(request, *args, **kwargs)
        open_to_all(response)
        return csp_override(policy())(xframe_options_exempt(lambda _request: response))(request)

    return answer


def open_to_all(response: HttpResponse) -> None:
    """Says that scripts of any origin may read it: all of it is public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 204:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = HTMX_HEADERS
        response.headers["Access-Control-Max-Age"] = "86400"
