"""Records: the plain dictionaries in which the dataset travels, one for each actor, source, storyline and event.

`records_of_…` say what the database holds. The keys, and what null and missing mean, are documented in docs/dataset.md. Optional keys that
the published dataset does not use are written only where they hold something, so that its files stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from timeline.events.models import (
    Actor,
    ActorRole,
    ActorTranslation,
    Event,
    EventTranslation,
    Participation,
    PlaceName,
    Source,
    Storyline,
    StorylineEntry,
    StorylineTranslation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

Record = dict[str, Any]
ARRAYS = ("actors", "sources", "storylines", "events")
CHUNK = 1000


def _edtf(value: Any) -> str | None:
    return value.edtf if value else None


def _filled(**optional: Any) -> Record:
    return {key: value for key, value in optional.items() if value}


def actor_record(actor: Actor) -> Record:
    """Needs `aliases`, `roles` and `member_of` at hand."""
    return {
        "slug": actor.slug,
        "name": actor.name,
        "kind": actor.kind,
        "side": actor.side,
        "member_of": actor.member_of.slug if actor.member_of else None,
        "description": actor.description,
        "aliases": [alias.name for alias in actor.aliases.all()],
        "name_ar": actor.name_ar or None,
        "name_fa": actor.name_fa or None,
        **_filled(name_ckb=actor.name_ckb),
        "roles": [{"title": role.title, "from": _edtf(role.start), "to": _edtf(role.end)} for role in actor.roles.all()],
    }


def source_record(source: Source) -> Record:
    return {
        "slug": source.slug,
        "title": source.title or None,
        "publisher": source.publisher,
        "url": source.url or None,
        **_filled(archived_url=source.archived_url),
        "published_on": _edtf(source.published_on),
        "language": source.language,
        "kind": source.kind,
    }


def storyline_record(storyline: Storyline) -> Record:
    """`events` is there where an editor has put the events in an order of their own. Needs `placed_entries`."""
    return {
        "slug": storyline.slug,
        "title": storyline.title,
        "description": storyline.description,
        **_filled(events=[entry.event.slug for entry in storyline.placed_entries]),  # type: ignore[attr-defined]
    }


def event_record(event: Event) -> Record:
    """Needs everything that `events_with_records` fetches."""
    place = event.place
    return {
        "slug": event.slug,
        "title": event.title,
        "label": event.label,
        "prominence": event.prominence,
        "summary": event.summary,
        "kind": event.kind,
        "date": _edtf(event.date),
        **_filled(date_text=event.date_text, date_anchor=event.date_anchor and event.date_anchor.isoformat()),
        "date_note": event.date_note,
        "place": {"name": place.name or None, "country": place.country or None} if place else None,
        "actors": [{"actor": part.actor.slug, "role": part.role} for part in event.participations.all()],
        "citations": [
            {"source": citation.source.slug, "supports": citation.supports, **_filled(locator=citation.locator)}
            for citation in event.citations.all()
        ],
        "statements": [{"speaker": said.speaker.slug, "text": said.text, "source": said.source.slug} for said in event.statements.all()],
        "confidence": event.confidence,
        "storylines": sorted(entry.storyline.slug for entry in event.storyline_entries.all()),
        "related": [{"event": related.other.slug, "relation": related.relation} for related in event.relations.all()],
        "status": event.status,
    }


def actors_with_records() -> QuerySet[Actor]:
    return Actor.objects.select_related("member_of").prefetch_related("aliases", "roles").order_by("slug")


def storylines_with_records() -> QuerySet[Storyline]:
    placed = StorylineEntry.objects.filter(position__isnull=False).select_related("event").order_by("position")
    return Storyline.objects.prefetch_related(Prefetch("entries", placed, to_attr="placed_entries")).order_by("slug")


def events_with_records() -> QuerySet[Event]:
    return Event.objects.select_related("place").prefetch_related(
        Prefetch("participations", Participation.objects.select_related("actor").order_by("position", "pk")),
        "citations__source",
        "statements__speaker",
        "statements__source",
        "storyline_entries__storyline",
        "relations__other",
    )


def records(array: str) -> Iterator[Record]:
    """Every record of one array, in the order of the file, a chunk in memory at a time."""
    match array:
        case "actors":
            yield from (actor_record(one) for one in actors_with_records().iterator(CHUNK))
        case "sources":
            yield from (source_record(one) for one in Source.objects.order_by("slug").iterator(CHUNK))
        case "storylines":
            yield from (storyline_record(one) for one in storylines_with_records().iterator(CHUNK))
        case "events":
            yield from (event_record(one) for one in events_with_records().iterator(CHUNK))
        case _:
            raise ValueError(f"No array is called {array!r}.")


def _reviewed(translation: Any) -> Record:
    return {"reviewed": True} if translation.reviewed else {}


def translation_records(language: str) -> dict[str, dict[str, Record]]:
    """The texts of one language, by kind and slug; empty where there are none."""
    events = {
        one.event.slug: {"title": one.title, "label": one.label, "summary": one.summary, **_reviewed(one)}
        for one in EventTranslation.objects.filter(language=language).select_related("event").order_by("event__slug").iterator(CHUNK)
    }
    offices: dict[int, list[str]] = defaultdict(list)
    for role in ActorRole.objects.in_language(language).order_by("actor", "position", "pk"):
        offices[role.actor_id].append(role.in_language[0].title if role.in_language else "")
    actors = {
        one.actor.slug: {
            "name": one.name,
            "description": one.description,
            "roles": offices[one.actor_id] if any(offices[one.actor_id]) else [],
            **_reviewed(one),
        }
        for one in ActorTranslation.objects.filter(language=language).select_related("actor").order_by("actor__slug")
    }
    storylines = {
        one.storyline.slug: {"title": one.title, "description": one.description, **_reviewed(one)}
        for one in StorylineTranslation.objects.filter(language=language).select_related("storyline").order_by("storyline__slug")
    }
    places: dict[str, Any] = {
        one.english: {"name": one.name, "reviewed": True} if one.reviewed else one.name
        for one in PlaceName.objects.filter(language=language).order_by("english")
    }
    found = {"events": events, "actors": actors, "storylines": storylines, "places": places}
    return found if any(found.values()) else {}
