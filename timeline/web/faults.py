"""When the database fails: who was reading is told to come back, who was saving is told in a sentence that nothing was saved, and why."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.csp import build_policy
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logging.getLogger("timeline.faults")

DATABASE_FAULTS = (DatabaseError, InterfaceError)
READ_ONLY, DISK_FULL = "25006", "53100"


def why(fault: BaseException) -> str | None:
    """The trouble in a sentence where it is the database's own, None where the fault is ours."""
    if not isinstance(fault, DATABASE_FAULTS):
        return None
    state = getattr(fault.__cause__, "sqlstate", None)
    said = str(fault).lower()
    if state == READ_ONLY or "readonly database" in said or "read-only" in said:
        return _("The database accepts no changes just now.")
    if state == DISK_FULL or "disk is full" in said or "disk i/o error" in said:
        return _("The disk of the database is full.")
    if "is locked" in said:
        return _("Somebody else is saving at this moment and it takes long.")
    if type(fault).__name__ in ("OperationalError", "InterfaceError"):
        return _("The database cannot be reached just now.")
    return None


class FaultMiddleware:
    """Answers for views that the database failed under."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            # No address has one, and PostgreSQL would refuse to look for it: the sign of an unreadable letter is in none either.
            request.path_info = request.path_info.replace("\x00", "\ufffd")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if (reason := why(fault)) is None:
            return None
        log.error("The database failed under %s %s", request.method, request.path, exc_info=fault)
        return apology(request, reason)


def apology(request: HttpRequest, reason: str | None) -> HttpResponse:
    """A page that needs neither database nor templates nor a working catalogue: 503 with the reason where it is known, else 500; with the
    id by which the desk finds the fault in the log."""
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    title = _("Something went wrong on our side") if reason is None else _("Not available just now")
    parts = [reason or _("The fault has been recorded.")]
    if safe:
        parts.append(_("Please try again in a moment."))
    else:
        parts.append(_("Nothing of what you sent was saved. Go back: your browser still has what you typed. Then try again."))
    language = getattr(request, "LANGUAGE_CODE", "en")
    try:
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        sheets = [static(f"css/{name}.css") for name in ("tokens", "site", "article")]
    except (KeyError, ValueError):
        direction, sheets = "ltr", []
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((sheet,) for sheet in sheets))
    page = format_html(
        '<!doctype html>\n<html lang="{}" dir="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>{}</title>{}</head>'
        '<body class="article-page"><main id="main" class="wrap"><h1 class="page-title">{}</h1><p class="lede" role="alert">{}</p>'
        "<p>{}: <code>{}</code></p></main></body></html>\n",
        language, direction, title, links, title, " ".join(parts), _("If you write to us about it, name this number"),
        getattr(request, "id", ""),
    )  # fmt: skip
    response = HttpResponse(page, status=500 if reason is None else 503)
    response.headers["Cache-Control"] = "no-store"
    # Said here, as the fault may lie outside of the layer that says it for every page; the floor under that lets no sheet load.
    policy: Any = settings.SECURE_CSP
    response.headers["Content-Security-Policy"] = build_policy(policy)
    if reason is not None:
        response.headers["Retry-After"] = "30"
    return response
