"""What a date means: an EDTF string and what follows from it. Immutable, compared and sorted as the record is."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING

from timeline.dates.edtf import EdtfError, read

if TYPE_CHECKING:
    from timeline.dates.edtf import Point, Precision

__all__ = ["EdtfError", "FuzzyDate"]


@total_ordering
class FuzzyDate:
    """A date as its sources allow: one day, a month, "about 2003", an interval, an interval with an open end.

    `earliest`, `latest`   first and last day it can mean; None where open
    `start`, `end`         the two dates of an interval (None where open); the same one twice for a single date
    `is_interval`          written as two dates with a slash
    `is_fuzzy`             one point in time that is not known to the day: "October 2025", "possibly 21 October", "early 2023"
    `is_duration`          something that lasted: an interval, unless both its ends are approximate, as in "early October"
    `mark`                 the day at which a chart draws it
    """

    __slots__ = (
        "approximate",
        "earliest",
        "edtf",
        "end",
        "is_duration",
        "is_fuzzy",
        "is_interval",
        "latest",
        "mark",
        "precision",
        "start",
        "uncertain",
    )

    edtf: str
    earliest: date | None
    latest: date | None
    start: Point | None
    end: Point | None
    precision: Precision
    approximate: bool
    uncertain: bool
    is_interval: bool
    is_duration: bool
    is_fuzzy: bool
    mark: date

    def __init__(self, edtf: str) -> None:
        start, end, interval = read(edtf)
        known = [end_ for end_ in (start, end) if end_]
        put = object.__setattr__
        put(self, "edtf", edtf)
        put(self, "start", start)
        put(self, "end", end)
        put(self, "earliest", start.earliest if start else None)
        put(self, "latest", end.latest if end else None)
        put(self, "precision", known[0].precision)
        put(self, "approximate", any(one.approximate for one in known))
        put(self, "uncertain", any(one.uncertain for one in known))
        put(self, "is_interval", interval)
        put(self, "is_duration", interval and not all(one.approximate for one in (start, end) if one))
        put(self, "is_fuzzy", not self.is_duration and (interval or self.approximate or self.uncertain or self.precision != "day"))
        put(self, "mark", self._mark())

    def _mark(self) -> date:
        """The start of what lasted, the middle of what can lie anywhere, the known end where the other is open."""
        first, last = self.earliest, self.latest
        if first is None or last is None:
            day = first or last
            assert day  # noqa: S101 (the reader refuses a date with neither end)
            return day
        return first if self.is_duration else first + (last - first) // 2

    @classmethod
    def from_edtf(cls, text: str) -> FuzzyDate:
        """The date that an EDTF string says; the same object for the same string. Raises EdtfError, which names the place of the fault."""
        return _from_edtf(text)

    @property
    def start_exact(self) -> bool:
        """Whether the first day is known for certain."""
        return self.start is not None and self.start.precision == "day" and not self.start.qualifier

    @property
    def end_exact(self) -> bool:
        """Whether the last day is known for certain."""
        return self.end is not None and self.end.precision == "day" and not self.end.qualifier

    @property
    def ends(self) -> tuple[Point | None, ...]:
        """The dates it is written with: one, or the two of an interval."""
        return (self.start, self.end) if self.is_interval else (self.start,)

    def can_lie_in(self, first: date | None, last: date | None) -> bool:
        """Whether any day it can mean lies from `first` to `last` (None: open)."""
        early = last is None or self.earliest is None or self.earliest <= last
        return early and (first is None or self.latest is None or self.latest >= first)

    def overlaps(self, other: FuzzyDate) -> bool:
        """Whether the two can fall on the same day."""
        return self.can_lie_in(other.earliest, other.latest)

    @property
    def order(self) -> tuple[date, date, date, str]:
        """By the day of the mark; then what began earlier, what ended earlier. An open start is first, an open end last."""
        return self.mark, self.earliest or date.min, self.latest or date.max, self.edtf

    def __eq__(self, other: object) -> bool:
        return self.edtf == other.edtf if isinstance(other, FuzzyDate) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self.order < other.order if isinstance(other, FuzzyDate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.edtf)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a FuzzyDate does not change; make another one instead of setting {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a FuzzyDate does not change; {name} stays")

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _from_edtf, (self.edtf,)

    def __str__(self) -> str:
        return self.edtf

    def __repr__(self) -> str:
        return f"FuzzyDate({self.edtf!r})"


@lru_cache(maxsize=65536)
def _from_edtf(text: str) -> FuzzyDate:
    return FuzzyDate(text)
