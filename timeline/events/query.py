"""One question to the record, as plain values: what the query string says, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, Self

if TYPE_CHECKING:
    from timeline.events.index import Index

Facet = Literal["actor", "side", "role", "pair", "kind", "storyline", "source", "publisher", "place", "confidence", "dates", "words"]
FACETS: tuple[Facet, ...] = (
    "actor",
    "side",
    "role",
    "pair",
    "kind",
    "storyline",
    "source",
    "publisher",
    "place",
    "confidence",
    "dates",
    "words",
)


class Words(Protocol):
    """The events that words were found in."""

    def within(self, now: Index) -> int:
        """As a bitmap of this index."""


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are meant. Within a facet any value will do (`every_actor`: each actor must take part); between facets all must hold.

    `first` and `last` are day ordinals, None where open: an event is meant if it *can* lie between them. `words` are the events that the
    words asked for were found in, None where none were asked for. `only` leaves out the members of the actors named.
    `roles` are those of the actors or sides asked for, where any are: Iran as initiator is more than an event that Iran and an initiator
    share. `pairs` are sides as `us.iran`: an initiator of the one, a target of the other.
    """

    actors: tuple[str, ...] = ()
    every_actor: bool = False
    only: bool = False
    sides: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    words: Words | None = None

    def without(self, facet: Facet) -> Self:
        """The same question with nothing asked of one facet: what the counts beside its own values follow."""
        match facet:
            case "actor":
                return replace(self, actors=(), every_actor=False)
            case "dates":
                return replace(self, first=None, last=None)
            case "words":
                return replace(self, words=None)
            case "confidence":
                return replace(self, confidences=())
            case _:
                return replace(self, **{f"{facet}s": ()})  # type: ignore[arg-type]
