"""The choices beside the chart, each with its count under all the other filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext_lazy

from timeline.events.choices import ActorKind, Confidence, EventKind, Role, Side
from timeline.web import words
from timeline.web.histogram import Histogram, histogram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.events.catalogue import Name
    from timeline.events.index import Index
    from timeline.events.query import Facet
    from timeline.web.filters import Filter


SHORT = {
    Side.US: pgettext_lazy("a side in two letters", "US"),
    Side.IRAQ: pgettext_lazy("a side in two letters", "Iq"),
    Side.KURDISTAN_REGION: pgettext_lazy("a side in two letters", "KR"),
    Side.IRAN: pgettext_lazy("a side in two letters", "Ir"),
    Side.ISRAEL: pgettext_lazy("a side in two letters", "Il"),
    Side.GULF: pgettext_lazy("a side in two letters", "Gu"),
    Side.INTERNATIONAL: pgettext_lazy("a side in two letters", "In"),
    Side.OTHER: pgettext_lazy("a side in two letters", "Ot"),
}
"""What stands over the columns of the matrix, beside the colour."""
LISTED = 10
"""Places and publishers that are listed beside the chart; pages of their own have all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what the query string calls it, what readers call it, how many events it would show, whether it is ticked.
    `link` is the query string with it ticked, or no longer ticked."""

    value: str
    label: str
    count: int
    on: bool
    link: str
    translated: bool = True


@dataclass(slots=True)
class ActorChoice:
    """An actor with those below it in the tree. `open` where something below it is ticked; `find` is what a search looks through."""

    name: Name
    count: int
    on: bool
    link: str
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
class Matrix:
    """Who acts at whom: a row for each side that begins something, a column for each that it is aimed at. Cells are None where nothing is
    on record under any filter; `most` is the largest count."""

    columns: list[tuple[str, str, str]]
    rows: list[tuple[str, str, list[Cell | None]]]
    most: int


@dataclass(frozen=True, slots=True)
class Cell:
    """`name` says both sides; `weight` is 0 to 4, how dark the cell is."""

    name: str
    count: int
    on: bool
    link: str
    weight: int


@dataclass(frozen=True, slots=True)
class Facets:
    sides: list[Choice]
    kinds: list[Choice]
    confidences: list[Choice]
    storylines: list[Choice]
    groups: list[ActorGroup]
    roles: list[Choice]
    places: list[Choice]
    publishers: list[Choice]
    matrix: Matrix
    histogram: Histogram


def facets(asked: Filter, index: Index) -> Facets:
    """Everything that can be chosen, counted for this filter."""
    counted: tuple[Facet, ...] = ("actor", "side", "kind", "confidence", "storyline", "role", "place", "publisher")
    counts: dict[str, dict[int | str, int]] = {facet: index.counts(asked.query, facet) for facet in counted}

    def choices(facet: str, options: Mapping[str, Any]) -> list[Choice]:
        chosen = asked.values[facet]
        return [
            Choice(value, str(label), counts[facet].get(value, 0), value in chosen, toggled(asked, facet, value))
            for value, label in options.items()
        ]

    def most(facet: str, options: Mapping[str, str]) -> list[Choice]:
        """The values with most events, and those that are ticked."""
        ranked = sorted(options, key=lambda value: (-counts[facet].get(value, 0), options[value]))
        shown = [value for n, value in enumerate(ranked) if value in asked.values[facet] or (n < LISTED and counts[facet].get(value))]
        return choices(facet, {value: options[value] for value in shown})

    present = index.having
    return Facets(
        sides=choices("side", {value: label for value, label in Side.choices if value in present["side"]}),
        kinds=choices("kind", {value: label for value, label in EventKind.choices if value in present["kind"]}),
        confidences=choices("confidence", {value: label for value, label in Confidence.choices if value in present["confidence"]}),
        storylines=storylines(asked, counts["storyline"]),
        groups=_groups(asked, counts["actor"], counts["side"]),
        roles=choices("role", {value: label for value, label in Role.choices if value in present["role"]}),
        places=most("place", asked.names.places),
        publishers=most("publisher", asked.names.publishers),
        matrix=_matrix(asked, index),
        histogram=histogram(asked, index),
    )


def storylines(asked: Filter, counts: Mapping[int | str, int]) -> list[Choice]:
    """The ticked ones first, then those with most events."""
    found = [
        Choice(slug, title, counts.get(slug, 0), slug in asked.values["storyline"], toggled(asked, "storyline", slug), translated)
        for slug, (title, translated) in asked.names.storylines.items()
    ]
    return sorted(found, key=lambda one: (not one.on, -one.count, one.label))


def toggled(asked: Filter, facet: str, value: str) -> str:
    """The query string with one value of a facet ticked, or no longer ticked."""
    chosen = asked.given.getlist(facet)
    rest = tuple(one for one in chosen if one != value)
    return asked.link(**{facet: rest if value in chosen else (*chosen, value)}, page=None, window=None) or "?"


def _matrix(asked: Filter, index: Index) -> Matrix:
    counts = index.counts(asked.query, "pair")
    present = [str(pair).split(".") for pair in index.having["pair"]]
    initiators, targets = {pair[0] for pair in present}, {pair[1] for pair in present}
    most = max(counts.values(), default=0)

    def cell(initiator: str, target: str) -> Cell | None:
        pair = f"{initiator}.{target}"
        if pair not in index.having["pair"]:
            return None
        count = counts.get(pair, 0)
        weight = -(-4 * count // most) if most else 0
        return Cell(words.pair(initiator, target), count, pair in asked.values["pair"], toggled(asked, "pair", pair), weight)

    columns = [(side, str(label), str(SHORT[Side(side)])) for side, label in Side.choices if side in targets]
    rows = [
        (side, str(label), [cell(side, other) for other, _label, _short in columns]) for side, label in Side.choices if side in initiators
    ]
    return Matrix(columns, rows, most)


def _groups(asked: Filter, counts: dict[int | str, int], sides: dict[int | str, int]) -> list[ActorGroup]:
    chosen = set(asked.values["actor"])
    members = asked.names.members

    def branch(name: Name, seen: frozenset[str]) -> ActorChoice:
        below = [branch(one, seen | {name.slug}) for one in members.get(name.slug, ()) if one.slug not in seen]
        below.sort(key=lambda one: (-one.count, one.name.name))
        return ActorChoice(name, counts.get(name.pk, 0), name.slug in chosen, toggled(asked, "actor", name.slug), below)

    groups = []
    for side, label in Side.choices:
        top = [branch(name, frozenset()) for name in members.get(None, ()) if name.side == side]
        top.sort(key=lambda one: (-one.count, one.name.name))
        states = [one for one in top if one.name.kind == ActorKind.STATE]
        state = states[0] if len(states) == 1 else None
        if top:
            groups.append(ActorGroup(side, str(label), sides.get(side, 0), state, [one for one in top if one is not state]))
    return groups
