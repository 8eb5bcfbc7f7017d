"""Embeds: a view of the record, or one event, as a small page that stands in a frame of somebody else's.

The first answer is complete: it needs no script, no cookie, no storage and nothing from anywhere else. Its parts can be asked for alone, by
`part=` (a plain request, which a sandboxed frame may send without a pre-flight) or as htmx asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from timeline.dates import show
from timeline.events import index
from timeline.events.choices import EventKind
from timeline.events.models import Citation, Source
from timeline.web import chart, embed_chart, subjects, words
from timeline.web.embeds import Options, joined
from timeline.web.empty import ways_out
from timeline.web.facets import facets
from timeline.web.filters import Filter, cut, renamed
from timeline.web.framing import framed, open_to_all, styles
from timeline.web.listing import listing
from timeline.web.views import event as event_view
from timeline.web.views.timeline import chosen_event, part_asked, subtitle

if TYPE_CHECKING:
    from timeline.events.index import Index

PAGE = "embed/embed.html"
PARTS = ("view", "chart", "detail", "figures")
KEPT_BESIDE_CONTROLS = ("actor", "match", "only", "role", "pair", "storyline", "source", "publisher", "place", "q", "lanes", "sort")
"""Parameters of the filter that readers of an embed are not offered to change."""
NAMED_PUBLISHERS = 3
FEW = 60
"""Events up to which the source line names those who published, instead of how many sources there are."""
COUNTED = 1000
"""Events up to which their sources are counted."""


def part(request: HttpRequest) -> str:
    asked = request.GET.get("part", "") or part_asked(request)
    return asked if asked in PARTS else ""


@framed
@vary_on_headers("HX-Request", "HX-Target")
def embed(request: HttpRequest) -> HttpResponse:
    """A view of the record: `/embed/?<the filter>&<the options>`."""
    if (query := renamed(request.GET)) is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{query}")
    asked, options = Filter(request.GET), Options(request.GET)
    if faults := [*asked.faults, *options.faults]:
        return refused(request, options, [fault.message for fault in faults])
    language = get_language() or "en"
    now = index.current()
    selection = now.select(asked.query)
    subject = subjects.of_view(asked, now)
    wanted = part(request)
    context: dict[str, Any] = {
        "asked": asked,
        "total": selection.bit_count(),
        "chosen": asked.values["event"],
        "closed": asked.link(event=None),
        # Links lead to the whole timeline, in a window of its own; the embed's script shows the same thing in place.
        "here": reverse("timeline"),
        "event_link": joined(asked.string(event=None, page=None)) + "&" if asked.string(event=None, page=None) else "?",
    }
    status = 200
    if asked.values["event"] and wanted in ("", "detail"):
        context |= chosen_event(asked, now, selection, language)
        status = 404 if context.get("missing") else 200
    if wanted == "detail":
        return render(request, f"{PAGE}#detail", context, status=status)

    drawn = embed_chart.of_view(asked, now, selection, options, chart.width_asked(asked)) if options.has_chart and selection else None
    if wanted == "figures":
        return HttpResponse(drawn.figures if drawn else "")
    context |= {
        "chart_title": subject.title,
        "chart": drawn.html if drawn else "",
        "key": [kind.value for kind in EventKind if now.having["kind"].get(kind.value, 0) & selection],
        "empty": ways_out(asked, now) if not selection else None,
    }
    if wanted == "chart":
        return render(request, f"{PAGE}#chart", context)
    if options.has_list:
        context["listing"] = listing(now, selection, 1, language)
    if options.controls:
        context["facets"] = facets(asked, now)
        context["kept"] = [
            (name, value) for name, values in request.GET.lists() for value in values if name in KEPT_BESIDE_CONTROLS and value
        ]
    context |= frame(request, options, subject, subtitle(now, selection, language))
    context["source_line"] = source_line(now, selection)
    return render(request, f"{PAGE}#view" if wanted else PAGE, context, status=200 if not context.get("missing") else 404)


@framed
@vary_on_headers("HX-Request", "HX-Target")
def embed_event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: `/embed/events/<slug>/?<the options>`."""
    options = Options(request.GET)
    if options.faults:
        return refused(request, options, [fault.message for fault in options.faults])
    language = get_language() or "en"
    found = event_view.find(slug, language)
    if found is None:
        sentence = _("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug)
        return refused(request, options, [sentence], status=404)
    drawn = embed_chart.of_event(found, options) if options.has_chart else None
    if part(request) == "figures":
        return HttpResponse(drawn.figures if drawn else "")
    context = event_view.context(found, language)
    context |= frame(request, options, subjects.of_event(found, language), facts(context, language))
    context |= {
        "single": True,
        "chart": drawn.html if drawn else "",
        "chart_title": context["title"],
        "source_line": published_by(context),
    }
    return render(request, PAGE, context)


@require_safe
def host_script(request: HttpRequest) -> HttpResponse:
    """The script for articles, at an address short enough to be typed: kept for an hour, and good for a year without us."""
    response = HttpResponse(_host_script(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600, stale_while_revalidate=7 * 86400, stale_if_error=365 * 86400)
    open_to_all(response)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _host_script() -> bytes:
    return (settings.BASE_DIR / "static" / "js" / "host.js").read_bytes()


def frame(request: HttpRequest, options: Options, subject: subjects.Subject, automatic: str) -> dict[str, Any]:
    """What stands around the drawing."""
    site = request.build_absolute_uri("/")[:-1]
    return {
        "options": options,
        "subject": subject,
        "title": options.text("title", subject.title),
        "spoken_title": options.text("title", subject.title) or subject.title,
        "subtitle": options.text("subtitle", automatic),
        "full": site + subject.page,
        "share": site + subject.share + ("&" if "?" in subject.share else "?") * bool(options.string) + options.string,
        "styles": styles(),
    }


def facts(context: dict[str, Any], language: str) -> str:
    """When, what kind and where an event was, in a line."""
    event = context["event"]
    return " · ".join(filter(None, [show(event.date, language), str(EventKind(event.kind).label), context["place_name"]]))


def published_by(context: dict[str, Any]) -> str:
    publishers = list(dict.fromkeys(citation.source.publisher for citation in context["citations"]))
    return _("Source: %(names)s.") % {"names": named(publishers)} if publishers else ""


def source_line(now: Index, selection: int) -> str:
    """Who published what the events rest on, by name where they are few."""
    count = selection.bit_count()
    if not count:
        return ""
    if count <= FEW:
        supports = Count("citations__event", filter=Q(citations__event__in=now.pks(selection)), distinct=True)
        found = Source.objects.values("publisher").annotate(supports=supports).filter(supports__gt=0).order_by("-supports", "publisher")
        names = named(list(found.values_list("publisher", flat=True)))
        if names:
            return _("Source: %(names)s. %(events)s.") % {"names": names, "events": words.events(count)}
    if count == now.size:
        sources = len(now.having["source"])
    elif count <= COUNTED:
        sources = Citation.objects.filter(event__in=now.pks(selection)).aggregate(sources=Count("source", distinct=True))["sources"]
    else:
        return _("Sources are named with each event. %(events)s.") % {"events": words.events(count)}
    return _("Source: %(sources)s, each named with its event. %(events)s.") % {
        "sources": words.sources(sources),
        "events": words.events(count),
    }


def named(publishers: list[str]) -> str:
    """“A, B, C and 4 more”."""
    if len(publishers) <= NAMED_PUBLISHERS + 1:
        return words.all_of(publishers) if publishers else ""
    return words.all_of([*publishers[:NAMED_PUBLISHERS], _("%s more") % words.number(len(publishers) - NAMED_PUBLISHERS)])


def refused(request: HttpRequest, options: Options, messages: list[str], status: int = 400) -> HttpResponse:
    """A sentence inside the frame: whoever pasted the snippet reads it in their own preview."""
    site = request.build_absolute_uri("/")[:-1]
    context = {"options": options, "messages_to_reader": messages, "full": site + reverse("timeline"), "styles": styles()}
    return render(request, "embed/refused.html", context, status=status)
