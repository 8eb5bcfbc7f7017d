"""A text as an editor types it → a Reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.dates.display import show
from timeline.dates.fuzzy import EdtfError, FuzzyDate
from timeline.dates.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def parse(text: str, anchor: date, languages: Iterable[str] = (), display: str = "en") -> Reading:
    """EDTF itself, until the grammar is in place."""
    try:
        found = FuzzyDate.from_edtf(text.strip())
    except EdtfError as fault:
        return Reading(None, fault.say(display))
    return Reading(found, explanation=show(found, display))
