"""What lets other people's pages frame a view: no other view of the site can be framed.

A frame may stand in a sandbox that allows scripts and nothing else (WordPress does so). Its requests then come from the origin `null`, so
everything that the embed loads must answer any origin, and the pre-flight that htmx's headers cause.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache, wraps
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = ("tokens", "site", "chart", "embed")
"""The sheets of an embed, in order. They travel inside the page, so that the drawing is painted with the first answer: a request costs
165 ms on a phone's network, and they are 10 kB. The policy names their hash instead of allowing inline styles."""

HTMX_HEADERS = (
    "HX-Request, HX-Request-Type, HX-Target, HX-Source, HX-Current-URL, HX-Boosted, HX-History-Restore-Request, HX-Trigger, "
    "HX-Trigger-Name, HX-Prompt, Content-Type"
)


def _read() -> str:
    text = "\n".join((settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


_kept = cache(_read)


def styles() -> SafeString:
    """The embed's sheets as one text, without comments; read once, and at every request where an author is at work."""
    return mark_safe(_read() if settings.DEBUG else _kept())  # our own files


def policy() -> dict[str, Any]:
    """The site's policy, with our inline sheet and with the newsrooms that may frame an embed. Where all may, nothing is said about it:
    `*` would leave out pages opened from a disk and the apps that show articles in a web view."""
    site: Any = settings.SECURE_CSP
    told: dict[str, Any] = {name: [*values] for name, values in site.items() if name != "frame-ancestors"}
    told["style-src"].append(f"'sha256-{b64encode(sha256(str(styles()).encode()).digest()).decode()}'")
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
