"""The pages of one record, and the lists of all of a kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.dates import FuzzyDate, show
from timeline.events import bitmap, catalogue, index
from timeline.events.choices import ActorKind, Confidence, EventKind, Role, Side, Status
from timeline.events.history.models import Kind
from timeline.events.history.public import public_history
from timeline.events.models import Actor, ActorRole, Event, Source, Statement, Storyline, StorylineEntry
from timeline.web import chart, listing, words
from timeline.web.filters import Filter, cut
from timeline.web.offices import offices
from timeline.web.views import event as event_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.events.index import Index

MEETS = 8
"""How many of those whom an actor meets most are named."""
SOURCES_A_PAGE = 100
SEVERAL = 2
"""Sources from which a claim counts as known from more than one."""
FEWEST, LISTED_YEARS = 2, 12
SOURCES_OF_ACTOR = 8
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
    typed = request.GET.get("q", "").strip()[:200]
    wanted = plain(typed).split()
    found = [one for one in names.actors.values() if all(word in plain(one.every_name) for word in wanted)]
    # A state before those who act for it.
    found.sort(key=lambda one: one.kind != ActorKind.STATE)
    groups = [(side, [(one, counts.get(one.pk, 0)) for one in found if one.side == side]) for side in Side]
    context = {
        "section": "actors",
        "groups": [(side, actors) for side, actors in groups if actors],
        "total": len(names.actors),
        "words": typed,
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
        "parts": parts(now, name.pk),
        "sources": sources_of(found),
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


def parts(now: Index, actor: int) -> list[tuple[str, int]]:
    """What the actor itself was in events, in the order of the roles, each with its number of events."""
    counted = [(role, now.parts.get((actor, role), 0).bit_count()) for role in Role.values]
    return [(role, count) for role, count in counted if count]


def sources_of(actor: Actor) -> QuerySet[Source]:
    """The sources that say most of an actor, with how many of its events rest on them."""
    own = Q(citations__event__participations__actor=actor, citations__event__status=Status.PUBLISHED)
    counted = Source.objects.filter(own).annotate(supports=Count("citations__event", distinct=True))
    return counted.order_by("-supports", "-published_day", "pk")[:SOURCES_OF_ACTOR]


def meets(now: Index, names: catalogue.Catalogue, slug: str, own: int) -> list[tuple[catalogue.Name, int, str]]:
    """With whom the actor took part in events, most often first, and when last: themselves, without those the actor belongs to or its own
    members."""
    me = now.tree.ids[slug]
    kin = set(now.tree.above(me)) | now.tree.below(me)
    shared = Counter({pk: (events & own).bit_count() for pk, events in now.having["actor"].items() if pk not in kin})
    return [
        (names.by_pk[int(pk)], count, last_day(now, now.having["actor"][pk] & own))
        for pk, count in shared.most_common()
        if count and pk in names.by_pk
    ]


def last_day(now: Index, events: int) -> str:
    """The month of the latest of these events."""
    return show(FuzzyDate.from_edtf(f"{date.fromordinal(now.marks[events.bit_length() - 1]):%Y-%m}"), language(), "short")


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
    asked_step = request.GET.get("step", "")
    step: dict[str, Any] = {}
    if asked_step:
        if not (asked_step.isascii() and asked_step.isdigit() and 1 <= int(asked_step[:9]) <= len(pks)):
            raise Http404(_("This storyline has %(n)s steps; there is no step “%(step)s”.") % {"n": len(pks), "step": cut(asked_step)})
        number = int(asked_step)
        step = storyline_step(now.slugs[now.position_of[pks[number - 1]]], number, len(pks))
    context = step | {
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


def storyline_step(slug: str, number: int, total: int) -> dict[str, Any]:
    """One event of a storyline, to be read in order: where one is, and which steps stand before and after."""
    event = event_view.find(slug, language())
    if event is None:
        raise Http404(_("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug))
    return event_view.context(event, language()) | {
        "step": number,
        "before": number - 1,
        "after": number + 1 if number < total else 0,
    }


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:200]
    published = Q(citations__event__status=Status.PUBLISHED)
    found = Source.objects.public().annotate(supports=Count("citations__event", filter=published, distinct=True))
    for word in typed.split():
        found = found.filter(Q(title__icontains=word) | Q(publisher__icontains=word))
    pages = Paginator(found.order_by("publisher", "-published_day", "slug"), SOURCES_A_PAGE)
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:9]) <= pages.num_pages:
        raise Http404(_("This list has no page “%s”.") % cut(number))
    return render(request, "web/source_list.html", {"section": "sources", "page": pages.page(int(number)), "words": typed})


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = Source.objects.public().filter(slug=slug).first()
    if found is None:
        return event_view.moved(request, Kind.SOURCE, slug, _("There is no source “%s” on record.") % cut(slug))
    now = index.current()
    selection = now.having["source"].get(slug, 0)
    # A yearbook may stand behind thousands of events: the page has the latest of them, and the timeline all.
    shown = now.pks(selection)[-listing.PAGE :]
    supports: dict[int, list[str]] = {}
    for citation in found.citations.filter(event__in=shown).order_by("position"):
        supports.setdefault(citation.event_id, []).append(citation.supports)
    said = found.statements.filter(event__in=Event.objects.published()).select_related("speaker", "event")
    context = {
        "section": "sources",
        "source": found,
        "rows": [(entry, [one for one in supports.get(entry.event.pk, []) if one]) for entry in listing.entries(shown, language())],
        "total": selection.bit_count(),
        "statements": said[:STATEMENTS],
        "statement_count": said.count(),
        "asked": asking(source=slug),
    }
    return render(request, "web/source.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    known = Event.objects.published().order_by().annotate(n=Count("citations__source", distinct=True))
    supported = dict(known.values_list("pk", "n"))
    several = sum(1 for n in supported.values() if n >= SEVERAL)
    years = Counter(mark_year(now, n) for n in range(now.size))
    well = Counter(mark_year(now, n) for n, pk in enumerate(now.ids) if supported.get(pk, 0) >= SEVERAL)
    context = {
        "section": "about",
        "total": now.size,
        "actors": len(names.actors),
        "sources": len(now.having["source"]),
        "storylines": len(names.storylines),
        "several": several,
        "share": round(100 * several / now.size) if now.size else 0,
        "bars": by_year(years, well),
        "thin": thin(now, years),
        "address": request.build_absolute_uri(reverse("timeline")),
        "today": datetime.now(UTC).date(),
        "confidences": [(value, now.having["confidence"].get(value, 0).bit_count()) for value in Confidence],
    }
    return render(request, "web/about.html", context)


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the record: its events, those known from two sources or more, and its bar in a drawing 100 high."""

    year: int
    count: int
    several: int
    most: int

    @property
    def share(self) -> int:
        """Percent of its events that are known from two sources or more."""
        return round(100 * self.several / self.count) if self.count else 0

    @property
    def solid(self) -> int:
        return round(self.height * self.several / self.count) if self.count else 0

    @property
    def solid_top(self) -> int:
        return 100 - self.solid

    @property
    def height(self) -> int:
        return max(1, round(100 * self.count / self.most)) if self.count else 0

    @property
    def top(self) -> int:
        return 100 - self.height


def by_year(years: Counter[int], well: Counter[int]) -> list[Bar]:
    """Every year from the first to the last, also those without events."""
    most = max(years.values(), default=1)
    return [Bar(year, years[year], well[year], most) for year in range(min(years), max(years) + 1)] if years else []


def thin(now: Index, years: Counter[int]) -> list[tuple[str, str]]:
    """What the record has little of, in words and as a link to what there is: what a reader must not take for calm."""
    found = []
    if years and (empty := [year for year in range(min(years), max(years) + 1) if not years[year]]):
        said = words.all_of([words.digits(str(year)) for year in empty]) if len(empty) < LISTED_YEARS else words.number(len(empty))
        found.append((_("Years without any event on record: %(years)s.") % {"years": said}, ""))
    told: list[tuple[str, Callable[[str], str], str]] = [
        ("side", lambda value: str(Side(value).label), _("%(name)s takes part in %(events)s.")),
        ("kind", lambda value: str(words.KIND_PLURALS[EventKind(value)]), _("%(name)s: %(events)s.")),
    ]
    for facet, label, sentence in told:
        counted = sorted((events.bit_count(), str(value)) for value, events in now.having[facet].items())
        for count, value in counted[:FEWEST]:
            if count * 20 < now.size:
                found.append((sentence % {"name": label(value), "events": words.events(count)}, f"?{facet}={value}"))
    if alone := (now.having["confidence"].get(Confidence.REPORTED, 0)).bit_count():
        said = _("Known from one chain of reporting or from unnamed sources: %(events)s.") % {"events": words.events(alone)}
        found.append((said, f"?confidence={Confidence.REPORTED}"))
    return found


def mark_year(now: Index, position: int) -> int:
    return date.fromordinal(now.marks[position]).year
