"""What a text was read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.dates.fuzzy import FuzzyDate


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several things that a text can mean: the date, and a text that means nothing else."""

    date: FuzzyDate
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`date`, or `error` with the reason as a sentence and, where there is one, a `suggestion` of what to type instead.

    `explanation`   the date in words and how it was computed: "22 October 2025 (20 days before 11 November 2025)"
    `alternatives`  where a text can mean several dates, each of them
    `assumed`       what was not typed and taken for granted, as sentences: the year, the order of day and month
    """

    date: FuzzyDate | None
    error: str | None = None
    suggestion: str | None = None
    explanation: str = ""
    alternatives: tuple[Alternative, ...] = ()
    assumed: tuple[str, ...] = ()
