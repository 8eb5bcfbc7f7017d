"""The list under the chart: events by month, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from timeline.dates import FuzzyDate, show
from timeline.events import bitmap
from timeline.events.choices import Side
from timeline.events.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events.index import Index

PAGE = 300
"""Entries on a page: the whole shipped record fits on one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the list: what is said of it, and what the page's script needs to dim it before the server answers."""

    event: Event
    title: str
    translated: bool
    when: str
    sides: list[Side]
    actors: str
    storylines: str
    sources: int


@dataclass(slots=True)
class Month:
    """Entries under one heading, and how many of the selection fall in it, also on other pages."""

    key: str
    label: str
    count: int
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    months: list[Month]
    page: int
    pages: int
    total: int


def entry(event: Event, language: str) -> Entry:
    """Needs what `for_entries` fetches."""
    title, translated = event.text("title")
    parts = event.participations.all()
    sides = {part.actor.side for part in parts}
    return Entry(
        event=event,
        title=title,
        translated=translated,
        when=show(event.date, language, "short"),
        sides=[side for side in Side if side in sides],
        actors=" ".join(dict.fromkeys(part.actor.slug for part in parts)),
        storylines=" ".join(one.storyline.slug for one in event.storyline_entries.all()),
        sources=len(event.citations.all()),
    )


def entries(pks: Iterable[int], language: str) -> list[Entry]:
    """These events as entries, in this order; those that were withdrawn meanwhile are left out."""
    pks = list(pks)
    found = {one.pk: one for one in Event.objects.published().filter(pk__in=pks).for_entries(language)}
    return [entry(found[pk], language) for pk in pks if pk in found]


def listing(index: Index, selection: int, page: int, language: str) -> Listing:
    """One page of the selection by month. Raises IndexError where there is no such page."""
    total = selection.bit_count()
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise IndexError(page)
    shown = [index.ids[n] for n in islice(bitmap.positions(selection), (page - 1) * PAGE, page * PAGE)]
    months: list[Month] = []
    for one in entries(shown, language):
        key = month_key(one.event.date)
        if not months or months[-1].key != key:
            months.append(Month(key, month_label(key, language), in_month(index, selection, key)))
        months[-1].entries.append(one)
    return Listing(months, page, pages, total)


def month_key(value: FuzzyDate) -> str:
    """The month of an event's mark; the year alone where the date says no more."""
    return f"{value.mark:%Y}" if value.precision not in ("day", "month") else f"{value.mark:%Y-%m}"


def month_label(key: str, language: str) -> str:
    label = show(FuzzyDate.from_edtf(key), language)
    return label if "-" in key else _("%(year)s, month not known") % {"year": label}


def in_month(index: Index, selection: int, key: str) -> int:
    if "-" not in key:
        return 0
    year, month = map(int, key.split("-"))
    first = date(year, month, 1).toordinal()
    last = (date(year + month // 12, month % 12 + 1, 1).toordinal() if (year, month) != (9999, 12) else date.max.toordinal() + 1) - 1
    return (selection & index.between_marks(first, last)).bit_count()
