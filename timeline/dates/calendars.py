"""The Iranian solar (Jalali) and Islamic (Umm al-Qura) calendars, to and from Gregorian days."""

from __future__ import annotations

from datetime import date
from typing import Literal

import jdatetime
from hijridate import Gregorian, Hijri

Calendar = Literal["gregorian", "jalali", "islamic"]

JALALI_YEARS = range(1, 3178)
"""Years that jdatetime turns into years 622 to 3798 and back."""
ISLAMIC_YEARS = range(1343, 1501)
"""Years of the published Umm al-Qura tables: 1 August 1924 to 16 November 2077."""


class NoSuchDayError(ValueError):
    """A day that the calendar does not have. `length`: the days of its month; 0 where that year is not known to us."""

    def __init__(self, length: int = 0) -> None:
        self.length = length
        super().__init__(f"no such day; the month has {length} days")


def month_length(calendar: Calendar, year: int, month: int) -> int:
    """Days of a month. Raises NoSuchDayError where the calendar is not known that far."""
    try:
        if calendar == "jalali":
            if year not in JALALI_YEARS:
                raise NoSuchDayError
            return 29 + jdatetime.date(year, 1, 1).isleap() if month == 12 else 31 if month <= 6 else 30
        if year not in ISLAMIC_YEARS:
            raise NoSuchDayError
        return Hijri(year, month, 1).month_length()
    except (ValueError, OverflowError) as fault:
        raise NoSuchDayError from fault


def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> date:
    """The Gregorian day of a day in another calendar."""
    length = month_length(calendar, year, month)
    if not 1 <= day <= length:
        raise NoSuchDayError(length)
    if calendar == "jalali":
        return jdatetime.date(year, month, day).togregorian()
    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def span(calendar: Calendar, year: int, month: int | None = None, last_month: int | None = None) -> tuple[date, date]:
    """First and last Gregorian day of a year, a month or a run of months."""
    first, last = month or 1, last_month or month or 12
    return to_gregorian(calendar, year, first, 1), to_gregorian(calendar, year, last, month_length(calendar, year, last))


def from_gregorian(calendar: Calendar, day: date) -> tuple[int, int, int] | None:
    """Year, month and day in another calendar; None where it is not known that far."""
    try:
        if calendar == "jalali":
            found = jdatetime.date.fromgregorian(date=day)
            return found.year, found.month, found.day
        return Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
    except (ValueError, OverflowError):
        return None
