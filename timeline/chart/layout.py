"""From rows and a size to a picture: where everything goes, decided once, for the static drawing and for Plotly alike.

Nothing is random and nothing is asked of the clock: the same input gives the same picture. The walk (docs/chart.md tells it in full):

1. time is cut into columns of the calendar, some 30 px wide;
2. events are placed one after the other: each takes the best slot, an offset within its day and a row in each of its lanes, where it
   touches no mark, no tie runs through a mark and, if it can be, no mark lies on a bar;
3. where none is free, or more stand in a column than can be drawn, the column's events become one bubble; step 2 is done again until
   all fits;
4. rows that stayed empty are closed up, which gives the lanes their heights;
5. labels go beside the marks that have room, the most prominent first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import floor, sqrt
from typing import TYPE_CHECKING, Literal

from timeline.chart import scale as scales
from timeline.chart import symbols
from timeline.chart.labels import bubble_said, place_labels
from timeline.chart.plan import Band, Bubble, Chord, Mark, Overview, Picture, Share, Span, Style
from timeline.chart.scale import Scale, Tick, column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timeline.dates import FuzzyDate
    from timeline.events.rows import ChartBin, ChartRow, Lane

GAP = 1.0
"""px between marks of one row."""
NEAR = 6.0
"""px. Ties nearer than this to each other are hard to tell apart."""
GRAZE = 0.6
"""px by which a tie may touch the edge of a mark."""
CROWD = 14
"""Neighbours beyond which nobody is moved for one more: there is no room, and trying takes time."""
PRESS = 36
"""Events within some 40 px on either side beyond which no slot is looked for."""
PATIENCE = 240
"""Slots looked for, in all of a picture, in making room by moving neighbours. A picture of which an eye follows single events needs some
hundred at most; one that needs more is a dense one, and columns given up in it are counted like those beside them."""
MOVED = 5
"""Neighbours that may be moved for an event that found no slot."""
ASIDE = 12.0
"""px by which such a mark may leave the window's edge."""
FAR = symbols.WIDEST + symbols.ARROW_ROOM
"""px from the middle of a mark to its edge at most, its arrowhead included."""
EXACT = 1.6
"""px that an exact date's mark keeps from the borders of its day."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a picture says in words of its own: a number of events, a number."""

    language: str = "en"
    rtl: bool = False
    events: Callable[[int], str] = "{} events".format
    number: Callable[[int], str] = str


@dataclass(frozen=True, slots=True)
class Density:
    """How many events a stretch of the whole record holds: counts of equal stretches from `first` to the end of `last`."""

    first: int
    last: int
    counts: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Item:
    """An event on its way to its place."""

    row: ChartRow
    day: int
    at: float
    lanes: tuple[int, ...]
    half: float
    shift: float
    """px by which it may leave `at`."""
    span: Span | None
    home: int
    order: int
    carried: Literal["", "left", "right"] = ""
    low: float = float("-inf")
    high: float = float("inf")
    x: float = 0.0
    slots: tuple[int, ...] = ()
    sides: int = 0
    """Its lanes as bits."""
    inner: int = 0
    """The lanes between its first and its last, which its tie crosses whole, as bits."""
    taken: tuple[tuple[int, int], ...] = ()
    """Once it has a place: in each lane its slot, as a bit."""

    def __post_init__(self) -> None:
        self.sides = sum(1 << lane for lane in self.lanes)
        top, bottom = self.lanes[0], self.lanes[-1]
        self.inner = (1 << bottom) - (2 << top) if bottom > top else 0


@dataclass(slots=True)
class Placed:
    """What is taken, to be asked quickly: the events in the order of their x, spans by lane and row."""

    items: list[Item] = field(default_factory=list)
    xs: list[float] = field(default_factory=list)
    spans: dict[tuple[int, int], list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def between(self, low: float, high: float) -> list[Item]:
        """The events whose marks' middles lie from `low` to `high`."""
        return self.items[bisect_left(self.xs, low) : bisect_right(self.xs, high)]

    def remove(self, item: Item) -> None:
        n = self.items.index(item, bisect_left(self.xs, item.x))
        del self.items[n], self.xs[n]
        if item.span:
            for lane, slot in zip(item.lanes, item.slots, strict=True):
                self.spans[lane, slot].remove((item.span.x0, item.span.x1))

    def add(self, item: Item) -> None:
        item.taken = tuple((lane, 1 << slot) for lane, slot in zip(item.lanes, item.slots, strict=True))
        n = bisect_right(self.xs, item.x)
        self.items.insert(n, item)
        self.xs.insert(n, item.x)
        if item.span:
            for lane, slot in zip(item.lanes, item.slots, strict=True):
                self.spans[lane, slot].append((item.span.x0, item.span.x1))


def lay_out(
    rows: Sequence[ChartRow],
    lanes: Sequence[Lane],
    window: tuple[int, int],
    style: Style,
    width: float,
    *,
    voice: Voice | None = None,
    bins: Sequence[ChartBin] = (),
    selected: str = "",
    density: Density | None = None,
) -> Picture:
    """Lay out the events whose days can lie in the window, `rows` one by one and `bins` counted together, in `lanes` from top to bottom.

    `width` is that of the whole drawing in px; one below the style's least is laid out at that.
    """
    voice = voice or Voice()
    width = max(width, style.least)
    gutter = style.gutter_rtl if voice.rtl else style.gutter
    plot = width - gutter - style.edge
    scale = Scale(*window, plot)
    index = {lane.key: n for n, lane in enumerate(lanes)}
    starts = scale.columns(style.column)
    items = [one for n, row in enumerate(rows) if (one := _item(row, n, scale, index, starts, style))]
    groups, alone = _arrange(items, bins, scale, starts, style, index)
    used = _rows_used(alone, len(lanes))
    bands = _bands(lanes, used, groups, items, bins, style)
    chords = [_chord(item, bands, used, style) for item in sorted(alone, key=lambda one: (one.day, one.order))]
    most = _most(groups)
    bubbles = [bubble_said(_bubble(group, bands, starts, scale, style, most), voice) for group in groups]
    floor_ = bands[-1].bottom if bands else style.top + style.lane
    room = (max(gutter, style.edge), style.edge)
    labels = place_labels(chords, bubbles, bands, style, plot, voice, selected) if style.labels else []
    found = Picture(
        style=style,
        language=voice.language,
        rtl=voice.rtl,
        width=width,
        height=floor_ + style.axis,
        left=style.edge if voice.rtl else gutter,
        plot=plot,
        floor=floor_,
        first=window[0],
        last=window[1],
        bands=tuple(bands),
        chords=tuple(chords),
        bubbles=tuple(bubbles),
        labels=tuple(labels),
        ticks=tuple(scales.ticks(scale, voice.language, size=style.tick, number=voice.number, room=room)),
        overview=_overview(density, window, plot, floor_ + style.axis, style, voice, room) if density and style.overview else None,
        selected=selected,
    )
    if found.overview:
        found = replace(found, height=found.overview.top + found.overview.height + 20)
    return mirrored(found) if voice.rtl else found


# ---- what a date covers ----


def _item(row: ChartRow, order: int, scale: Scale, index: dict[str, int], starts: list[int], style: Style) -> Item | None:
    """The event before it has a place; None where none of its days can lie in the window or it has no lane here."""
    day = row.date.mark.toordinal()
    lanes = tuple(sorted({index[key] for key in row.lanes if key in index}))
    if not lanes or not reaches(row.date, scale.first, scale.last):
        return None
    at = scale.x(day + 0.5)
    half = symbols.symbol(row.kind).half * style.mark
    if not scale.first <= day <= scale.last:
        return _carried(row, order, scale, lanes, starts, half)
    span = span_of(row.date, at, scale)
    if span and max(at - span.x0, span.x1 - at) < half + 3:
        # It would hide under its own mark, or peep out like a flaw.
        span = None
    # Within a day that is wide, far aside would read as another hour: only days with no room around noon use all of theirs.
    within = max(0.0, scale.day / 2 - EXACT)
    if span and span.kind == "whisker":
        # One that is not exact may move within the middle half of its days.
        reach = min(at - span.x0, span.x1 - at) / 2
        within = max(within, min(16.0, reach)) if reach > within else within
    return Item(row, day, at, lanes, half, within, span, column_of(starts, day), order)


def reaches(value: FuzzyDate, first: int, last: int) -> bool:
    """Whether a date can lie between two days, both included."""
    if first <= value.mark.toordinal() <= last:
        return True
    begins = value.earliest is None or value.earliest.toordinal() <= last
    return begins and (value.latest is None or value.latest.toordinal() >= first)


def _carried(row: ChartRow, order: int, scale: Scale, lanes: tuple[int, ...], starts: list[int], half: float) -> Item:
    """An event whose own day lies outside the window while others of its days lie in it: its mark stands at the window's edge, with room
    for an arrowhead that says so, and its bar or whisker comes in from there."""
    day = row.date.mark.toordinal()
    before = day < scale.first
    half += symbols.ARROW_ROOM
    at = half + 1 if before else scale.width - half - 1
    span = span_of(row.date, scale.x(day + 0.5), scale)
    if span and (span.x1 < at + half + 3 if before else span.x0 > at - half - 3):
        span = None
    home = column_of(starts, min(max(scale.first + floor(at / scale.day), scale.first), scale.last))
    edge = scale.first if before else scale.last
    return Item(row, edge, at, lanes, half, ASIDE, span, home, order, "left" if before else "right")


def span_of(value: FuzzyDate, at: float, scale: Scale) -> Span | None:
    """The bar or whisker of a date whose mark is at `at`; None for a day that is exact."""
    if value.earliest == value.latest and not value.is_fuzzy:
        return None
    first = value.earliest.toordinal() if value.earliest else None
    last = value.latest.toordinal() if value.latest else None
    x0 = scale.x(first) if first is not None else 0.0
    x1 = scale.x(last + 1) if last is not None else scale.width
    low, high = max(0.0, x0), min(scale.width, x1)
    cut_low, cut_high = first is not None and x0 < 0, last is not None and x1 > scale.width
    if value.is_duration:
        # A bar starts at its mark; one whose beginning is open runs up to it.
        if first is not None:
            low = max(0.0, at)
        if high - low < 1:
            return None
        start = "fade" if first is None else "cut" if cut_low else "end" if value.start_exact or low == at else "fade"
        end = "cut" if cut_high else "fade" if last is None or not value.end_exact else "end"
        return Span("bar", min(low, high), max(low, high), start, end)  # type: ignore[arg-type]
    if value.earliest == value.latest:
        return None
    return Span(
        "whisker",
        low,
        high,
        "cut" if cut_low else "fade" if first is None else "end",
        "cut" if cut_high else "fade" if last is None else "end",
    )


# ---- slots ----


@dataclass(slots=True)
class Patience:
    """How many more slots may be looked for in making room."""

    left: int = PATIENCE


@dataclass(slots=True)
class Group:
    """Events counted together, at home in one column."""

    column: int
    items: list[Item] = field(default_factory=list)
    bins: list[ChartBin] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.items) + sum(one.total for one in self.bins)


def _arrange(
    items: list[Item], bins: Sequence[ChartBin], scale: Scale, starts: list[int], style: Style, index: dict[str, int]
) -> tuple[list[Group], list[Item]]:
    """Which events are drawn alone, each in its slot, and which are counted together."""
    binned: dict[int, list[ChartBin]] = defaultdict(list)
    for one in bins:
        binned[column_of(starts, min(max(one.first, scale.first), scale.last))].append(one)
    rows = _rows_allowed(scale, style)
    patience = Patience()
    edges = [scale.x(start) for start in starts] + [scale.width]
    dense = set(binned) | _crowded(items, edges, rows, style)
    while True:
        lanes_of = _lanes_of_dense(items, dense, binned, index)
        _absorb(items, dense, lanes_of, edges)
        waiting = [one for one in items if one.home not in dense]
        failed = _place(waiting, rows, patience)
        if not failed:
            break
        for item, blocker in failed:
            # An event alone in its column goes where its neighbour goes; together they are a group.
            mates = sum(1 for one in waiting if one.home == item.home)
            if mates < 2 and blocker is not None and blocker.home != item.home:
                item.home = blocker.home
            dense.add(item.home)
    groups: dict[int, Group] = {}
    for column, found in binned.items():
        groups[column] = Group(column, bins=found)
    for item in items:
        if item.home in dense:
            groups.setdefault(item.home, Group(item.home)).items.append(item)
    return [groups[column] for column in sorted(groups)], [one for one in items if one.home not in dense]


def _rows_allowed(scale: Scale, style: Style) -> int:
    """Zoomed out, lanes stay low: what does not fit is counted."""
    if scale.day >= 4:
        return style.rows
    return min(style.rows, 3 if scale.day >= 2 else 2)


def columns(window: tuple[int, int], style: Style, width: float, *, rtl: bool = False) -> list[tuple[int, int]]:
    """The columns in which dense events are counted: the first day of each, and how many events a lane of it can hold. One with more is
    counted together, whatever they are: its rows need not be fetched."""
    scale = Scale(*window, max(width, style.least) - (style.gutter_rtl if rtl else style.gutter) - style.edge)
    starts = scale.columns(style.column)
    rows = _rows_allowed(scale, style)
    edges = [scale.x(start) for start in starts] + [scale.width]
    return [(start, _capacity(edges[n + 1] - edges[n], rows, style)) for n, start in enumerate(starts)]


def _capacity(width: float, rows: int, style: Style) -> int:
    """How many marks a column can hold in a lane at the very most."""
    return rows * (floor(width / (13 * style.mark)) + 1)


def _crowded(items: list[Item], edges: list[float], rows: int, style: Style) -> set[int]:
    """Columns in which some lane has more marks than there can be slots, or more marks and ties passing through than there is width:
    known before any is tried, so that no time goes into trying."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    passing: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for item in items:
        for lane in item.lanes:
            counts[item.home, lane] += 1
        for lane in range(item.lanes[0] + 1, item.lanes[-1]):
            if not item.sides >> lane & 1:
                # Those of one day and the same sides may share a line.
                passing[item.home, lane].add((item.day, item.sides))
    dense = set()
    for (column, lane), n in counts.items():
        wide = edges[column + 1] - edges[column]
        needed = n * 13 * style.mark / rows + len(passing.get((column, lane), ())) * 6
        if n > _capacity(wide, rows, style) or needed > wide * 1.25 + 13:
            dense.add(column)
    return dense


def _lanes_of_dense(items: list[Item], dense: set[int], binned: dict[int, list[ChartBin]], index: dict[str, int]) -> dict[int, int]:
    """For each dense column the lanes that its bubble touches, as bits."""
    found: dict[int, int] = defaultdict(int)
    for column, bins in binned.items():
        for one in bins:
            for key, count in one.lanes.items():
                if count and key in index:
                    found[column] |= 1 << index[key]
    for item in items:
        if item.home in dense:
            found[item.home] |= item.sides
    return found


def _absorb(items: list[Item], dense: set[int], lanes_of: dict[int, int], edges: list[float]) -> None:
    """A bubble keeps within its column; marks that would reach into it from beside join it."""
    moved = True
    while moved:
        moved = False
        for item in items:
            if item.home in dense:
                continue
            reach = item.half + GAP
            # One that is carried in leaves the window's edge inwards alone.
            item.low = item.at if item.carried == "left" else float("-inf")
            item.high = item.at if item.carried == "right" else float("inf")
            for column, border in ((item.home - 1, edges[item.home]), (item.home + 1, edges[item.home + 1])):
                if column not in dense or not lanes_of[column] & item.sides:
                    continue
                if abs(item.at - border) < reach:
                    item.home = column
                    lanes_of[column] |= item.sides
                    moved = True
                    break
                if column < item.home:
                    item.low = max(item.low, border + reach)
                else:
                    item.high = min(item.high, border - reach)


def _place(items: list[Item], rows: int, patience: Patience) -> list[tuple[Item, Item | None]]:
    """Give each event its slot; returns those that found none, with whom they would have collided."""
    placed = Placed()
    failed: list[tuple[Item, Item | None]] = []
    middle = sorted(range(rows), key=lambda slot: (abs(slot - (rows - 1) / 2), slot))
    lost: set[int] = set()
    for item in _in_turn(items):
        if item.home in lost:
            # Its column becomes a bubble anyway.
            continue
        blocker = _settle(item, placed, middle)
        if blocker is True:
            placed.add(item)
        elif item.shift < 1 or not _make_room(item, placed, middle, patience):
            failed.append((item, blocker or None))
            lost.add(item.home)
    return failed


def _make_room(item: Item, placed: Placed, middle: list[int], patience: Patience) -> bool:
    """Try whether the event fits if neighbours that can move aside do: one, two or all are taken out and put back after it."""
    if patience.left <= 0:
        return False
    near = [one for one in placed.between(item.at - 40, item.at + 40) if abs(one.x - item.at) < item.shift + one.shift + 2 * symbols.WIDEST]
    if len(near) > CROWD:
        return False
    near = sorted((one for one in near if one.shift >= 1), key=lambda one: (abs(one.at - item.at), one.order))[:MOVED]
    for moved in [*((one,) for one in near), *((one, other) for n, one in enumerate(near) for other in near[n + 1 :]), tuple(near)]:
        if patience.left <= 0:
            break
        before = [(one, one.x, one.slots) for one in moved]
        for one in moved:
            placed.remove(one)
        for turn in (-1, 1, 0):
            patience.left -= 1 + len(moved)
            if _settle(item, placed, middle, turn) is not True:
                continue
            placed.add(item)
            back: list[Item] = []
            for one in moved:
                if _settle(one, placed, middle, -turn) is not True:
                    break
                placed.add(one)
                back.append(one)
            else:
                return True
            for one in (*back, item):
                placed.remove(one)
        for one, x, slots in before:
            one.x, one.slots = x, slots
            placed.add(one)
    return False


def _in_turn(items: list[Item]) -> list[Item]:
    """Neighbours that can be in each other's way are placed together: those with most lanes first, then the prominent, then by date."""
    ordered: list[Item] = []
    cluster: list[Item] = []
    for item in sorted(items, key=lambda one: (one.at, one.order)):
        if cluster and item.at - cluster[-1].at > 48:
            ordered += sorted(cluster, key=_rank)
            cluster = []
        cluster.append(item)
    return ordered + sorted(cluster, key=_rank)


def _rank(item: Item) -> tuple[bool, int, float, int]:
    return item.span is None or item.span.kind != "bar", -len(item.lanes), -item.row.prominence, item.order


def _settle(item: Item, placed: Placed, middle: list[int], turn: int = 0) -> Item | bool:
    """Put the event in its best slot: True, or whoever stands in its way. With a `turn` it keeps to one side of its day, where it can."""
    best: tuple[float, float, tuple[int, ...]] | None = None
    blocker: Item | bool = False
    pressed = placed.between(item.at - 40, item.at + 40)
    if len(pressed) > PRESS:
        return min(pressed, key=lambda one: (abs(one.x - item.at), one.order))
    reach = item.half + FAR + GAP
    near = placed.between(item.at - item.shift - reach, item.at + item.shift + reach)
    xs = [one.x for one in near]
    for offset in _offsets(item.shift):
        x = item.at + offset
        if offset and not item.low <= x <= item.high:
            continue
        cost = abs(offset + item.shift * turn) * 0.7
        if best and cost >= best[0] and not turn:
            break
        others = near[bisect_left(xs, x - reach) : bisect_right(xs, x + reach)]
        barred, way, others_cost = _barred(item, x, others)
        if barred is None:
            blocker = blocker or way
            continue
        slots = _slots(item, x, barred, placed, middle)
        if slots is None:
            blocker = blocker or way
            continue
        chosen, extra = slots
        if best is None or cost + others_cost + extra < best[0]:
            best = cost + others_cost + extra, x, chosen
    if best is None:
        return blocker
    _, item.x, item.slots = best
    return True


@lru_cache(maxsize=256)
def _offsets(most: float) -> tuple[float, ...]:
    """How far aside an event may be tried, nearest first."""
    if most < 1:
        return (0.0,)
    steps = max(4, int(most / 7))
    return (0.0, *(sign * most * n / steps for n in range(1, steps + 1) for sign in (-1, 1)))


def _barred(item: Item, x: float, others: list[Item]) -> tuple[dict[int, int] | None, Item | bool, float]:
    """With the event's marks at `x`: in each of its lanes the slots that it cannot have, as bits; None where no choice of slots can help.
    Then who stands in the way, and what ties that come too near cost.

    A slot is barred where a mark would touch another, and where a tie would run through a mark, its own through another's or another's
    through it. A tie leaves its first lane downwards from its mark and reaches its last from above; lanes between are crossed whole.
    """
    barred = dict.fromkeys(item.lanes, 0)
    clash: Item | None = None
    crossed: Item | None = None
    cost = 0.0
    sides, inner, half = item.sides, item.inner, item.half
    top, bottom = item.lanes[0], item.lanes[-1]
    for other in others:
        apart = abs(other.x - x)
        shared = other.sides & sides
        if shared and apart < half + other.half + GAP:
            for lane, bit in other.taken:
                if lane in barred:
                    barred[lane] |= bit
            clash = clash or other
        over, under = other.lanes[0], other.lanes[-1]
        if apart < 0.5 and other.sides == sides:
            # Two of the same sides may stand on one line.
            if top != bottom:
                cost += 3
            continue
        if top != bottom and apart < other.half - GRAZE:
            if inner & other.sides:
                return None, other, 0.0
            if shared:
                crossed = crossed or other
                for lane, bit in other.taken:
                    if lane == top:
                        barred[lane] |= bit - 1
                    elif lane == bottom:
                        barred[lane] |= -2 * bit
        if over != under and apart < half - GRAZE:
            if other.inner & sides:
                return None, other, 0.0
            if shared:
                crossed = crossed or other
                for lane, bit in other.taken:
                    if lane in barred:
                        if lane == over:
                            barred[lane] |= -2 * bit
                        elif lane == under:
                            barred[lane] |= bit - 1
        if apart < NEAR and top != bottom and over != under and over < bottom and top < under:
            cost += 6 + (NEAR - apart) * 3
    return barred, clash or crossed or False, cost


def _slots(item: Item, x: float, barred: dict[int, int], placed: Placed, middle: list[int]) -> tuple[tuple[int, ...], float] | None:
    """A free row in each lane for a mark at `x`, and what the choice costs; None where some lane has none."""
    chosen: list[int] = []
    extra = 0.0
    low, high = (item.span.x0, item.span.x1) if item.span else (x, x)
    low, high = min(low, x - item.half - 1), max(high, x + item.half + 1)
    for lane, blocked in barred.items():
        best: tuple[float, int] | None = None
        for rank, slot in enumerate(middle):
            if blocked >> slot & 1:
                continue
            cost = rank * 2.0
            if any(a < high and low < b for a, b in placed.spans.get((lane, slot), ())) or _runs_over(item, lane, slot, placed):
                cost += 40
            if best is None or cost < best[0]:
                best = cost, slot
            if cost < 40:
                break
        if best is None:
            return None
        extra += best[0]
        chosen.append(best[1])
    return tuple(chosen), extra


def _runs_over(item: Item, lane: int, slot: int, placed: Placed) -> bool:
    """Whether the event's span would run under a mark of that row."""
    span = item.span
    if span is None:
        return False
    return any(
        span.x0 - other.half < other.x < span.x1 + other.half and (lane, 1 << slot) in other.taken
        for other in placed.between(span.x0 - FAR, span.x1 + FAR)
    )


# ---- lanes, chords, bubbles ----


def _rows_used(alone: list[Item], lanes: int) -> list[list[int]]:
    """By lane, the rows that hold a mark."""
    used: list[set[int]] = [set() for _ in range(lanes)]
    for one in alone:
        for lane, slot in zip(one.lanes, one.slots, strict=True):
            used[lane].add(slot)
    return [sorted(slots) for slots in used]


def _most(groups: list[Group]) -> int:
    """The largest count that any bubble has in a lane."""
    return max((max(_counts(group).values(), default=1) for group in groups), default=1)


def _counts(group: Group) -> dict[int | str, int]:
    """Events by lane, whose number or key it is: only for comparing."""
    counts: dict[int | str, int] = defaultdict(int)
    for item in group.items:
        for lane in item.lanes:
            counts[lane] += 1
    for one in group.bins:
        for key, count in one.lanes.items():
            counts[key] += count
    return counts


def _bands(
    lanes: Sequence[Lane], used: list[list[int]], groups: list[Group], items: list[Item], bins: Sequence[ChartBin], style: Style
) -> list[Band]:
    bands = []
    counts = Counter(lane for one in items for lane in one.lanes)
    y = float(style.top)
    for n, lane in enumerate(lanes):
        rows = max(1, len(used[n]))
        height = max(style.lane, (rows - 1) * style.pitch + style.pad)
        count = counts[n] + sum(one.lanes.get(lane.key, 0) for one in bins)
        bands.append(Band(lane, y, y + height, y + (height + style.head) / 2, rows, count))
        y += height
    return bands


def _slot_y(band: Band, place: int, style: Style) -> float:
    return band.centre + (place - (band.rows - 1) / 2) * style.pitch


def _chord(item: Item, bands: list[Band], used: list[list[int]], style: Style) -> Chord:
    marks = tuple(
        Mark(lane, _slot_y(bands[lane], used[lane].index(slot), style)) for lane, slot in zip(item.lanes, item.slots, strict=True)
    )
    span = item.span
    if span and span.kind == "bar" and span.x0 == item.at:
        span = Span("bar", item.x, max(item.x, span.x1), span.start, span.end)
    return Chord(item.row, item.x, item.day, marks, span, item.carried)


def _bubble(group: Group, bands: list[Band], starts: list[int], scale: Scale, style: Style, most: int) -> Bubble:
    left = scale.x(starts[group.column])
    right = scale.x(starts[group.column + 1]) if group.column + 1 < len(starts) else scale.width
    cap = min(style.bubble, (right - left) / 2 - GAP)
    days = [one.day for one in group.items] + [one.first for one in group.bins] + [one.last for one in group.bins]
    shares = []
    index = {band.lane.key: n for n, band in enumerate(bands)}
    counts: dict[int, int] = defaultdict(int)
    single: dict[int, ChartRow] = {}
    for item in group.items:
        for lane in item.lanes:
            counts[lane] += 1
            single[lane] = item.row
    for one in group.bins:
        for key, count in one.lanes.items():
            if count and key in index:
                counts[index[key]] += count
                single.pop(index[key], None)
    for lane in sorted(counts):
        count = counts[lane]
        row = single.get(lane) if count == 1 else None
        r = symbols.WIDEST * style.mark if row else _radius(count, most, cap)
        shares.append(Share(lane, bands[lane].centre, count, r, row))
    widest = max((one.r for one in shares), default=0.0)
    weight = sum(one.at for one in group.items) + sum(scale.x((one.first + one.last + 1) / 2) * one.total for one in group.bins)
    middle = weight / max(1, group.total)
    x = min(max(middle, left + widest + GAP / 2), right - widest - GAP / 2) if right - left > 2 * widest else (left + right) / 2
    return Bubble(x, min(days), max(days), group.total, tuple(shares))


def _radius(count: int, most: int, cap: float) -> float:
    """The area grows with the count, up to what the column has room for."""
    wanted = 9 + 2.6 * sqrt(count)
    largest = 9 + 2.6 * sqrt(max(2, most))
    least = min(cap, 9.0)
    if largest <= cap:
        return wanted
    return round(least + (cap - least) * sqrt(count / max(2, most)), 1)


# ---- the overview ----


def _overview(
    density: Density, window: tuple[int, int], plot: float, top: float, style: Style, voice: Voice, room: tuple[float, float]
) -> Overview:
    scale = Scale(density.first, density.last, plot)
    most = max(density.counts, default=0)
    step = plot / max(1, len(density.counts))
    bars = tuple(
        (n * step, n * step + step * 0.82, max(2.0, sqrt(count / most) * (style.overview - 4)))
        for n, count in enumerate(density.counts)
        if count
    )
    x0, x1 = max(0.0, scale.x(window[0])), min(plot, scale.x(window[1] + 1))
    if x1 - x0 < 24:
        middle = min(max((x0 + x1) / 2, 12.0), plot - 12.0)
        x0, x1 = middle - 12, middle + 12
    found = tuple(scales.ticks(scale, voice.language, size=11, apart=28, number=voice.number, room=room))
    return Overview(density.first, density.last, bars, found, (x0, x1), top, style.overview)


# ---- right to left ----


def mirrored(picture: Picture) -> Picture:
    """The same picture with time running from right to left."""
    wide = picture.plot

    def span(one: Span | None) -> Span | None:
        return replace(one, x0=wide - one.x1, x1=wide - one.x0, start=one.end, end=one.start) if one else None

    other: dict[str, Literal["", "left", "right"]] = {"": "", "left": "right", "right": "left"}

    def tick(one: Tick) -> Tick:
        return replace(one, x=wide - one.x, dx=-one.dx)

    overview = picture.overview
    if overview:
        overview = replace(
            overview,
            bars=tuple((wide - b, wide - a, h) for a, b, h in overview.bars),
            ticks=tuple(map(tick, overview.ticks)),
            window=(wide - overview.window[1], wide - overview.window[0]),
        )
    return replace(
        picture,
        chords=tuple(replace(one, x=wide - one.x, span=span(one.span), carried=other[one.carried]) for one in picture.chords),
        bubbles=tuple(replace(one, x=wide - one.x) for one in picture.bubbles),
        labels=tuple(
            replace(one, x=wide - one.x, dx=-one.dx, anchor="end" if one.anchor == "start" else "start") for one in picture.labels
        ),
        ticks=tuple(map(tick, picture.ticks)),
        overview=overview,
    )
