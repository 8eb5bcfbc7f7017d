"""What the grammar builds: two ends in EDTF, and the sums that are done with them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timeline.dates.edtf import PARTS_OF_YEAR, EdtfError, Point, read_point
from timeline.dates.fuzzy import FuzzyDate
from timeline.dates.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class Span:
    """Two ends, None where open; one date where both are the same and `interval` is not set."""

    start: Point | None
    end: Point | None
    interval: bool = True

    @property
    def edtf(self) -> str:
        if not self.interval:
            assert self.start  # noqa: S101
            return self.start.edtf
        return f"{self.start.edtf if self.start else '..'}/{self.end.edtf if self.end else '..'}"

    @property
    def date(self) -> FuzzyDate:
        try:
            return FuzzyDate.from_edtf(self.edtf)
        except EdtfError as fault:
            if fault.key == "edtf_backwards":
                assert self.start  # noqa: S101
                assert self.end  # noqa: S101
                meant = [] if self.end.earliest > self.start.latest else [FuzzyDate.from_edtf(f"{self.end.edtf}/{self.start.edtf}")]
                raise RefusedError("backwards", meant) from fault
            raise RefusedError("years") from fault

    def qualified(self, sign: str) -> Span:
        """Both ends with a sign, added to what they have."""
        return Span(self.start and with_sign(self.start, sign), self.end and with_sign(self.end, sign), self.interval)


def point(text: str) -> Point:
    try:
        return read_point(text)
    except EdtfError as fault:
        raise RefusedError("years" if fault.key == "edtf_year" else "impossible") from fault


def one(text: str) -> Span:
    found = point(text)
    return Span(found, found, interval=False)


def day(value: date, sign: str = "") -> Span:
    return one(value.isoformat() + sign)


def days(first: date, last: date, sign: str = "") -> Span:
    return Span(point(first.isoformat() + sign), point(last.isoformat() + sign))


def month_text(year: int, month: int) -> str:
    """A month counted from month 1 of `year`: month 14 is February of the next."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1 <= year <= 9999:
        raise RefusedError("years")
    return f"{year:04}-{month:02}"


def year_text(year: int) -> str:
    if not 1 <= year <= 9999:
        raise RefusedError("years")
    return f"{year:04}"


def months(year: int, first: int, last: int, sign: str = "") -> Span:
    return Span(point(month_text(year, first) + sign), point(month_text(year, last) + sign))


def years(first: int, last: int, sign: str = "") -> Span:
    return Span(point(year_text(first) + sign), point(year_text(last) + sign))


def last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def shifted(value: date, count: int) -> date:
    try:
        return value + timedelta(days=count)
    except OverflowError as fault:
        raise RefusedError("years") from fault


def with_sign(end: Point, sign: str) -> Point:
    """~ and ? together are %."""
    if not sign:
        return end
    both = {end.qualifier, sign} - {""}
    joined = sign if len(both) == 1 else "%"
    return replace(end, edtf=end.plain + joined, qualifier=joined)  # type: ignore[arg-type]


def neighbour(end: Point, step: int) -> Point:
    """The date before (-1) or after (1), as precise as this one; a month beside a season, quarter or half."""
    sign = end.qualifier
    match end.precision:
        case "day":
            return point(shifted(end.earliest, step).isoformat() + sign)
        case "year" if end.unknown != "":
            return point(year_text(end.year + step) + sign)
        case "year":
            return point(year_text(end.year + step) + sign)
        case "month":
            assert end.part  # noqa: S101
            return point(month_text(end.year, end.part + step) + sign)
        case "decade" | "century":
            size = 10 if end.precision == "decade" else 100
            year = year_text(end.year + step * size)
            return point((year[:3] + "X" if size == 10 else year[:2] + "XX") + sign)
        case _:
            assert end.part  # noqa: S101
            first, last = PARTS_OF_YEAR[end.part]
            return point(month_text(end.year, first - 1 if step < 0 else last + 1) + sign)
