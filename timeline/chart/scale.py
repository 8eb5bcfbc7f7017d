"""Days to pixels, and the calendar's own steps: the ticks of the axis, and the columns in which dense events are counted together.

Days are proleptic Gregorian ordinals; a day begins at its ordinal and ends at the next. x runs with time from 0; a right-to-left picture is
mirrored at the very end.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from timeline.chart.text import width
from timeline.dates import FuzzyDate, show, tick_label

if TYPE_CHECKING:
    from collections.abc import Callable

Unit = Literal["day", "week", "half-month", "month", "year"]
INSET = 12
"""px from either end of the axis where no words stand."""
LAST_DAY = date.max.toordinal()

COLUMNS: tuple[tuple[Unit, int, float], ...] = (
    ("day", 1, 1), ("day", 2, 2), ("day", 4, 4), ("week", 1, 7), ("half-month", 1, 15), ("month", 1, 30), ("month", 2, 60),
    ("month", 3, 91), ("month", 6, 182), ("year", 1, 365), ("year", 2, 730), ("year", 3, 1096), ("year", 5, 1826), ("year", 10, 3652),
    ("year", 20, 7305),
    ("year", 50, 18262), ("year", 100, 36525), ("year", 500, 182625), ("year", 2500, 913125),
)  # fmt: skip
"""Steps in which time is cut into columns: unit, how many of it, days (about)."""

TICKS: tuple[tuple[Unit, int, float], ...] = (
    ("day", 1, 1), ("week", 1, 7), ("week", 2, 14), ("month", 1, 30.4), ("month", 3, 91.3), ("month", 6, 182.6),
    ("year", 1, 365.2), ("year", 2, 730.5), ("year", 5, 1826), ("year", 10, 3652), ("year", 20, 7305), ("year", 50, 18262),
    ("year", 100, 36525), ("year", 500, 182625), ("year", 1000, 365250), ("year", 2500, 913125),
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The window from the beginning of day `first` to the end of day `last`, over `width` px."""

    first: int
    last: int
    width: float

    @cached_property
    def day(self) -> float:
        """px of one day."""
        return self.width / (self.last + 1 - self.first)

    def x(self, moment: float) -> float:
        """Where a moment lies, in px; a day's noon is its ordinal and a half."""
        return (moment - self.first) * self.day

    def columns(self, least: float) -> list[int]:
        """The first days of columns at least `least` px wide, cut by the calendar; the ends of the window belong to a whole column."""
        unit, count, _ = next((step for step in COLUMNS if step[2] * self.day >= least), COLUMNS[-1])
        starts = [day for day in _starts(self.first, self.last, unit, count) if day > self.first]
        narrow = least * 0.7
        while starts and self.x(starts[0]) < narrow:
            del starts[0]
        while starts and self.width - self.x(starts[-1]) < narrow:
            del starts[-1]
        return [self.first, *starts]


def _starts(first: int, last: int, unit: Unit, count: int) -> list[int]:
    """Days on which a step of the calendar begins, from the step that holds `first` on."""
    if unit in ("day", "week"):
        # Weeks begin on a Monday; other steps of days are counted from the same Monday, so that they stay where they are when time moves.
        days = count * (7 if unit == "week" else 1)
        begin = (first - 1) // days * days + 1
        return list(range(begin, last + 1, days))
    found = []
    day = date.fromordinal(first)
    if unit == "year":
        year = max(1, day.year // count * count)
        while (start := date(year, 1, 1).toordinal()) <= last:
            found.append(start)
            year = year // count * count + count
            if year > date.max.year:
                break
        return found
    if unit == "half-month":
        month = day.year * 12 + day.month - 1
        while month < 10_000 * 12 and (start := date(month // 12, month % 12 + 1, 1).toordinal()) <= last:
            found += [start, start + 15]
            month += 1
        return [one for one in found if one <= last]
    month = (day.year * 12 + day.month - 1) // count * count
    while month < 10_000 * 12:
        if month >= 12:
            start = date(month // 12, month % 12 + 1, 1).toordinal()
            if start > last:
                break
            found.append(start)
        month += count
    return found


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and its words; `strong` where they name the larger unit too (13 Oct, 2024). Words stand `dx` px beside their line
    where in its middle they would reach beyond the drawing."""

    day: int
    x: float
    text: str
    strong: bool
    dx: float = 0.0


def ticks(
    scale: Scale,
    language: str,
    *,
    size: float,
    apart: float = 18,
    number: Callable[[int], str] = str,
    room: tuple[float, float] = (0, 0),
) -> list[Tick]:
    """As many ticks as stand apart: the finest step of the calendar whose words leave `apart` px between them. `room` is what lies beside
    the axis, before its start and after its end, in px: words may reach into it and no further."""
    for unit, count, days in TICKS:
        if days * scale.day < size * 1.5:
            continue
        found = _ticks(scale, language, unit, count, number)
        halves = [width(one.text, size, bold=one.strong) / 2 for one in found]
        found = [_inside(one, half, scale, room) for one, half in zip(found, halves, strict=True)]
        places = [one.x + one.dx for one in found]
        if all(b - a >= half + other + apart for a, b, half, other in zip(places, places[1:], halves, halves[1:], strict=False)):
            return found or [_only(scale, language)]
    return [_only(scale, language)]


def _inside(tick: Tick, half: float, scale: Scale, room: tuple[float, float]) -> Tick:
    before, after = half - tick.x - room[0], tick.x + half - scale.width - room[1]
    return replace(tick, dx=before) if before > 0 else replace(tick, dx=-after) if after > 0 else tick


def _only(scale: Scale, language: str) -> Tick:
    """In a window without a step of the calendar inside: its middle day."""
    day = (scale.first + scale.last) // 2
    return Tick(day, scale.x(day + 0.5), tick_label(date.fromordinal(day), "day", language, year=True), strong=True)


def _ticks(scale: Scale, language: str, unit: Unit, count: int, number: Callable[[int], str]) -> list[Tick]:
    """“13 Oct · 20 · 27 · 3 Nov”, “Nov 2025 · Dec · Jan 2026”, “2024 · 2025”: the larger unit is said where it changes, the year of days
    only where the window has two."""
    years = date.fromordinal(scale.first).year != date.fromordinal(scale.last).year
    found: list[Tick] = []
    before: date | None = None
    for start in _starts(scale.first, scale.last, unit, count):
        if not INSET <= scale.x(start) <= scale.width - INSET:
            continue
        day = date.fromordinal(start)
        new_year = before is None or before.year != day.year
        match unit:
            case "year":
                text, strong = tick_label(day, "year", language), True
            case "month" | "half-month":
                text, strong = tick_label(day, "month", language, year=new_year), new_year
            case _:
                strong = new_year or before is None or before.month != day.month
                text = tick_label(day, "day", language, year=new_year and years) if strong else number(day.day)
        found.append(Tick(start, scale.x(start), text, strong))
        before = day
    return found


def column_of(starts: list[int], day: int) -> int:
    """The column that holds a day."""
    return bisect_right(starts, day) - 1


def edtf(first: int, last: int) -> str:
    """A window as the query string writes it."""
    low, high = max(1, first), min(LAST_DAY, last)
    return f"{date.fromordinal(low).isoformat()}/{date.fromordinal(high).isoformat()}"


def span_words(first: int, last: int, language: str) -> str:
    """“20–22 Oct 2025”: the days from one to another."""
    text = edtf(first, last)
    return show(FuzzyDate.from_edtf(text.partition("/")[0] if first == last else text), language, "short")


def widened(first: int, last: int, share: float = 0.04, least: int = 1) -> tuple[int, int]:
    """The window with some room on either side, so that the outermost marks do not stand on its edge."""
    room = max(least, round((last - first + 1) * share))
    low, high = max(1, first - room), min(LAST_DAY, last + room)
    return (low, high) if high > low else (max(1, low - 1), min(LAST_DAY, high + 1))
