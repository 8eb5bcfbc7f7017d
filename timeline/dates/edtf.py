"""EDTF, as far as this project keeps it: ISO 8601-2:2019 level 1, with the quarters and halves of level 2.

A date (`2025`, `2025-10`, `2025-10-21`, a decade `202X`, a century `20XX`, a day or month not known `2025-10-XX`, `2025-XX`,
`2025-XX-XX`, a season `2024-21` to `2024-24`, a quarter `2024-33` to `2024-36`, a half `2024-40`, `2024-41`), with `~` (approximate),
`?` (uncertain) or `%` (both) behind it; or an interval of two of them, either end open (`..`).

Left out because no source of this record needs it and no database of ours can sort it: years before 1 and after 9999, times of day, sets.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from timeline.dates.messages import say

Precision = Literal["day", "month", "quarter", "season", "half", "year", "decade", "century"]

SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
"""First and last month; a winter ends in month 14, the February after."""
QUARTERS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
HALVES = {40: (1, 6), 41: (7, 12)}
PARTS_OF_YEAR = SEASONS | QUARTERS | HALVES
UNKNOWN = "X"
LONGEST = 64
"""Characters. The longest EDTF of the profile has 23; what is longer than this is not looked at."""


class EdtfError(ValueError):
    """A string that is not EDTF as kept here. `position` is where the fault is, counted from 0; `reason` says it in a language."""

    def __init__(self, text: str, position: int, key: str, **values: object) -> None:
        self.text, self.position, self.key, self.values = text, position, key, values
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The fault as a sentence."""
        return say("edtf", language, text=self.text[:LONGEST], reason=say(self.key, language, **self.values), place=self.position + 1)


@dataclass(frozen=True, slots=True)
class Point:
    """One date of an EDTF string: what it says, and the first and last day it can mean."""

    edtf: str
    earliest: date
    latest: date
    precision: Precision
    year: int
    part: int | None = None
    """Month 1–12, or the code of a season, quarter or half."""
    day: int | None = None
    unknown: Literal["", "day", "month", "day and month"] = ""
    """What is written as X below the year."""
    qualifier: Literal["", "~", "?", "%"] = ""

    @property
    def approximate(self) -> bool:
        return self.qualifier in ("~", "%")

    @property
    def uncertain(self) -> bool:
        return self.qualifier in ("?", "%")

    @property
    def plain(self) -> str:
        """The date without its qualifier."""
        return self.edtf.removesuffix(self.qualifier)


_SHAPE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([~?%]?)", re.ASCII)


def read_point(text: str, whole: str | None = None, offset: int = 0) -> Point:
    """One date. `whole` and `offset` say where it stands in a longer string, for the message."""
    whole = text if whole is None else whole

    def fault(position: int, key: str, **values: object) -> EdtfError:
        return EdtfError(whole, offset + position, key, **values)

    shape = _SHAPE.fullmatch(text)
    if shape is None:
        place = _first_fault(text)
        if place > 9 and text[place : place + 1] in ("T", " "):
            raise fault(place, "edtf_time")
        raise fault(place, "edtf_shape")
    year, part, day, qualifier = shape.groups()
    first = int(year.replace(UNKNOWN, "0"))
    last = int(year.replace(UNKNOWN, "9"))
    if first == 0:
        raise fault(0, "edtf_year")
    if first != last:
        if part:
            raise fault(4, "edtf_decade_month")
        precision: Precision = "decade" if last - first == 9 else "century"
        return Point(text, date(first, 1, 1), date(last, 12, 31), precision, first, qualifier=qualifier)  # type: ignore[arg-type]
    if part is None:
        return Point(text, date(first, 1, 1), date(first, 12, 31), "year", first, qualifier=qualifier)  # type: ignore[arg-type]
    if part == "XX":
        if day and day != "XX":
            raise fault(8, "edtf_day_without_month")
        unknown: Literal["month", "day and month"] = "day and month" if day else "month"
        return Point(text, date(first, 1, 1), date(first, 12, 31), "year", first, unknown=unknown, qualifier=qualifier)  # type: ignore[arg-type]
    number = int(part)
    if number in PARTS_OF_YEAR:
        if day:
            raise fault(7, "edtf_season_day")
        start, end = PARTS_OF_YEAR[number]
        if first == 9999 and end > 12:
            raise fault(0, "edtf_year")
        kind: Precision = "season" if number in SEASONS else "quarter" if number in QUARTERS else "half"
        latest = _last_of(first + (end > 12), (end - 1) % 12 + 1)
        return Point(text, date(first, start, 1), latest, kind, first, number, qualifier=qualifier)  # type: ignore[arg-type]
    if not 1 <= number <= 12:
        raise fault(5, "edtf_month", month=part)
    if day is None or day == "XX":
        left = "day" if day else ""
        return Point(text, date(first, number, 1), _last_of(first, number), "month", first, number, unknown=left, qualifier=qualifier)  # type: ignore[arg-type]
    if not 1 <= int(day) <= monthrange(first, number)[1]:
        raise fault(8, "edtf_day", day=day, month=f"{year}-{part}")
    exact = date(first, number, int(day))
    return Point(text, exact, exact, "day", first, number, int(day), qualifier=qualifier)  # type: ignore[arg-type]


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_PREFIXES = re.compile(r"(?:\d(?:\d(?:\d(?:[\dX](?:-(?:[\dX](?:[\dX](?:-(?:[\dX](?:[\dX][~?%]?)?)?|[~?%])?)?)?|[~?%])?)?)?)?)?", re.ASCII)


def _first_fault(text: str) -> int:
    """Where a string stops being the beginning of a date."""
    found = _PREFIXES.match(text)
    return found.end() if found else 0


def read(text: str) -> tuple[Point | None, Point | None, bool]:
    """The two ends of an EDTF string (the same one twice for a single date; None where open) and whether it is an interval."""
    if not text:
        raise EdtfError(text, 0, "edtf_empty")
    if len(text) > LONGEST:
        raise EdtfError(text, LONGEST, "edtf_long")
    if "/" not in text:
        if text == "..":
            raise EdtfError(text, 0, "edtf_open_both")
        point = read_point(text)
        return point, point, False
    left, right = text.split("/", 1)
    if "/" in right:
        raise EdtfError(text, len(left) + 1 + right.index("/"), "edtf_slashes")
    if left in ("", "..") and right in ("", ".."):
        raise EdtfError(text, 0, "edtf_open_both")
    ends: list[Point | None] = []
    for end, offset in ((left, 0), (right, len(left) + 1)):
        if end == "":
            raise EdtfError(text, offset, "edtf_blank_end")
        ends.append(None if end == ".." else read_point(end, text, offset))
    start, stop = ends
    # An interval runs from the first day of its start to the last of its end; these are what must not be the wrong way round.
    if start and stop and (start.earliest > stop.latest or (start.earliest > stop.earliest and start.latest > stop.latest)):
        raise EdtfError(text, len(left) + 1, "edtf_backwards")
    return start, stop, True
