"""`/chart.svg` and `/chart.png`: the chart of a filter as a file, for articles, newsletters and link previews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.chart import document
from timeline.chart.svg import Links
from timeline.events import index
from timeline.web import chart
from timeline.web.filters import Filter, cut, renamed
from timeline.web.views.timeline import frame, subtitle

if TYPE_CHECKING:
    from django.http import QueryDict

THEMES = ("light", "dark", "auto")
SVG_WIDTH, PNG_WIDTH, PNG_HEIGHT = 720, 1200, 630
SIZES = {"svg": {"width": (280, 4000), "height": (200, 4000)}, "png": {"width": (320, 2400), "height": (200, 2400)}}


class SizeError(ValueError):
    """A size or theme that cannot be drawn; its text says what can."""


def size_of(given: QueryDict, parameter: str, limits: tuple[int, int], default: int | None) -> int | None:
    text = given.get(parameter, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and limits[0] <= int(text) <= limits[1]):
        names = {"width": _("width"), "height": _("height")}
        raise SizeError(
            _("“%(value)s” is no %(parameter)s for a picture; give a whole number of pixels from %(least)d to %(most)d.")
            % {"value": cut(text), "parameter": names[parameter], "least": limits[0], "most": limits[1]}
        )
    return int(text)


def theme_of(given: QueryDict, *, still: bool) -> document.Theme:
    text = given.get("theme", "") or "light"
    known = [one for one in THEMES if one != "auto" or not still]
    if text not in known:
        raise SizeError(_("“%(value)s” is not one of: %(options)s.") % {"value": cut(text), "options": ", ".join(known)})
    return text  # type: ignore[return-value]


@require_safe
def chart_svg(request: HttpRequest) -> HttpResponse:
    return _picture(request, "svg")


@require_safe
def chart_png(request: HttpRequest) -> HttpResponse:
    return _picture(request, "png")


def _picture(request: HttpRequest, kind: str) -> HttpResponse:
    if (query := renamed(request.GET)) is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{query}")
    asked = Filter(request.GET)
    try:
        if asked.faults:
            raise SizeError(" ".join(fault.message for fault in asked.faults))  # noqa: TRY301 (one way out for all refusals)
        width = size_of(request.GET, "width", SIZES[kind]["width"], PNG_WIDTH if kind == "png" else SVG_WIDTH) or SVG_WIDTH
        height = size_of(request.GET, "height", SIZES[kind]["height"], round(width * PNG_HEIGHT / PNG_WIDTH) if kind == "png" else None)
        theme = theme_of(request.GET, still=kind == "png")
    except SizeError as fault:
        return HttpResponse(str(fault), status=400, content_type="text/plain; charset=utf-8")
    now = index.current()
    selection = now.select(asked.query)
    view = chart.view_of(asked, now, selection)
    words = document.Words(asked.title, subtitle(now, selection, asked.language), frame(asked, now, selection)["source_line"])
    absolute = request.build_absolute_uri
    here = reverse("timeline")
    links = Links(
        event=lambda row: absolute(reverse("event", args=[row.slug])),
        window=lambda span: absolute(here + asked.link(window=span, page=None, event=None)),
    )
    draw = chart.drawer(view)
    frame_ = (width, height) if height else None
    picture = document.fitted(draw, words, frame_) if frame_ else draw(width - 2 * document.MARGIN)
    cards = chart.cards_of(view, [picture])
    if any(one.carried for one in picture.chords):
        words = replace(words, note=_("An arrowhead means that the event began before these dates, or may lie before or after them."))
    drawing = document.document(picture, links, cards, words, theme, frame=frame_, own=kind == "png")
    response: HttpResponse
    if kind == "png":
        response = HttpResponse(document.png(drawing), content_type="image/png")
    else:
        response = HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
        # Opened by itself a drawing is a document: it styles itself and loads nothing.
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
