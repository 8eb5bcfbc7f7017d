"""Ranges of time that readers ask for most, one click away."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from timeline.web.filters import Filter

PRESETS = [
    (_("Run-up to the vote, 2025"), "2025-10-07", "2025-11-13"),
    (_("Twelve-day war"), "2025-06-13", "2025-06-24"),
    (_("Since 2023"), "2023", ""),
    (_("After Soleimani, 2020"), "2020-01-01", "2020-12-31"),
    (_("2003–2011"), "2003", "2011"),
    (_("Whole record"), "", ""),
]


@dataclass(frozen=True, slots=True)
class Preset:
    label: str
    link: str
    on: bool


def presets(asked: Filter) -> list[Preset]:
    """Each as a link that changes the dates and keeps the rest."""
    now = (asked.given.get("from", ""), asked.given.get("to", ""))
    return [
        Preset(str(label), asked.link(from_=first, to=last, page=None, window=None) or "?", now == (first, last))
        for label, first, last in PRESETS
    ]
