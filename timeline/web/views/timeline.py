"""The page `/`: filters, chart, list and the chosen event. The page and its fragments are one template; who asks decides which part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from timeline.events import index
from timeline.events.choices import EventKind
from timeline.web import chart, exports, words
from timeline.web.empty import ways_out
from timeline.web.facets import facets, storylines
from timeline.web.filters import LANES, Filter, cut, renamed
from timeline.web.listing import listing, span
from timeline.web.presets import presets
from timeline.web.views import event as event_view

if TYPE_CHECKING:
    from timeline.events.index import Index

PAGE = "web/timeline.html"
STARTS = 6


def part_asked(request: HttpRequest) -> str:
    """Which part of the page is wanted: its id as htmx names it, or nothing for the whole page. Back asks for the whole page."""
    if not request.htmx or request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return ""
    return request.headers.get("HX-Target", "").rpartition("#")[2]


@require_safe
@vary_on_headers("HX-Request", "HX-Target", "HX-History-Restore-Request")
def timeline(request: HttpRequest) -> HttpResponse:
    if (query := renamed(request.GET)) is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{query}")
    part = part_asked(request)
    here = reverse("timeline")
    language = get_language() or "en"
    asked = Filter(request.GET)
    context: dict[str, Any] = {"asked": asked, "ticked": asked, "here": here, "section": "timeline"}
    if asked.faults:
        return refused(request, asked, part, context)

    now = index.current()
    selection = now.select(asked.query)
    context |= {"total": selection.bit_count(), "chosen": asked.values["event"], "closed": asked.link(event=None)}
    context["asked_title"] = asked.title
    status = 200
    if asked.values["event"] and part in ("", "detail"):
        context |= chosen_event(asked, now, selection, language)
        status = 404 if context.get("missing") else 200
    if part == "detail":
        if not context.get("event"):
            context |= {"starts": starts(asked, now)}
        return answer(request, f"{PAGE}#opened", context, asked, status)

    context |= {"chart": chart.drawing(asked, now, selection)} | exports.addresses(request, asked)
    if part == "chart":
        return answer(request, f"{PAGE}#chart", context, asked, status)
    try:
        context["listing"] = listing(now, selection, asked.values["page"] or 1, language, asked.sort, asked.words)
    except IndexError as fault:
        raise Http404(_("This list has no page %d.") % asked.values["page"]) from fault
    context |= frame(asked, now, selection) | {"whole": not part}
    if not part:
        context["starts"] = starts(asked, now)
    return answer(request, f"{PAGE}#answer" if part else PAGE, context, asked, status)


def answer(request: HttpRequest, template: str, context: dict[str, Any], asked: Filter, status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    if "#" in template:
        # The address without empty fields and defaults; a zoom replaces it, so that Back leaves the chart at once.
        verb = "HX-Replace-Url" if template.endswith("#chart") else "HX-Push-Url"
        response.headers[verb] = (context["here"] + asked.link()) if status != 404 else "false"
    return response


def refused(request: HttpRequest, asked: Filter, part: str, context: dict[str, Any]) -> HttpResponse:
    """400, with the sentence, and all that was typed still in its place."""
    now = index.current()
    kept = asked.sane()
    context |= {
        "ticked": kept,
        "faults": asked.faults,
        "asked_title": _("This view cannot be shown"),
        "subtitle": " ".join(fault.message for fault in asked.faults),
        "facets": facets(kept, now),
        "presets": presets(kept),
        "starts": starts(kept, now),
        "total": now.select(kept.query).bit_count(),
    }
    template = {"": PAGE, "detail": f"{PAGE}#detail"}.get(part, f"{PAGE}#refusal")
    return render(request, template, context, status=400)


def frame(asked: Filter, now: Index, selection: int) -> dict[str, Any]:
    """What stands around the chart: the count in words, the choices, the key."""
    present = [kind.value for kind in EventKind if now.having["kind"].get(kind.value, 0) & selection]
    choices = facets(asked, now)
    listed = {"page": asked.values["page"] or 1}
    return {
        "subtitle": subtitle(now, selection, asked.language),
        "facets": choices,
        "presets": presets(asked),
        "key": present,
        "lanes": [(lanes, lane_name(lanes), asked.link(lanes=lanes, page=None) or "?") for lanes in LANES],
        "sorts": sorts(asked),
        "instead": asked.instead,
        "kept": kept(asked),
        "event_link": (asked.link(event=None) + "&") if asked.link(event=None) else "?",
        "earlier": asked.link(page=listed["page"] - 1),
        "later": asked.link(page=listed["page"] + 1),
        "empty": ways_out(asked, now) if not selection else None,
        "source_line": _("Source: %(sources)s, each named with its event. %(all)s on record, %(shown)s shown.")
        % {
            "sources": words.sources(len(now.having["source"])),
            "all": words.events(now.size),
            "shown": words.number(selection.bit_count()),
        },
    }


def kept(asked: Filter) -> list[tuple[str, str]]:
    """What the form has no field for and must not lose."""
    also = [("lanes", asked.lanes)] if asked.lanes != "side" else []
    also += [("sort", asked.values["sort"])] if asked.values["sort"] else []
    return also + [(facet, value) for facet in ("pair", "source") for value in asked.values[facet]]


def sorts(asked: Filter) -> list[tuple[str, str, bool]]:
    """The orders of the list that make sense here: name, query string, whether it is this one."""
    names = {"match": _("Best match"), "date": _("Date"), "prominence": _("Prominence"), "changed": _("Latest change")}
    offered = [sort for sort in names if sort != "match" or asked.values["q"]]
    return [(names[sort], asked.link(sort=sort, page=None) or "?", sort == asked.sort) for sort in offered]


def lane_name(lanes: str) -> str:
    return {"side": _("Side"), "actor": _("Actor"), "kind": _("Kind"), "storyline": _("Storyline")}[lanes]


def subtitle(now: Index, selection: int, language: str) -> str:
    """“10 events, 7 October to 13 November 2025.” and how to read the rows."""
    count = words.events(selection.bit_count())
    if not selection:
        return _("%(events)s.") % {"events": count}
    days = span(now, selection, language)
    return _("%(events)s, %(span)s. A vertical line joins the sides that took part in the same event.") % {"events": count, "span": days}


def starts(asked: Filter, now: Index) -> list[Any]:
    """The storylines with most events, to begin with."""
    whole = Filter(type(asked.given)(""))
    return storylines(whole, now.counts(whole.query, "storyline"))[:STARTS]


def chosen_event(asked: Filter, now: Index, selection: int, language: str) -> dict[str, Any]:
    """The chosen event with its neighbours among the events shown, or a sentence where there is none."""
    slug = asked.values["event"]
    event = event_view.find(slug, language)
    if event is None:
        return {"missing": _("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug)}
    context = event_view.context(event, language)
    position = now.position_of_slug.get(slug)
    if position is None or not selection >> position & 1:
        return context
    before, after = selection & ((1 << position) - 1), selection >> (position + 1)
    previous = now.slugs[before.bit_length() - 1] if before else None
    following = now.slugs[position + (after & -after).bit_length()] if after else None
    return context | {
        "place_in_list": before.bit_count() + 1,
        "previous": asked.link(event=previous) if previous else "",
        "next": asked.link(event=following) if following else "",
    }
