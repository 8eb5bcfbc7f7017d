"""An actor's offices as bars over time: where each begins and ends, as parts of the span that is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events.models import ActorRole

WIDE = 1000
"""Units across the drawing."""


@dataclass(frozen=True, slots=True)
class Office:
    """`left` and `width` in units of the drawing; `fades` names the end that the sources do not give, `start` or `end`, if any.
    `width` is 0 where they give neither, and no bar is drawn."""

    role: ActorRole
    left: int
    width: int
    fades: str


@dataclass(frozen=True, slots=True)
class Offices:
    """`ticks` are the actor's events; `first` and `last` the years at the ends."""

    rows: list[Office]
    ticks: list[int]
    first: int
    last: int

    @property
    def drawn(self) -> bool:
        return any(row.width for row in self.rows)


def offices(roles: Iterable[ActorRole], marks: list[int]) -> Offices:
    """`marks` are the days of the actor's events, as ordinals. The span holds all of them and every end that is known."""
    roles = list(roles)
    known = [day.toordinal() for role in roles for day in (role.start_day, role.end_day) if day] + marks
    if not known:
        return Offices([Office(role, 0, 0, "") for role in roles], [], 0, 0)
    first = date(date.fromordinal(min(known)).year, 1, 1).toordinal()
    last = date(date.fromordinal(max(known)).year, 12, 31).toordinal()

    def place(day: int) -> int:
        return round(WIDE * (day - first) / (last - first))

    rows = []
    for role in roles:
        start, end = role.start_day, role.end_day
        if not start and not end:
            rows.append(Office(role, 0, 0, ""))
            continue
        left = place(start.toordinal()) if start else 0
        right = place(end.toordinal()) if end else WIDE
        rows.append(Office(role, left, max(4, right - left), "" if start and end else "end" if start else "start"))
    return Offices(rows, sorted({place(day) for day in marks}), date.fromordinal(first).year, date.fromordinal(last).year)
