"""The published record, held in memory for counting: which events there are, in their order, and which carry what.

The database answers what an event says; the index answers how many and which, for any combination of filters at once, in time that
hardly grows with the record. Each process builds its own from a handful of queries and keeps it until the content's version changes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from timeline.events import bitmap, stored, version
from timeline.events.choices import Role, Side, Status
from timeline.events.functions import DayNumber, Moment
from timeline.events.query import EventQuery

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from timeline.events.query import Facet

SPANS = 2000
"""Bitmaps of what can lie before a day that are kept: those of the years, months and days that readers ask for."""
ALWAYS = 10**7
"""An ordinal day after every date: the latest day of what is open at its end. Its opposite, -1, is before every date."""


@dataclass(frozen=True)
class Tree:
    """Who belongs to whom: the actors by slug, with their direct members."""

    ids: Mapping[str, int]
    sides: Mapping[int, str]
    members: Mapping[int, tuple[int, ...]]
    parents: Mapping[int, int]

    def below(self, actor: int) -> set[int]:
        """The actor and all who belong to it, at any depth."""
        found: set[int] = set()
        waiting = [actor]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.members.get(one, ()))
        return found

    def above(self, actor: int) -> Iterator[int]:
        """The actor, what it belongs to, what that belongs to, and so on."""
        seen: set[int] = set()
        one: int | None = actor
        while one is not None and one not in seen:
            seen.add(one)
            yield one
            one = self.parents.get(one)


@dataclass(frozen=True, eq=False)
class Index:
    """`ids`, `slugs`, `marks`, `earliest` and `latest` are parallel, in the order of the record; days are ordinals.

    `having[facet][value]` is the bitmap of the events that carry the value: actors by id (`actor`: themselves, without members), the rest
    by the value that the query string uses. `slug_of[facet]` leads from the ids of places and sources to those values.
    `parts[actor, role]` is the bitmap of the events in which the actor has the role; `touched` says when each event changed.
    `publishers` are the names of all on whose sources something published rests, by what the query string calls them.
    """

    version: str
    ids: list[int]
    slugs: list[str]
    marks: list[int]
    earliest: list[int]
    latest: list[int]
    having: Mapping[str, Mapping[int | str, int]]
    tree: Tree
    speakers: frozenset[int] = field(default_factory=frozenset)
    parts: Mapping[tuple[int, str], int] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    slug_of: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    publishers: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.ids)

    @cached_property
    def position_of(self) -> dict[int, int]:
        return {pk: position for position, pk in enumerate(self.ids)}

    @cached_property
    def order(self) -> bitmap.Order:
        return bitmap.Order(self.ids)

    @cached_property
    def changed(self) -> list[int]:
        """The positions, the latest change first."""
        return sorted(range(self.size), key=lambda n: (self.touched[n], n), reverse=True)

    @cached_property
    def words_found(self) -> dict[Hashable, Any]:
        """What `search` remembers of words asked for before."""
        return {}

    @cached_property
    def position_of_slug(self) -> dict[str, int]:
        return {slug: position for position, slug in enumerate(self.slugs)}

    @cached_property
    def _wide(self) -> list[int]:
        """Events that can lie on days other than that of their mark."""
        return [n for n in range(self.size) if not self.earliest[n] == self.marks[n] == self.latest[n]]

    @cached_property
    def _wide_by_end(self) -> dict[str, tuple[list[int], list[int]]]:
        """The wide events by their earliest and by their latest day: the days in order, and the positions in the same order."""
        ends = {"earliest": self.earliest, "latest": self.latest}
        ordered = {name: sorted((days[n], n) for n in self._wide) for name, days in ends.items()}
        return {name: ([day for day, _n in pairs], [n for _day, n in pairs]) for name, pairs in ordered.items()}

    @cached_property
    def _wide_until(self) -> dict[tuple[str, int], int]:
        """Bitmaps of wide events made before, by which end of theirs lies on or before which day."""
        return {}

    def _until(self, end: str, day: int) -> int:
        """The wide events whose earliest or latest day is `day` or before."""
        held = self._wide_until
        if (end, day) not in held:
            if len(held) >= SPANS:
                held.clear()
            days, positions = self._wide_by_end[end]
            held[end, day] = bitmap.of(positions[: bisect_right(days, day)], self.size)
        return held[end, day]

    @cached_property
    def _with_members(self) -> dict[int, int]:
        """For each actor the events of the actor itself or of anyone below it."""
        own = self.having["actor"]
        total: dict[int, int] = defaultdict(int)
        for actor, events in own.items():
            for above in self.tree.above(int(actor)):
                total[above] |= events
        return dict(total)

    @cached_property
    def public_actors(self) -> frozenset[int]:
        """Actors of the published record: who took part or spoke, and what they belong to."""
        spoke = {above for actor in self.speakers for above in self.tree.above(actor)}
        return frozenset(self._with_members.keys() | spoke)

    def of_actor(self, slug: str, *, only: bool = False) -> int:
        """The events of an actor, with those of its members unless `only`."""
        actor = self.tree.ids.get(slug)
        return 0 if actor is None else self.of_actor_pk(actor, only=only)

    def of_actor_pk(self, actor: int, *, only: bool = False, roles: Iterable[str] = ()) -> int:
        """The events of an actor, with those of its members unless `only`; with `roles`, those in which they have one of them."""
        if roles:
            whose = (actor,) if only else self.tree.below(actor)
            return _any(self.parts.get((one, role), 0) for one in whose for role in roles)
        return self.having["actor"].get(actor, 0) if only else self._with_members.get(actor, 0)

    def of_side(self, side: str, roles: Iterable[str] = ()) -> int:
        """The events of a side; with `roles`, those in which someone of it has one of them."""
        return _any(self.having["side role"].get(f"{side} {role}", 0) for role in roles) if roles else self.having["side"].get(side, 0)

    @cached_property
    def _resting(self) -> dict[int, list[bytes]]:
        """For each source, by its record, the events that rest on it, as `_Sparse` has them: in chunks, to be picked by flags."""
        held = self.having["source"]
        chunks: dict[int, list[bytes]] = {}
        for pk, slug in self.slug_of.get("source", {}).items():
            where = held.packed(slug) if isinstance(held, _Sparse) else _packed(bitmap.positions(held.get(slug, 0)))
            chunks.setdefault(pk // bitmap.CHUNK, [b""] * bitmap.CHUNK)[pk % bitmap.CHUNK] = where
        return chunks

    def of_sources(self, few: Iterable[int], many: Iterable[Mapping[int, bytes]] = ()) -> int:
        """The events that rest on any of these sources: a few by their records, and thousands by flags in chunks."""
        resting = self._resting
        found = [resting[pk // bitmap.CHUNK][pk % bitmap.CHUNK] for pk in few if pk // bitmap.CHUNK in resting]
        for chunks in many:
            for chunk, flags in chunks.items():
                found += compress(resting.get(chunk, ()), flags)
        if not found:
            return 0
        return bitmap.of(array(_POSITION, b"".join(found)).tolist(), self.size)

    def within(self, first: int | None, last: int | None) -> int:
        """Events that can lie between two days, both included."""
        low, high = (-1 if first is None else first), (ALWAYS if last is None else last)
        sure = bitmap.between(bisect_left(self.marks, low), bisect_right(self.marks, high))
        return sure | (self._until("earliest", high) & ~self._until("latest", low - 1))

    def select(self, query: EventQuery) -> int:
        """The events that are meant."""
        found = bitmap.full(self.size)
        if query.actors:
            ids = [self.tree.ids.get(slug, -1) for slug in query.actors]
            groups = [self.of_actor_pk(pk, only=query.only, roles=query.roles) for pk in ids]
            found &= _all(groups) if query.every_actor else _any(groups)
        if query.sides:
            found &= _any(self.of_side(side, query.roles) for side in query.sides)
        if query.roles and not query.actors and not query.sides:
            found &= _any(self.having["role"].get(role, 0) for role in query.roles)
        for facet, values in (
            ("pair", query.pairs),
            ("kind", query.kinds),
            ("storyline", query.storylines),
            ("source", query.sources),
            ("publisher", query.publishers),
            ("place", query.places),
            ("confidence", query.confidences),
        ):
            if values:
                found &= _any(self.having[facet].get(value, 0) for value in values)
        if query.first is not None or query.last is not None:
            found &= self.within(query.first, query.last)
        if query.words is not None:
            found &= query.words.within(self)
        return found

    def counts(self, query: EventQuery, facet: Facet) -> dict[int | str, int]:
        """How many events each value of a facet would show under all the other filters; values with none are left out.

        With every ticked actor required, an actor's count is what ticking it as well would leave.
        """
        keep = query if facet == "actor" and query.every_actor else query.without(facet)
        others = self.select(keep)
        return {value: n for value, events in self._values(query, facet) if (n := (events & others).bit_count())}

    def _values(self, query: EventQuery, facet: Facet) -> Iterator[tuple[int | str, int]]:
        """Each value of a facet with the events that ticking it means: what a role is of depends on who else is asked for."""
        if facet == "actor":
            for actor in self._with_members:
                yield actor, self.of_actor_pk(actor, only=query.only, roles=query.roles)
        elif facet == "side" and query.roles:
            for side in self.having["side"]:
                yield side, self.of_side(str(side), query.roles)
        elif facet == "role" and (query.actors or query.sides):
            for role in self.having["role"]:
                yield role, self.select(EventQuery(query.actors, query.every_actor, query.only, query.sides, (str(role),)))
        else:
            yield from ((value, self.having[facet].get(value, 0)) for value in self.having[facet])

    def days(self, selection: int) -> tuple[int, int] | None:
        """The first and last day of the selection's marks; None where nothing is selected."""
        if not selection:
            return None
        return self.marks[(selection & -selection).bit_length() - 1], self.marks[selection.bit_length() - 1]

    def between_marks(self, first: int, last: int) -> int:
        """Events whose marks lie between two days, both included."""
        return bitmap.between(bisect_left(self.marks, first), bisect_right(self.marks, last))

    def pks(self, selection: int) -> list[int]:
        """The ids of the selection, in the order of the record."""
        return [self.ids[n] for n in bitmap.positions(selection)]


@lru_cache(maxsize=10_000)
def publisher_key(publisher: str) -> str:
    """What the query string calls a publisher: “Al-Monitor” is al-monitor; names in other letters stay as they are."""
    return slugify(publisher, allow_unicode=True)


def _any(bitmaps: Iterable[int]) -> int:
    total = 0
    for events in bitmaps:
        total |= events
    return total


def _all(bitmaps: Iterable[int]) -> int:
    total = -1
    for events in bitmaps:
        total &= events
    return total


_held: Index | None = None
_building = Lock()


def current() -> Index:
    """The index of the content as it is now. One query while it is current; a rebuild asks seven."""
    global _held  # noqa: PLW0603 (one index a process is the point)
    wanted = version.current()
    held = _held
    if held is not None and held.version == wanted:
        return held
    with _building:
        held = _held
        if held is None or held.version != wanted:
            held = kept(wanted)
            if held is None:
                held = build(wanted)
                if held.size >= stored.FEWEST:
                    stored.save(wanted, plain(held))
            _held = held
    return held


def plain(made: Index) -> list[Any]:
    """The index as lists, dicts and numbers, without its version."""
    held = {facet: dict(values) for facet, values in made.having.items()}
    tree = [dict(part) for part in (made.tree.ids, made.tree.sides, made.tree.members, made.tree.parents)]
    columns = [made.ids, made.slugs, made.marks, made.earliest, made.latest, made.touched]
    slug_of = {facet: dict(slugs) for facet, slugs in made.slug_of.items()}
    return [columns, held, tree, made.speakers, dict(made.parts), slug_of, dict(made.publishers)]


def kept(wanted: str) -> Index | None:
    """The index as a process before us kept it."""
    if (found := stored.load(wanted)) is None:
        return None
    (ids, slugs, marks, earliest, latest, touched), having, tree, speakers, parts, slug_of, publishers = found
    having["source"] = _Sparse(having["source"], len(ids))
    sparse = _Sparse(parts, len(ids))
    return Index(wanted, ids, slugs, marks, earliest, latest, having, Tree(*tree), speakers, sparse, touched, slug_of, publishers)


def build(wanted: str) -> Index:
    """Read the published record from the database.

    This is most of what the first answer of a process costs, and of the first after a change: so the database makes days into numbers, and
    only lists of numbers are put together here.
    """
    from timeline.events.models import Actor, Citation, Event, Participation, Source, Statement, StorylineEntry

    events = Event.objects.published().order_by(*Event._meta.ordering or ())  # noqa: SLF001
    days = (DayNumber("mark_day"), DayNumber("earliest", missing=-1), DayNumber("latest", missing=ALWAYS))
    own = ("kind", "confidence", "prominence", Moment("updated_at"), "place", "place__slug")
    rows = list(events.values_list("pk", "slug", *days, *own).iterator(5000))
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _n in range(11)]
    ids, slugs, marks, earliest, latest, kinds, confidences, prominences, touched, place_pks, places = columns
    size = len(ids)
    position_of = dict(zip(ids, range(size), strict=True))

    actors = list(Actor.objects.order_by("pk").values_list("pk", "slug", "side", "member_of"))
    members: dict[int, list[int]] = defaultdict(list)
    for pk, _, _, parent in actors:
        if parent:
            members[parent].append(pk)
    tree = Tree(
        ids={slug: pk for pk, slug, _, _ in actors},
        sides={pk: side for pk, _, side, _ in actors},
        members={parent: tuple(below) for parent, below in members.items()},
        parents={pk: parent for pk, _, _, parent in actors if parent},
    )

    # What stands in drafts has no position, and is left out by that.
    parts = _grouped(((actor, role), position_of.get(event)) for event, actor, role in _all_of(Participation, "event", "actor", "role"))
    gathered: dict[str, dict[int | str, list[int]]] = {name: defaultdict(list) for name in ("actor", "side", "role", "side role")}
    for (actor, role), where in parts.items():
        side = tree.sides[actor]
        for facet, value in (("actor", actor), ("side", side), ("role", role), ("side role", f"{side} {role}")):
            gathered[facet][value] += where
    told = _grouped((storyline, position_of.get(event)) for event, storyline in _all_of(StorylineEntry, "event", "storyline__slug"))
    cited = _grouped((source, position_of.get(event)) for event, source in _all_of(Citation, "event", "source"))
    said = Statement.objects.filter(event__status=Status.PUBLISHED).order_by().values_list("speaker", "source").distinct()
    speakers, quoted = ({*column} for column in zip(*said, strict=True)) if said else (set(), set())
    slugs_of_sources: dict[int, str] = {}
    published_by: dict[str, list[int]] = defaultdict(list)
    publishers: dict[str, str] = {}
    for pk, slug, publisher in _all_of(Source, "pk", "slug", "publisher"):
        based = cited.get(pk)
        if based is not None:
            slugs_of_sources[pk] = slug
            published_by[publisher_key(publisher)] += based
        if based is not None or pk in quoted:
            key = publisher_key(publisher)
            publishers[key] = max(publisher, publishers.get(key, ""))

    def bitmaps(lists: Mapping[Any, Iterable[int]]) -> dict[int | str, int]:
        return {value: bitmap.of(where, size) for value, where in lists.items()}

    having: dict[str, Mapping[int | str, int]] = {facet: bitmaps(lists) for facet, lists in gathered.items()}
    having["side"] = {side: having["side"][side] for side in Side.values if side in having["side"]}
    having |= {
        "pair": _pairs(having["side role"]),
        "kind": bitmap.by_value(kinds),
        "confidence": bitmap.by_value(confidences),
        "prominence": bitmap.by_value(prominences),
        "storyline": bitmaps(told),
        "publisher": bitmaps(published_by),
        "place": bitmaps(_grouped(zip(places, range(size), strict=True), without=None)),
        # Thousands of sources and parts with a few events each: a list apiece is smaller than a bitmap, and few are ever asked for.
        "source": _Sparse({slug: _packed(cited[pk]) for pk, slug in slugs_of_sources.items()}, size),
    }
    slug_of = {
        "place": {pk: slug for pk, slug in zip(place_pks, places, strict=True) if slug},
        "source": slugs_of_sources,
    }
    sparse = _Sparse({part: _packed(where) for part, where in parts.items()}, size)
    return Index(wanted, ids, slugs, marks, earliest, latest, having, tree, frozenset(speakers), sparse, touched, slug_of, publishers)


def _all_of(model: Any, *fields: str) -> Iterator[tuple[Any, ...]]:
    """The whole table, in no order: cheaper than leaving out the little that belongs to drafts."""
    rows: Iterator[tuple[Any, ...]] = model.objects.order_by().values_list(*fields).iterator(5000)
    return rows


def _grouped(pairs: Iterable[tuple[Any, int | None]], **leave: Any) -> dict[Any, list[int]]:
    """The positions of each value, without those that have none."""
    found: dict[Any, list[int]] = defaultdict(list)
    for value, position in pairs:
        if position is not None:
            found[value].append(position)
    if leave:
        found.pop(leave["without"], None)
    return found


def _pairs(held: Mapping[int | str, int]) -> dict[int | str, int]:
    """For each two sides the events that one begins and that are aimed at the other."""
    found: dict[int | str, int] = {}
    for one in Side.values:
        for other in Side.values:
            if both := held.get(f"{one} {Role.INITIATOR}", 0) & held.get(f"{other} {Role.TARGET}", 0):
                found[f"{one}.{other}"] = both
    return found


_POSITION = "I"


def _packed(positions: Iterable[int]) -> bytes:
    return array(_POSITION, positions).tobytes()


class _Sparse(dict):
    """Bitmaps made when they are asked for."""

    def __init__(self, packed: Mapping[Any, bytes], size: int) -> None:
        super().__init__(packed)
        self._size = size

    def packed(self, value: Any) -> bytes:
        """The positions behind each other, as an array has them."""
        return dict.get(self, value, b"")

    def get(self, value: Any, default: int = 0) -> int:  # type: ignore[override]
        where = super().get(value)
        return default if where is None else bitmap.of(array(_POSITION, where).tolist(), self._size)
