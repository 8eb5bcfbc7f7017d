"""How often one client may ask for what is dear. Counted behind the kept answers, so only what is really made counts, and by the client's
own address as our proxy tells it, so that a shared cache in front is never taken for a greedy reader."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logging.getLogger("timeline.limits")

UNKNOWN = 20
"""Times the limit for all whose address is not told, a cache that refreshes of its own accord for instance."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds."""

    name: str
    most: int
    seconds: int


SEARCH = Limit("search", 60, 60)
PICTURE = Limit("picture", 30, 60)
OEMBED = Limit("oembed", 120, 60)
FILE = Limit("file", 60, 60)
LOGIN = Limit("login", 40, 300)
"""Enough for an office that starts its day behind one address. Wrong passwords for one name are counted apart (django-axes)."""


def limit_of(request: HttpRequest) -> Limit | None:
    """What the request costs more than others; None for plain pages."""
    path = request.path_info
    if request.method == "POST":
        return LOGIN if path.startswith("/admin/login") else None
    if path.endswith(".png"):
        return PICTURE
    if path.rstrip("/").endswith("/oembed"):
        return OEMBED
    if path.startswith("/events."):
        return FILE
    return SEARCH if "q=" in request.META.get("QUERY_STRING", "") and request.GET.get("q") else None


def client(request: HttpRequest) -> str:
    """The address that asks, as the proxies of ours saw it; an IPv6 network of the size that one household gets. Empty where nobody told
    it."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        forwarded = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
        told = forwarded[-settings.PROXIES] if len(forwarded) >= settings.PROXIES else ""
    try:
        address = ip_address(told)
    except ValueError:
        return ""
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)


class LimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = limit_of(request) if settings.RATE_LIMITS else None
        if limit is None:
            return self.get_response(request)
        who = client(request)
        wait = spent(limit, who)
        if wait:
            log.warning("%s asked too often for: %s", who or "unknown addresses", limit.name)
            return too_often(request, wait)
        return self.get_response(request)


def spent(limit: Limit, who: str) -> int:
    """Counts this request. Seconds to wait where it was one too many, else 0. Without a cache that works nobody is refused."""
    now = time.time()
    window = int(now // limit.seconds)
    key = f"limit:{limit.name}:{who}:{window}"
    try:
        counter = caches["default"]
        counter.add(key, 0, limit.seconds * 2)
        count = counter.incr(key)
    except Exception:  # noqa: BLE001 (a counter that is lost, or a cache that is away, must not shut anyone out)
        return 0
    most = limit.most if who else limit.most * UNKNOWN
    return int((window + 1) * limit.seconds - now) + 1 if isinstance(count, int) and count > most else 0


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    said = _("You have asked for this very often in a short time. Please wait %d seconds, then try again.") % wait
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(format_html('<p class="fault" role="alert">{}</p>', said), status=429)
    else:
        response = render(request, "web/error.html", {"title": _("One moment, please"), "message": said}, status=429)
    response.headers["Retry-After"] = str(wait)
    # For this client alone: a shared cache must not show it to others.
    response.headers["Cache-Control"] = "no-store"
    return response
