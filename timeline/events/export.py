"""Published records as plain rows for the file formats and the API: in the record's order, a chunk at a time, so that memory stays flat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Prefetch
from django.urls import reverse

from timeline.dates import show
from timeline.events import bitmap, catalogue, index
from timeline.events.models import (
    Actor,
    ActorRole,
    Citation,
    Event,
    EventRelation,
    Participation,
    Source,
    Statement,
    Storyline,
)
from timeline.events.querysets import is_published
from timeline.events.rows import (
    ActorRow,
    CitationRow,
    EventRow,
    LinkRow,
    OfficeRow,
    PartRow,
    PlaceRow,
    SourceRow,
    StatementRow,
    StorylineRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.dates import FuzzyDate

CHUNK = 250
"""Events read at once: enough that queries do not count, few enough that a chunk weighs a few megabytes."""


@lru_cache(maxsize=20_000)
def _words(value: FuzzyDate, language: str) -> str:
    return show(value, language)


@dataclass(frozen=True)
class Addresses:
    """Absolute addresses of records in one language, without asking the URL resolver a million times."""

    event_: str
    actor_: str
    source_: str
    storyline_: str

    @classmethod
    def under(cls, root: str) -> Addresses:
        """`root`: scheme and host, `https://timeline.example`. The language is that of the call."""
        return cls(*(root + reverse(name, args=["-"]).removesuffix("-/") for name in ("event", "actor", "source", "storyline")))

    def event(self, slug: str) -> str:
        return f"{self.event_}{slug}/"

    def actor(self, slug: str) -> str:
        return f"{self.actor_}{slug}/"

    def source(self, slug: str) -> str:
        return f"{self.source_}{slug}/"

    def storyline(self, slug: str) -> str:
        return f"{self.storyline_}{slug}/"


def events(pks: Iterable[int], language: str, at: Addresses) -> Iterator[EventRow]:
    """These events as rows, in this order. Those that were withdrawn since the ids were taken are left out."""
    names = catalogue.current(language)
    for chunk in batched(pks, CHUNK, strict=False):
        found = {one.pk: one for one in _with_rows(language).among(chunk)}
        for pk in chunk:
            if (one := found.get(pk)) is not None:
                yield event(one, language, names, at)


def selected(selection: int) -> Iterator[int]:
    """The ids behind a selection of the index, in the record's order."""
    now = index.current()
    return (now.ids[n] for n in bitmap.positions(selection))


def _with_rows(language: str) -> Any:
    """Events with all that a row says: a constant number of queries a chunk."""
    # Relations are only those to published events.
    titles = Event.objects.only("slug", "title").in_language(language)
    return (
        Event.objects.select_related("place")
        .prefetch_related(
            Prefetch("participations", Participation.objects.order_by("position", "pk")),
            Prefetch("citations", Citation.objects.select_related("source").order_by("position", "pk")),
            Prefetch("statements", Statement.objects.select_related("speaker", "source").order_by("position", "pk")),
            Prefetch("storylines", Storyline.objects.in_language(language)),
            Prefetch("relations", EventRelation.objects.filter(is_published("other__status")).order_by("position", "pk")),
            Prefetch("relations__other", titles),
        )
        .in_language(language)
    )


def event(one: Event, language: str, names: catalogue.Catalogue, at: Addresses) -> EventRow:
    """One event as a row. Needs what `with_everything` or `events` fetches; asks nothing more."""
    title, translated = one.text("title")
    return EventRow(
        slug=one.slug,
        url=at.event(one.slug),
        title=title,
        label=one.text("label")[0],
        summary=one.text("summary")[0],
        language=language if translated else "en",
        kind=one.kind,
        confidence=one.confidence,
        prominence=one.prominence,
        date=one.date,
        date_words=_words(one.date, language),
        date_text=one.date_text,
        date_note=one.date_note,
        place=_place(one, names),
        parts=tuple(_part(part, names, at) for part in one.participations.all() if part.actor_id in names.by_pk),
        citations=tuple(CitationRow(source(each.source, language, at), each.supports, each.locator) for each in one.citations.all()),
        statements=tuple(
            StatementRow(said.speaker.slug, said.speaker.name, said.text, said.source.language, said.source.slug)
            for said in one.statements.all()
        ),
        storylines=tuple(LinkRow(each.slug, at.storyline(each.slug), each.text("title")[0]) for each in one.storylines.all()),
        related=tuple(
            LinkRow(each.other.slug, at.event(each.other.slug), each.other.text("title")[0], each.relation) for each in one.relations.all()
        ),
        added=one.created_at,
        changed=one.updated_at,
    )


def _place(one: Event, names: catalogue.Catalogue) -> PlaceRow | None:
    place = one.place
    if place is None:
        return None
    name, country = (names.place_words.get(text, text) for text in (place.name, place.country))
    return PlaceRow(place.slug, name, country, names.place(place))


def _part(part: Participation, names: catalogue.Catalogue, at: Addresses) -> PartRow:
    actor = names.by_pk[part.actor_id]
    return PartRow(actor.slug, at.actor(actor.slug), actor.name, actor.side, actor.kind, part.role)


def ends(role: ActorRole) -> tuple[FuzzyDate | None, FuzzyDate | None]:
    """When an office began and ended."""
    return cast("FuzzyDate | None", role.start), cast("FuzzyDate | None", role.end)


def source(one: Source, language: str, at: Addresses) -> SourceRow:
    published = cast("FuzzyDate | None", one.published_on)
    return SourceRow(
        slug=one.slug,
        url=at.source(one.slug),
        title=one.title,
        publisher=one.publisher,
        address=one.url,
        archived=one.archived_url,
        published=published,
        published_words=_words(published, language) if published else "",
        language=one.language,
        kind=one.kind,
    )


def sources(slugs: Sequence[str], language: str, at: Addresses) -> Iterator[SourceRow]:
    """These sources as rows, in this order."""
    for chunk in batched(slugs, CHUNK, strict=False):
        found = {one.slug: one for one in Source.objects.filter(slug__in=chunk)}
        yield from (source(found[slug], language, at) for slug in chunk if slug in found)


def sources_of(selection: int) -> dict[str, int]:
    """The sources on which the selected events rest, by slug in alphabetical order, each with how many of those events it supports."""
    return _sources_of(index.current().version, selection)


@lru_cache(maxsize=4)
def _sources_of(_version: str, selection: int) -> dict[str, int]:
    having = index.current().having["source"]
    return {str(slug): n for slug in sorted(having, key=str) if (n := (having.get(slug, 0) & selection).bit_count())}


def actors(slugs: Sequence[str], language: str, at: Addresses) -> Iterator[ActorRow]:
    """These public actors as rows, in this order."""
    names, now = catalogue.current(language), index.current()
    offices = Prefetch("roles", ActorRole.objects.in_language(language).order_by("position", "pk"))
    for chunk in batched(slugs, CHUNK, strict=False):
        # Only what is on record reaches the database: a slug may be anything that somebody typed.
        known = Actor.objects.filter(slug__in=[slug for slug in chunk if slug in names.actors])
        query = known.in_language(language).prefetch_related("aliases", offices)
        found = {one.slug: one for one in query}
        for slug in chunk:
            if (one := found.get(slug)) is None:
                continue
            name = names.actors[slug]
            own_names = {"en": one.name, "ar": one.name_ar, "fa": one.name_fa, "ckb": one.name_ckb}
            yield ActorRow(
                slug=slug,
                url=at.actor(slug),
                name=name.name,
                language=language if name.translated else "en",
                kind=one.kind,
                side=one.side,
                member_of=name.parent or "",
                description=one.text("description")[0],
                names={code: text for code, text in own_names.items() if text},
                aliases=tuple(alias.name for alias in one.aliases.all()),
                offices=tuple(OfficeRow(role.text("title")[0], *ends(role)) for role in one.roles.all()),
                events=now.of_actor(slug).bit_count(),
            )


def storylines(slugs: Sequence[str], language: str, at: Addresses) -> Iterator[StorylineRow]:
    """These public storylines as rows, in this order."""
    having = index.current().having["storyline"]
    known = [slug for slug in slugs if slug in having]
    found = {one.slug: one for one in Storyline.objects.public().filter(slug__in=known).in_language(language)}
    for slug in slugs:
        if (one := found.get(slug)) is not None:
            title, translated = one.text("title")
            yield StorylineRow(
                slug=slug,
                url=at.storyline(slug),
                title=title,
                language=language if translated else "en",
                description=one.text("description")[0],
                events=having.get(slug, 0).bit_count(),
            )
