"""What of an uncertain date a format without uncertainty may say: nothing that the date does not say itself.

`2025-10` may be written where a month is allowed; `2025-10~`, `2024-21` (spring) and `202X` may not be written as any ISO 8601 date, for a
reader would take them for exact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from timeline.dates import FuzzyDate

_PLAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")


def plain(part: str) -> str | None:
    """A day, month or year in ISO 8601 where `part` of an EDTF string is one and carries no doubt; else None.

    >>> plain("2025-10"), plain("2025-10~"), plain("2024-21"), plain("..")
    ('2025-10', None, None, None)
    """
    return part if _PLAIN.fullmatch(part) else None


def ends(value: FuzzyDate) -> tuple[str | None, str | None]:
    """The start and end in reduced ISO 8601, each None where it cannot be said exactly. A single date has a start alone."""
    start, _, end = value.edtf.partition("/")
    return plain(start), plain(end)


def whole_days(value: FuzzyDate) -> tuple[date, date] | None:
    """The first and last day where both are known to the day without doubt; else None."""
    start, end = ends(value)
    if value.is_interval:
        known = start is not None and end is not None and len(start) == len(end) == len("2025-10-21")
    else:
        known = start is not None and len(start) == len("2025-10-21")
    if not known or value.earliest is None or value.latest is None:
        return None
    return value.earliest, value.latest


def iso(value: date | None) -> str:
    return value.isoformat() if value else ""
