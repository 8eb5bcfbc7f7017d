"""The pages of one record, and the lists of all of a kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events import bitmap, catalogue, index
from timeline.events.choices import Side, Status
from timeline.events.models import Actor, ActorRole, Event, Source, Statement, Storyline, StorylineEntry
from timeline.web import chart, listing
from timeline.web.filters import Filter, cut
from timeline.web.views import event as event_view

if TYPE_CHECKING:
    from timeline.events.index import Index

MEETS = 8
"""How many of those whom an actor meets most are named."""
SOURCES_A_PAGE = 100
STATEMENTS = 40


def language() -> str:
    return get_language() or "en"


def asking(**parameters: str) -> Filter:
    """A filter made here instead of by a reader."""
    query = QueryDict(mutable=True)
    query.update(parameters)
    return Filter(query)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    found = event_view.find(slug, language())
    if found is None:
        raise Http404(_("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug))
    context = event_view.context(found, language())
    return render(request, "web/event.html", context | {"section": "timeline", "chart": chart.around(found), "day": found.date.mark})


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    everyone = asking()
    counts = now.counts(everyone.query, "actor")
    groups = [
        (side, [(one, counts.get(one.pk, 0)) for one in names.actors.values() if one.side == side])
        for side in Side
        if any(one.side == side for one in names.actors.values())
    ]
    return render(request, "web/actor_list.html", {"section": "actors", "groups": groups, "total": len(names.actors)})


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    name = names.actors.get(slug)
    if name is None:
        raise Http404(_("There is no actor “%s” on record.") % cut(slug))
    found = Actor.objects.in_language(language()).prefetch_related("aliases").get(pk=name.pk)
    asked = asking(actor=slug)
    selection = now.select(asked.query)
    own = now.of_actor(slug, only=True)
    said = (
        Statement.objects.filter(speaker=found, event__in=Event.objects.published())
        .select_related("event", "source")
        .order_by("-event__mark_day", "position", "pk")
    )
    context: dict[str, Any] = {
        "section": "actors",
        "actor": found,
        "name": name,
        "parents": parents(names, name),
        "members": names.members.get(slug, []),
        "offices": ActorRole.objects.filter(actor=found).in_language(language()).order_by("-end_day", "-start_day", "position"),
        "meets": meets(now, names, slug, own),
        "asked": asked,
        "total": selection.bit_count(),
        "own_total": own.bit_count(),
        "entries": listing.entries(now.pks(selection)[-listing.PAGE :], language()),
        "statements": said[:STATEMENTS],
        "statement_count": said.count(),
        "chart": chart.drawing(asked, now, selection, apart=True),
    }
    return render(request, "web/actor.html", context)


def parents(names: catalogue.Catalogue, name: catalogue.Name) -> list[catalogue.Name]:
    """What the actor belongs to, outermost first."""
    found: list[catalogue.Name] = []
    one = names.actors.get(name.parent or "")
    while one is not None and one not in found and one != name:
        found.insert(0, one)
        one = names.actors.get(one.parent or "")
    return found


def meets(now: Index, names: catalogue.Catalogue, slug: str, own: int) -> list[tuple[catalogue.Name, int]]:
    """With whom the actor took part in most events: themselves, not those they belong to, nor the actor's own states and bodies."""
    me = now.tree.ids[slug]
    kin = set(now.tree.above(me)) | now.tree.below(me)
    shared = Counter({pk: (events & own).bit_count() for pk, events in now.having["actor"].items() if pk not in kin})
    return [(names.by_pk[int(pk)], count) for pk, count in shared.most_common(MEETS) if count and pk in names.by_pk]


@require_safe
def storyline_list(request: HttpRequest) -> HttpResponse:
    now = index.current()
    storylines = Storyline.objects.public().in_language(language()).order_by("title")
    having = now.having["storyline"]
    rows = [(one, having.get(one.slug, 0).bit_count(), now.days(having.get(one.slug, 0))) for one in storylines]
    rows.sort(key=lambda row: -row[1])
    return render(request, "web/storyline_list.html", {"section": "storylines", "rows": rows})


@require_safe
def storyline(request: HttpRequest, slug: str) -> HttpResponse:
    found = Storyline.objects.public().in_language(language()).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no storyline “%s” on record.") % cut(slug))
    now = index.current()
    asked = asking(storyline=slug)
    selection = now.select(asked.query)
    placed = StorylineEntry.objects.filter(storyline=found, event__status=Status.PUBLISHED).values_list("event", "position")
    position = dict(placed)
    pks = sorted(now.pks(selection), key=lambda pk: (position.get(pk) is None, position.get(pk) or 0, now.position_of[pk]))
    context = {
        "section": "storylines",
        "storyline": found,
        "asked": asked,
        "total": len(pks),
        "entries": listing.entries(pks[: listing.PAGE], language()),
        "chart": chart.drawing(asked, now, selection, apart=True),
    }
    return render(request, "web/storyline.html", context)


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    published = Q(citations__event__status=Status.PUBLISHED)
    found = Source.objects.public().annotate(supports=Count("citations__event", filter=published, distinct=True))
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(publisher__icontains=word))
    pages = Paginator(found.order_by("publisher", "-published_day", "slug"), SOURCES_A_PAGE)
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:9]) <= pages.num_pages:
        raise Http404(_("This list has no page “%s”.") % cut(number))
    return render(request, "web/source_list.html", {"section": "sources", "page": pages.page(int(number)), "words": words})


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = Source.objects.public().filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no source “%s” on record.") % cut(slug))
    now = index.current()
    selection = now.having["source"].get(slug, 0)
    supports: dict[int, list[str]] = {}
    for citation in found.citations.filter(event__status=Status.PUBLISHED).order_by("position"):
        supports.setdefault(citation.event_id, []).append(citation.supports)
    entries = listing.entries(now.pks(selection), language())
    context = {
        "section": "sources",
        "source": found,
        "rows": [(entry, [one for one in supports.get(entry.event.pk, []) if one]) for entry in entries],
        "statements": found.statements.filter(event__in=Event.objects.published()).select_related("speaker", "event"),
        "asked": asking(source=slug),
    }
    return render(request, "web/source.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    several = Event.objects.published().annotate(n=Count("citations")).filter(n__gte=2).count()
    years = Counter(mark_year(now, n) for n in bitmap.positions(bitmap.full(now.size)))
    context = {
        "section": "about",
        "total": now.size,
        "actors": len(names.actors),
        "sources": len(now.having["source"]),
        "storylines": len(names.storylines),
        "several": several,
        "share": round(100 * several / now.size) if now.size else 0,
        "years": sorted(years.items()),
        "most": max(years.values(), default=1),
        "confidences": [(value, events.bit_count()) for value, events in sorted(now.having["confidence"].items(), key=str)],
        "days": now.days(bitmap.full(now.size)),
    }
    return render(request, "web/about.html", context)


def mark_year(now: Index, position: int) -> int:
    from datetime import date

    return date.fromordinal(now.marks[position]).year
