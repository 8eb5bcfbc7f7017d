"""The pages of one record, and the lists of all of a kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.dates import FuzzyDate, show
from timeline.events import bitmap, catalogue, index
from timeline.events.choices import ActorKind, Confidence, Side, Status
from timeline.events.history.models import Kind
from timeline.events.history.public import public_history
from timeline.events.models import Actor, ActorRole, Event, Source, Statement, Storyline, StorylineEntry
from timeline.web import chart, listing
from timeline.web.filters import Filter, cut
from timeline.web.offices import offices
from timeline.web.views import event as event_view

if TYPE_CHECKING:
    from timeline.events.index import Index

MEETS = 8
"""How many of those whom an actor meets most are named."""
SOURCES_A_PAGE = 100
STATEMENTS = 40


def language() -> str:
    return get_language() or "en"


def plain(text: str) -> str:
    """Without case and accents."""
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))


def asking(**parameters: str) -> Filter:
    """A filter made here instead of by a reader."""
    query = QueryDict(mutable=True)
    query.update(parameters)
    return Filter(query)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    found = event_view.find(slug, language())
    if found is None:
        if gone := event_view.withdrawn(request, slug):
            return gone
        return event_view.moved(request, Kind.EVENT, slug, _("There is no published event “%s”. Its address may be mistyped.") % cut(slug))
    context = event_view.context(found, language()) | {"history": public_history(found.pk)}
    key = listing.month_key(found.date)
    context |= {
        "section": "timeline",
        "chart": chart.around(found),
        "caption": _("What else happened around it."),
        "chart_link": f"{reverse('timeline')}?event={found.slug}",
        "month": (key, show(FuzzyDate.from_edtf(key), language())),
    }
    return render(request, "web/event.html", context)


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    everyone = asking()
    counts = now.counts(everyone.query, "actor")
    words = request.GET.get("q", "").strip()[:200]
    wanted = plain(words).split()
    found = [one for one in names.actors.values() if all(word in plain(one.every_name) for word in wanted)]
    # A state before those who act for it.
    found.sort(key=lambda one: one.kind != ActorKind.STATE)
    groups = [(side, [(one, counts.get(one.pk, 0)) for one in found if one.side == side]) for side in Side]
    context = {
        "section": "actors",
        "groups": [(side, actors) for side, actors in groups if actors],
        "total": len(names.actors),
        "words": words,
    }
    return render(request, "web/actor_list.html", context)


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    name = names.actors.get(slug)
    if name is None:
        return event_view.moved(request, Kind.ACTOR, slug, _("There is no actor “%s” on record.") % cut(slug))
    found = Actor.objects.in_language(language()).prefetch_related("aliases").get(pk=name.pk)
    asked = asking(actor=slug)
    selection = now.select(asked.query)
    own = now.of_actor(slug, only=True)
    said = (
        Statement.objects.filter(speaker=found, event__in=Event.objects.published())
        .select_related("event", "source")
        .order_by("-event__mark_day", "position", "pk")
    )
    # The one held now first, those without dates last.
    roles = (
        ActorRole.objects.filter(actor=found)
        .in_language(language())
        .order_by(F("start_day").desc(nulls_last=True), F("end_day").desc(nulls_last=True), "position")
    )
    context: dict[str, Any] = {
        "section": "actors",
        "actor": found,
        "name": name,
        "parents": parents(names, name),
        "members": names.members.get(slug, []),
        "offices": offices(roles, [now.marks[n] for n in bitmap.positions(own)]),
        "meets": (met := meets(now, names, slug, own))[:MEETS],
        "met": len(met),
        "asked": asked,
        "total": selection.bit_count(),
        "own_total": own.bit_count(),
        "entries": listing.entries(now.pks(selection)[-listing.PAGE :], language()),
        "statements": said[:STATEMENTS],
        "statement_count": said.count(),
        "chart": chart.drawing(asked, now, selection, apart=True),
        "caption": f"{asked.title}.",
        "chart_link": reverse("timeline") + asked.link(),
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
    """With whom the actor took part in events, most often first: themselves, without those the actor belongs to or its own members."""
    me = now.tree.ids[slug]
    kin = set(now.tree.above(me)) | now.tree.below(me)
    shared = Counter({pk: (events & own).bit_count() for pk, events in now.having["actor"].items() if pk not in kin})
    return [(names.by_pk[int(pk)], count) for pk, count in shared.most_common() if count and pk in names.by_pk]


def span_words(days: tuple[int, int] | None) -> str:
    """The months from the first to the last day, as ordinals."""
    if days is None:
        return ""
    first, last = (f"{date.fromordinal(day):%Y-%m}" for day in days)
    return show(FuzzyDate.from_edtf(first if first == last else f"{first}/{last}"), language(), "short")


@require_safe
def storyline_list(request: HttpRequest) -> HttpResponse:
    now = index.current()
    storylines = Storyline.objects.public().in_language(language()).order_by("title")
    having = now.having["storyline"]
    rows = [(one, having.get(one.slug, 0).bit_count(), span_words(now.days(having.get(one.slug, 0)))) for one in storylines]
    rows.sort(key=lambda row: -row[1])
    return render(request, "web/storyline_list.html", {"section": "storylines", "rows": rows})


@require_safe
def storyline(request: HttpRequest, slug: str) -> HttpResponse:
    found = Storyline.objects.public().in_language(language()).filter(slug=slug).first()
    if found is None:
        return event_view.moved(request, Kind.STORYLINE, slug, _("There is no storyline “%s” on record.") % cut(slug))
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
        "caption": f"{asked.title}.",
        "chart_link": reverse("timeline") + asked.link(),
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
        return event_view.moved(request, Kind.SOURCE, slug, _("There is no source “%s” on record.") % cut(slug))
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
        "bars": by_year(years),
        "confidences": [(value, now.having["confidence"].get(value, 0).bit_count()) for value in Confidence],
    }
    return render(request, "web/about.html", context)


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the record: its events, and its bar in a drawing 100 high."""

    year: int
    count: int
    most: int

    @property
    def height(self) -> int:
        return max(1, round(100 * self.count / self.most)) if self.count else 0

    @property
    def top(self) -> int:
        return 100 - self.height


def by_year(years: Counter[int]) -> list[Bar]:
    """Every year from the first to the last, also those without events."""
    most = max(years.values(), default=1)
    return [Bar(year, years[year], most) for year in range(min(years), max(years) + 1)] if years else []


def mark_year(now: Index, position: int) -> int:
    return date.fromordinal(now.marks[position]).year
