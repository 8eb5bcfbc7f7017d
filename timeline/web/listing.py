"""The list under the chart: events by month, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from timeline.dates import FuzzyDate, show
from timeline.events import bitmap
from timeline.events.choices import Side
from timeline.events.models import Event
from timeline.web.matches import Match, Pieces, marked, matches, place_names, with_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.index import Index
    from timeline.events.search import Found

ONE = ord("1")
SORTED = {
    "match": gettext_lazy("Best match first"),
    "prominence": gettext_lazy("Most prominent first"),
    "changed": gettext_lazy("Latest change first"),
}
PAGE = 300
"""Entries on a page: the whole shipped record fits on one."""
FIRST, PORTION = 6, 60
"""Entries that a page shows at once, about as many as there is room for under the chart; the others follow in portions of so many
(static/js/early.js)."""
KEPT = 6_000
"""Entries of the list kept ready a language: about 10 MB."""


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
    marked: Pieces = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the list has it, ready but for its address, which depends on the view: the attributes of its element and what it says."""

    slug: str
    month: str
    data: SafeString
    said: SafeString


@dataclass(slots=True)
class Month:
    """Entries under one heading, and how many of the selection fall in it on any page; without a label it goes on with the last."""

    key: str
    label: str
    count: int
    entries: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    months: list[Month]
    page: int
    pages: int
    total: int

    @property
    def portions(self) -> list[list[Month]]:
        """The months, cut after the `FIRST` entries and then after every `PORTION`; a list without entries is one portion of none."""
        portions: list[list[Month]] = [[]]
        room = FIRST
        for month in self.months:
            label, count, entries = month.label, month.count, month.entries
            while entries:
                if not room:
                    portions.append([])
                    room = PORTION
                portions[-1].append(Month(month.key, label, count, entries[:room]))
                label, count, entries, room = "", 0, entries[room:], max(0, room - len(entries))
        return portions


def entry(event: Event, language: str, found: Found | None = None, places: dict[str, list[str]] | None = None) -> Entry:
    """Needs what `for_entries` fetches, and `with_texts` where words were `found`."""
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
        marked=marked(title, found) if found else [],
        matches=matches(event, title, found, places or {}) if found else [],
    )


def entries(pks: Iterable[int], language: str, found: Found | None = None) -> list[Entry]:
    """These events as entries, in this order; those that were withdrawn meanwhile are left out. With what was `found` in them."""
    pks = list(pks)
    events = Event.objects.among(pks).for_entries(language)
    if found:
        events = with_texts(events)
    places = place_names() if found else {}
    fetched = {one.pk: one for one in events}
    return [entry(fetched[pk], language, found, places) for pk in pks if pk in fetched]


def ready(some: Iterable[Entry]) -> Iterator[Item]:
    """Entries in the words of the active language, made ready one by one."""
    data, said = get_template("web/_entry.html#data"), get_template("web/_said.html")
    for one in some:
        made = (SafeString(part.render({"entry": one})) for part in (data, said))
        yield Item(one.event.slug, month_key(one.event.date), *made)


def items(index: Index, pks: Iterable[int], language: str) -> list[Item]:
    """These events as the list has them, in this order: made once a version of the content, since every filter shows some of them again."""
    pks = list(pks)
    shelf = _shelf(index.version, language, get_language() or "")
    have = {pk: one for pk in pks if (one := shelf.get(pk))}
    if missing := [pk for pk in pks if pk not in have]:
        fetched = entries(missing, language)
        made = dict(zip((one.event.pk for one in fetched), ready(fetched), strict=True))
        if len(shelf) + len(made) > KEPT:
            shelf.clear()
        shelf.update(made)
        have |= made
    return [have[pk] for pk in pks if pk in have]


@lru_cache(maxsize=4)
def _shelf(_version: str, _language: str, _active: str) -> dict[int, Item]:
    return {}


def ordered(index: Index, selection: int, sort: str, found: Found | None) -> Iterator[int]:
    """The positions of the selection in the order asked for."""
    match sort:
        case "match" if found:
            yield from found.ranked(index, selection)
        case "prominence":
            for weight in (3, 2, 1):
                yield from bitmap.positions(selection & index.having["prominence"].get(weight, 0))
        case "changed":
            chosen = bytes(reversed(f"{selection:b}".encode()))
            yield from (n for n in index.changed if n < len(chosen) and chosen[n] == ONE)
        case _:
            yield from bitmap.positions(selection)


def listing(index: Index, selection: int, page: int, language: str, sort: str = "date", found: Found | None = None) -> Listing:
    """One page of the selection, by month where it is in the order of dates. Raises IndexError where there is no such page."""
    total = selection.bit_count()
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise IndexError(page)
    shown = [index.ids[n] for n in islice(ordered(index, selection, sort, found), (page - 1) * PAGE, page * PAGE)]
    # What was found is marked in the texts: such entries are of this search alone.
    listed = list(ready(entries(shown, language, found))) if found else items(index, shown, language)
    if sort != "date":
        month = Month("", str(SORTED[sort]), total, listed)
        return Listing([month] if shown else [], page, pages, total)
    months: list[Month] = []
    for one in listed:
        key = one.month
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


def span(index: Index, selection: int, language: str) -> str:
    """“7 October to 13 November 2025”: the days from the first mark to the last; nothing where no event is selected."""
    days = index.days(selection)
    if days is None:
        return ""
    first, last = (date.fromordinal(day).isoformat() for day in days)
    return show(FuzzyDate.from_edtf(first if first == last else f"{first}/{last}"), language)


def in_month(index: Index, selection: int, key: str) -> int:
    if "-" not in key:
        return 0
    year, month = map(int, key.split("-"))
    first = date(year, month, 1).toordinal()
    last = (date(year + month // 12, month % 12 + 1, 1).toordinal() if (year, month) != (9999, 12) else date.max.toordinal() + 1) - 1
    return (selection & index.between_marks(first, last)).bit_count()
