"""The state of a record: its dataset record with its texts in other languages."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from timeline.events.dataset.records import (
    Record,
    actor_record,
    actors_with_records,
    event_record,
    events_with_records,
    source_record,
    storyline_record,
    storylines_with_records,
)
from timeline.events.history.models import Kind
from timeline.events.models import (
    Actor,
    ActorRoleTranslation,
    ActorTranslation,
    Event,
    EventTranslation,
    Source,
    Storyline,
    StorylineTranslation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

MODELS: dict[str, type[Model]] = {Kind.EVENT: Event, Kind.ACTOR: Actor, Kind.SOURCE: Source, Kind.STORYLINE: Storyline}
ARRAY_OF = {Kind.EVENT: "events", Kind.ACTOR: "actors", Kind.SOURCE: "sources", Kind.STORYLINE: "storylines"}


def kind_of(model: type[Model]) -> str | None:
    """The kind of record that a model holds; None where it has no versions."""
    return next((str(kind) for kind, held in MODELS.items() if held is model), None)


def states(kind: str, pks: Iterable[int]) -> dict[int, Record]:
    """What the records are now; those that are gone are left out. A constant number of queries."""
    pks = list(pks)
    readers: dict[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], Record]]] = {
        Kind.EVENT: (events_with_records, event_record),
        Kind.ACTOR: (actors_with_records, actor_record),
        Kind.SOURCE: (Source.objects.all, source_record),
        Kind.STORYLINE: (storylines_with_records, storyline_record),
    }
    stored, to_record = readers[kind]
    texts = _texts(kind, pks)
    found = {}
    for one in stored().filter(pk__in=pks):
        state = to_record(one)
        if one.pk in texts:
            state["translations"] = texts[one.pk]
        found[one.pk] = state
    return found


def state_of(record: Model) -> Record:
    """What one record is now."""
    kind = kind_of(type(record))
    assert kind is not None and record.pk is not None  # noqa: S101, PT018 (a mistake of ours, not of a person's)
    return states(kind, [record.pk])[record.pk]


def digest(state: Record | None) -> str:
    """A short text that is the same for equal states only."""
    if state is None:
        return ""
    return blake2b(json.dumps(state, sort_keys=True, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _texts(kind: str, pks: list[int]) -> dict[int, dict[str, Record]]:
    found: dict[int, dict[str, Record]] = defaultdict(dict)

    def put(pk: int, one: Any, **texts: Any) -> None:
        found[pk][one.language] = texts | ({"reviewed": True} if one.reviewed else {})

    match kind:
        case Kind.EVENT:
            for text in EventTranslation.objects.filter(event__in=pks).order_by("language"):
                put(text.event_id, text, title=text.title, label=text.label, summary=text.summary)
        case Kind.STORYLINE:
            for told in StorylineTranslation.objects.filter(storyline__in=pks).order_by("language"):
                put(told.storyline_id, told, title=told.title, description=told.description)
        case Kind.ACTOR:
            offices: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
            for office in ActorRoleTranslation.objects.filter(role__actor__in=pks).select_related("role"):
                offices[office.role.actor_id, office.language][office.role.position] = office.title
            for named in ActorTranslation.objects.filter(actor__in=pks).order_by("language"):
                titles = offices[named.actor_id, named.language]
                roles = [titles.get(n, "") for n in range(max(titles, default=-1) + 1)]
                put(named.actor_id, named, name=named.name, description=named.description, roles=roles)
    return found
