"""`/api/v1/`: the record for programs. The same filters and sentences as the site; pages by cursor; only the fields that are asked for.

Stable: within v1 no path, parameter or member is removed or changes its meaning; new ones may be added (docs/api.md).
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Query, Schema

from timeline.events import bitmap, catalogue, export, index
from timeline.events import search as finder
from timeline.events.models import Source, Storyline
from timeline.formats import json
from timeline.web import exports
from timeline.web.filters import Filter, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from timeline.events.index import Index

MOST = 200
"""Records on a page of the API."""
USUAL = 50


api = NinjaAPI(
    title="Iraq–Iran–US diplomatic timeline",
    version="1.0.0",
    description="The record for programs: read only, no key, CORS open. Licence of the data: CC BY 4.0.",
    # The schema and its page are ours: open to all, and without a script from anyone (timeline/web/views/api.py).
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)


# ---- what is asked ----


class Events(Schema):
    """The site's own filters. Values are read and refused by the site's form, so both say the same."""

    actor: Annotated[list[str], Field(default_factory=list, description="Identifiers of actors; their members count. Repeatable.")]
    match: Annotated[str, Field("any", description="any: at least one of the actors; all: every one of them.")]
    only: Annotated[str, Field("0", description="1: the actors alone, without their members.")]
    side: Annotated[list[str], Field(default_factory=list, description="Sides that took part. Repeatable.")]
    role: Annotated[list[str], Field(default_factory=list, description="Parts that the actors or sides asked for had. Repeatable.")]
    pair: Annotated[list[str], Field(default_factory=list, description="Who acted and at whom, as two sides: us.iran. Repeatable.")]
    kind: Annotated[list[str], Field(default_factory=list, description="Kinds of events. Repeatable.")]
    storyline: Annotated[list[str], Field(default_factory=list, description="Identifiers of storylines. Repeatable.")]
    source: Annotated[list[str], Field(default_factory=list, description="Identifiers of sources. Repeatable.")]
    publisher: Annotated[list[str], Field(default_factory=list, description="Publishers, as the site’s addresses write them. Repeatable.")]
    place: Annotated[list[str], Field(default_factory=list, description="Identifiers of places. Repeatable.")]
    confidence: Annotated[list[str], Field(default_factory=list, description="confirmed, reported, disputed. Repeatable.")]
    from_: Annotated[str, Field("", alias="from", description="Events that can lie on or after this date, in any form the site reads.")]
    to: Annotated[str, Field("", description="Events that can lie on or before this date.")]
    q: Annotated[str, Field("", description="Words, as in the site’s search.")]
    lang: Annotated[str, Field("en", description="Language of the texts: en, ar, fa, ckb.")]


class Paged(Events):
    fields: Annotated[str, Field("", description="Members wanted of each record, separated by commas; slug is always there.")]
    cursor: Annotated[str, Field("", description="Where to go on: the next of the page before.")]
    limit: Annotated[str, Field(str(USUAL), description=f"Records on a page, 1 to {MOST}.")]


class One(Schema):
    fields: Annotated[str, Field("", description="Members wanted, separated by commas; slug is always there.")]
    lang: Annotated[str, Field("en", description="Language of the texts: en, ar, fa, ckb.")]


class Wanted(Events):
    fields: Annotated[str, Field("", description="Members wanted of each event, separated by commas; slug is always there.")]
    q: Annotated[str, Field("", description="Words: an actor in any spelling, a storyline, or what an event says.")]


# ---- what is answered ----


class Fault(Schema):
    parameter: str
    given: str
    message: str


class Refusal(Schema):
    errors: list[Fault]


class Licence(Schema):
    name: str
    url: str
    spdx: str


class Head(Schema):
    """Stands in every answer: what it is, of which state of the record, under which licence."""

    title: str
    url: str
    page: str
    count: int
    version: str
    made_on: str
    language: str
    licence: Licence
    credit: str
    note: str | None = None


class When(Schema):
    edtf: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    words: str | None = None
    as_given: str | None = None
    note: str | None = None


class Link(Schema):
    slug: str
    url: str
    title: str | None = None
    relation: str | None = None


class Part(Schema):
    slug: str
    url: str
    name: str
    side: str
    kind: str
    role: str


class SourceOut(Schema):
    slug: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    address: str | None = None
    archived: str | None = None
    published: When | None = None
    language: str | None = None
    kind: str | None = None


class CitationOut(Schema):
    supports: str | None = None
    where: str | None = None
    source: SourceOut


class Speaker(Schema):
    slug: str
    name: str


class StatementOut(Schema):
    speaker: Speaker
    text: str
    language: str
    source: str


class PlaceOut(Schema):
    slug: str
    name: str | None = None
    country: str | None = None


class EventOut(Schema):
    """Members that were not asked for are absent."""

    slug: str
    url: str | None = None
    title: str | None = None
    label: str | None = None
    summary: str | None = None
    language: str | None = None
    kind: str | None = None
    confidence: str | None = None
    prominence: int | None = None
    date: When | None = None
    place: PlaceOut | None = None
    sides: list[str] | None = None
    actors: list[Part] | None = None
    citations: list[CitationOut] | None = None
    statements: list[StatementOut] | None = None
    storylines: list[Link] | None = None
    related: list[Link] | None = None
    added: str | None = None
    changed: str | None = None


class Office(Schema):
    title: str
    start: Annotated[When | None, Field(None, alias="from")]
    end: Annotated[When | None, Field(None, alias="to")]


class ActorOut(Schema):
    slug: str
    url: str | None = None
    name: str | None = None
    language: str | None = None
    kind: str | None = None
    side: str | None = None
    member_of: str | None = None
    description: str | None = None
    names: dict[str, str] | None = None
    aliases: list[str] | None = None
    offices: list[Office] | None = None
    event_count: int | None = None


class StorylineOut(Schema):
    slug: str
    url: str | None = None
    title: str | None = None
    language: str | None = None
    description: str | None = None
    event_count: int | None = None


class Page(Head):
    next: str | None = None
    """The address of the next page; null on the last."""


class EventPage(Page):
    events: list[EventOut]


class ActorPage(Page):
    actors: list[ActorOut]


class SourcePage(Page):
    sources: list[SourceOut]


class StorylinePage(Page):
    storylines: list[StorylineOut]


class EventAnswer(Head):
    event: EventOut


class ActorAnswer(Head):
    actor: ActorOut


class SourceAnswer(Head):
    source: SourceOut


class StorylineAnswer(Head):
    storyline: StorylineOut


class InsteadOut(Schema):
    """A word that is not on record, and what was looked for in its place; `begins`: the words that begin with it."""

    typed: str
    used: str
    begins: bool


class Found(Head):
    """Records that the words are found in; of each kind at most twenty, the whole number beside."""

    instead: list[InsteadOut]

    actors: list[Link]
    storylines: list[Link]
    events: list[EventOut]
    event_count: int


FIELDS: dict[str, frozenset[str]] = {
    "events": frozenset(EventOut.model_fields),
    "actors": frozenset(ActorOut.model_fields),
    "sources": frozenset(SourceOut.model_fields),
    "storylines": frozenset(StorylineOut.model_fields),
}
REFUSED = {400: Refusal, 404: Refusal}


class RefusedError(Exception):
    def __init__(self, parameter: str, given: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.faults, self.status = [{"parameter": parameter, "given": given, "message": message}], status


@api.exception_handler(RefusedError)
def say(request: HttpRequest, fault: RefusedError) -> HttpResponse:
    return answer({"errors": fault.faults}, fault.status)


def answer(value: dict[str, Any], status: int = 200) -> HttpResponse:
    response = HttpResponse(json.dumps(value), content_type="application/json", status=status)
    exports.open_to_all(response)
    return response


# ---- reading the question ----


def read(request: HttpRequest) -> Filter:
    asked = Filter(request.GET)
    if asked.faults:
        fault = RefusedError("", "", "")
        fault.faults = [{"parameter": one.parameter, "given": one.given, "message": one.message} for one in asked.faults]
        raise fault
    return asked


def fields_of(name: str, text: str) -> frozenset[str] | None:
    """The members that are wanted; None for all."""
    if not text:
        return None
    wanted = {one.strip() for one in text.split(",") if one.strip()}
    for one in sorted(wanted - FIELDS[name]):
        options = ", ".join(sorted(FIELDS[name]))
        raise RefusedError("fields", text, _("“%(value)s” is not one of: %(options)s.") % {"value": cut(one), "options": options})
    return frozenset(wanted | {"slug"})


def chosen(value: dict[str, Any], wanted: frozenset[str] | None) -> dict[str, Any]:
    return value if wanted is None else {name: held for name, held in value.items() if name in wanted}


def limit_of(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST:
        raise RefusedError("limit", text, _("“%(value)s” is not a number from 1 to %(most)d.") % {"value": cut(text), "most": MOST})
    return int(text)


def packed(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def unpacked(text: str, *kinds: type) -> list[Any]:
    """What a cursor says. It is made by us and means nothing to anyone else, but anyone can send one."""
    import json as standard

    try:
        values = standard.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(kinds) or not all(type(v) is k for v, k in zip(values, kinds, strict=True)):
        raise RefusedError("cursor", text, _("“%s” is not a cursor of this list; take the address in “next”.") % cut(text))
    return values


def after(now: Index, cursor: str) -> int:
    """The position in the record after the event that a cursor names; where that event is gone, where it would stand."""
    if not cursor:
        return 0
    mark, earliest, latest, slug = unpacked(cursor, int, int, int, str)
    held = now.position_of_slug.get(slug)
    if held is not None:
        return held + 1
    key = (mark, earliest, latest, slug)
    return bisect_right(range(now.size), key, key=lambda n: (now.marks[n], now.earliest[n], now.latest[n], now.slugs[n]))


def next_page(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{exports.root(request)}{request.path}?{query.urlencode()}"


def paged(
    request: HttpRequest, name: str, title: str, page: str, slugs: list[str], question: Paged, objects: Callable[[list[str]], Iterable[Any]]
) -> HttpResponse:
    """A page of records that are listed by slug."""
    wanted, limit = fields_of(name, question.fields), limit_of(question.limit)
    start = bisect_right(slugs, unpacked(question.cursor, str)[0]) if question.cursor else 0
    shown = slugs[start : start + limit]
    more = packed(shown[-1]) if shown and start + limit < len(slugs) else None
    what = exports.extract(request, title, page, len(slugs))
    return answer(
        json.extract_object(what)
        | {"next": next_page(request, more) if more else None, name: [chosen(one, wanted) for one in objects(shown)]}
    )


def language() -> str:
    return get_language() or "en"


# ---- the operations ----


@api.get("/events", response={200: EventPage, **REFUSED}, tags=["events"], summary="The events of a view, in the record’s order")
def events(request: HttpRequest, question: Query[Paged]) -> HttpResponse:
    asked = read(request)
    wanted, limit = fields_of("events", question.fields), limit_of(question.limit)
    now = index.current()
    selection = now.select(asked.query)
    start = after(now, question.cursor)
    rest = selection >> start << start
    positions = list(islice(bitmap.positions(rest), limit + 1))
    shown = positions[:limit]
    more = None
    if len(positions) > limit:
        last = shown[-1]
        more = next_page(request, packed(now.marks[last], now.earliest[last], now.latest[last], now.slugs[last]))
    rows = export.events([now.ids[n] for n in shown], language(), exports.here(request))
    what = exports.view_extract(request, asked, selection.bit_count())
    return answer(json.extract_object(what) | {"next": more, "events": [chosen(json.event_object(row), wanted) for row in rows]})


@api.get("/events/{slug}", response={200: EventAnswer, **REFUSED}, tags=["events"], summary="One event")
def event(request: HttpRequest, slug: str, question: Query[One]) -> HttpResponse:
    wanted = fields_of("events", question.fields)
    now = index.current()
    position = now.position_of_slug.get(slug)
    pks = [] if position is None else [now.ids[position]]
    row = next(export.events(pks, language(), exports.here(request)), None)
    if row is None:
        message = _("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug)
        raise RefusedError("slug", slug, message, 404)
    what = exports.extract(request, row.title, reverse("event", args=[slug]), 1)
    return answer(json.extract_object(what) | {"event": chosen(json.event_object(row), wanted)})


@api.get("/actors", response={200: ActorPage, **REFUSED}, tags=["actors"], summary="All actors, or those of a view, by slug")
def actors(request: HttpRequest, question: Query[Paged]) -> HttpResponse:
    asked = read(request)
    title = _("Actors of: %(view)s") % {"view": asked.title} if asked.is_set else _("Actors of the record")

    def objects(slugs: list[str]) -> Iterable[Any]:
        return map(json.actor_object, export.actors(slugs, language(), exports.here(request)))

    return paged(request, "actors", title, reverse("actor_list"), exports.actor_slugs(asked), question, objects)


@api.get("/actors/{slug}", response={200: ActorAnswer, **REFUSED}, tags=["actors"], summary="One actor")
def actor(request: HttpRequest, slug: str, question: Query[One]) -> HttpResponse:
    wanted = fields_of("actors", question.fields)
    row = next(export.actors([slug], language(), exports.here(request)), None)
    if row is None:
        raise RefusedError("slug", slug, _("There is no actor “%s” on record.") % cut(slug), 404)
    what = exports.extract(request, row.name, reverse("actor", args=[slug]), row.events)
    return answer(json.extract_object(what) | {"actor": chosen(json.actor_object(row), wanted)})


@api.get("/sources", response={200: SourcePage, **REFUSED}, tags=["sources"], summary="The sources on which a view rests, by slug")
def sources(request: HttpRequest, question: Query[Paged]) -> HttpResponse:
    asked = read(request)
    title = _("Sources of: %(view)s") % {"view": asked.title} if asked.is_set else _("Sources of the record")
    slugs = list(export.sources_of(index.current().select(asked.query)))

    def objects(shown: list[str]) -> Iterable[Any]:
        return map(json.source_object, export.sources(shown, language(), exports.here(request)))

    return paged(request, "sources", title, reverse("source_list"), slugs, question, objects)


@api.get("/sources/{slug}", response={200: SourceAnswer, **REFUSED}, tags=["sources"], summary="One source")
def source(request: HttpRequest, slug: str, question: Query[One]) -> HttpResponse:
    wanted = fields_of("sources", question.fields)
    found = Source.objects.public().filter(slug=slug).first() if "\0" not in slug else None
    if found is None:
        raise RefusedError("slug", slug, _("There is no source “%s” on record.") % cut(slug), 404)
    row = export.source(found, language(), exports.here(request))
    what = exports.extract(request, row.title or row.publisher, reverse("source", args=[slug]), 1)
    return answer(json.extract_object(what) | {"source": chosen(json.source_object(row), wanted)})


@api.get("/storylines", response={200: StorylinePage, **REFUSED}, tags=["storylines"], summary="All storylines, or a view’s, by slug")
def storylines(request: HttpRequest, question: Query[Paged]) -> HttpResponse:
    asked = read(request)
    title = _("Storylines of: %(view)s") % {"view": asked.title} if asked.is_set else _("Storylines of the record")

    def objects(slugs: list[str]) -> Iterable[Any]:
        return map(json.storyline_object, export.storylines(slugs, language(), exports.here(request)))

    return paged(request, "storylines", title, reverse("storyline_list"), exports.storyline_slugs(asked), question, objects)


@api.get("/storylines/{slug}", response={200: StorylineAnswer, **REFUSED}, tags=["storylines"], summary="One storyline")
def storyline(request: HttpRequest, slug: str, question: Query[One]) -> HttpResponse:
    wanted = fields_of("storylines", question.fields)
    row = next(export.storylines([slug], language(), exports.here(request)), None)
    if row is None:
        raise RefusedError("slug", slug, _("There is no storyline “%s” on record.") % cut(slug), 404)
    what = exports.extract(request, row.title, reverse("storyline", args=[slug]), row.events)
    return answer(json.extract_object(what) | {"storyline": chosen(json.storyline_object(row), wanted)})


SHOWN = 20
"""Records of a kind in an answer to a search."""


@api.get("/search", response={200: Found, **REFUSED}, tags=["search"], summary="Actors, storylines and events by words, in any script")
def search(request: HttpRequest, question: Query[Wanted]) -> HttpResponse:
    """Events are ranked as on the site: by where the words stand, then by prominence, then the latest."""
    asked = read(request)
    wanted = fields_of("events", question.fields)
    words = question.q.strip()
    if not words:
        raise RefusedError("q", question.q, _("Say what to look for, for instance q=Araghchi."))
    now, names, at = index.current(), catalogue.current(language()), exports.here(request)
    selection = now.select(asked.query)
    suggested = finder.suggest(words, SHOWN)
    storylines_found = Storyline.objects.public().filter(pk__in=suggested.storylines).order_by("pk")
    found = finder.find(words)
    best = [now.ids[position] for position in islice(found.ranked(now, selection), SHOWN)]
    rows = export.events(best, language(), at)
    what = exports.view_extract(request, asked, selection.bit_count())
    actors_found = [names.by_pk[pk] for pk in suggested.actors if pk in names.by_pk]
    return answer(
        json.extract_object(what)
        | {
            "instead": [{"typed": one.typed, "used": one.used, "begins": one.begins} for one in found.instead],
            "actors": [{"slug": one.slug, "url": at.actor(one.slug), "title": one.name} for one in actors_found],
            "storylines": [
                {"slug": one.slug, "url": at.storyline(one.slug), "title": names.storylines[one.slug][0]}
                for one in storylines_found
                if one.slug in names.storylines
            ],
            "events": [chosen(json.event_object(row), wanted) for row in rows],
            "event_count": selection.bit_count(),
        }
    )
