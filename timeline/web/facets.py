"""The choices beside the chart, each with its count under all the other filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timeline.events.choices import ActorKind, Confidence, EventKind, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.events.catalogue import Name
    from timeline.events.index import Index
    from timeline.web.filters import Filter


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what the query string calls it, what readers call it, how many events it would show, whether it is ticked."""

    value: str
    label: str
    count: int
    on: bool
    translated: bool = True


@dataclass(slots=True)
class ActorChoice:
    """An actor with those below it in the tree. `open` where something below it is ticked; `find` is what a search looks through."""

    name: Name
    count: int
    on: bool
    below: list[ActorChoice] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return any(one.on or one.open for one in self.below)

    @property
    def size(self) -> int:
        return 1 + sum(one.size for one in self.below)

    @property
    def find(self) -> str:
        return self.name.every_name


@dataclass(frozen=True, slots=True)
class ActorGroup:
    """The actors of one side: its state, where it has just one, and the rest.

    `below` are the state's own people and bodies, `others` those that belong to no state on record: armed groups, parties, companies.
    """

    side: str
    label: str
    count: int
    state: ActorChoice | None
    others: list[ActorChoice]

    @property
    def below(self) -> list[ActorChoice]:
        return self.state.below if self.state else []

    @property
    def size(self) -> int:
        return sum(one.size for one in (*self.below, *self.others))

    @property
    def open(self) -> bool:
        return any(one.on or one.open for one in (*self.below, *self.others))


@dataclass(frozen=True, slots=True)
class Facets:
    sides: list[Choice]
    kinds: list[Choice]
    confidences: list[Choice]
    storylines: list[Choice]
    groups: list[ActorGroup]


def facets(asked: Filter, index: Index) -> Facets:
    """Everything that can be chosen, counted for this filter."""
    counts = {facet: index.counts(asked.query, facet) for facet in ("actor", "side", "kind", "confidence", "storyline")}

    def choices(facet: str, options: Mapping[str, str]) -> list[Choice]:
        chosen = asked.values[facet]
        return [Choice(value, str(label), counts[facet].get(value, 0), value in chosen) for value, label in options.items()]

    present = index.having
    storylines = [
        Choice(slug, title, counts["storyline"].get(slug, 0), slug in asked.values["storyline"], translated)
        for slug, (title, translated) in asked.names.storylines.items()
    ]
    storylines.sort(key=lambda one: (not one.on, -one.count, one.label))
    return Facets(
        sides=choices("side", {value: label for value, label in Side.choices if value in present["side"]}),
        kinds=choices("kind", {value: label for value, label in EventKind.choices if value in present["kind"]}),
        confidences=choices("confidence", {value: label for value, label in Confidence.choices if value in present["confidence"]}),
        storylines=storylines,
        groups=_groups(asked, counts["actor"], counts["side"]),
    )


def _groups(asked: Filter, counts: dict[int | str, int], sides: dict[int | str, int]) -> list[ActorGroup]:
    chosen = set(asked.values["actor"])
    members = asked.names.members

    def branch(name: Name, seen: frozenset[str]) -> ActorChoice:
        below = [branch(one, seen | {name.slug}) for one in members.get(name.slug, ()) if one.slug not in seen]
        below.sort(key=lambda one: (-one.count, one.name.name))
        return ActorChoice(name, counts.get(name.pk, 0), name.slug in chosen, below)

    groups = []
    for side, label in Side.choices:
        top = [branch(name, frozenset()) for name in members.get(None, ()) if name.side == side]
        top.sort(key=lambda one: (-one.count, one.name.name))
        states = [one for one in top if one.name.kind == ActorKind.STATE]
        state = states[0] if len(states) == 1 else None
        if top:
            groups.append(ActorGroup(side, str(label), sides.get(side, 0), state, [one for one in top if one is not state]))
    return groups
