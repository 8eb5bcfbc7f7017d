"""The chart on a page: which events it shows, in which lanes and window, and where its marks lead; `timeline.chart` places them.

The index counts before anything is fetched: columns of time that hold more than can be drawn are never read from the database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from timeline.chart import figure, svg
from timeline.chart.layout import Density, Voice, columns, lay_out
from timeline.chart.plan import BROAD_STRIP, INSIDE, STRIP, WIDE, Picture, Style
from timeline.chart.scale import widened
from timeline.dates import FuzzyDate, show
from timeline.events import bitmap, catalogue, index
from timeline.events.choices import Confidence, EventKind, Side
from timeline.events.models import Citation, Event, EventTranslation
from timeline.events.rows import ChartBin, ChartRow, Lane
from timeline.web import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.events.index import Index
    from timeline.web.filters import Filter

STRIP_WIDTH, WIDE_WIDTHS = 300, (600, 760)
"""px. The widths that a first answer is laid out for: the page shows the widest that fits, stretched to its own (static/css/chart.css)."""
WIDTHS = (280, 4000)
FETCH = 320
"""Events up to which all are fetched and the layout decides; beyond, the index counts first."""
REST = "+"
"""The lane of what has no lane of its own."""
BINS = 120
"""Bars of the overview at most."""


@dataclass(frozen=True, slots=True)
class View:
    """What a chart is asked to show: the events, the window, the lanes with each one's events, the chosen event."""

    now: Index
    selection: int
    window: tuple[int, int]
    lanes: list[tuple[Lane, int]]
    selected: str
    language: str
    rtl: bool
    backdrop: int
    """The same events at any date: what the overview shows."""

    @property
    def within(self) -> int:
        """The events that can lie in the window: as many as the page says, where the window is the filter's dates."""
        return self.selection & self.now.within(*self.window)


def drawing(asked: Filter, now: Index, selection: int, *, apart: bool = False) -> SafeString:
    """The chart of a filter's events, for the page: a wide and a narrow drawing, of which the style sheet shows one, and their figures.

    `apart` is for pages that have no panel: there a mark leads to the event's own page. A script that knows the width asks for it
    (`&width=`), and gets the one drawing that fits.
    """
    view = view_of(asked, now, selection)
    here = reverse("timeline")
    event: Callable[[ChartRow], str] = _own_page if apart else lambda row: here + asked.link(event=row.slug)
    links = svg.Links(event=event, window=lambda span: here + asked.link(window=span, page=None))
    return _both(view, links, asked.title, width_asked(asked))


def around(event: Event) -> SafeString:
    """The chart on an event's own page: what else happened in the same weeks, the event chosen."""
    view = view_around(event)
    if view is None:
        return SafeString("")
    here = reverse("timeline")
    links = svg.Links(event=_own_page, window=lambda span: f"{here}?window={span}")
    return _both(view, links, _("The weeks around this event"), None)


def view_around(event: Event) -> View | None:
    """The weeks around an event; None where the index does not have it yet."""
    now = index.current()
    position = now.position_of_slug.get(event.slug)
    if position is None:
        return None
    day = now.marks[position]
    whole = bitmap.full(now.size)
    low = high = day
    for days in (15, 30, 60, 120, 365):
        low, high = max(1, day - days), min(date.max.toordinal(), day + days)
        if (whole & now.between_marks(low, high)).bit_count() >= 6:
            break
    # All of what lasted, within reason.
    window = (low, min(max(high, now.latest[position] + 3), day + 800, date.max.toordinal()))
    selection = whole & now.between_marks(*window)
    language = get_language() or "en"
    return View(now, selection, window, side_lanes(now, selection), event.slug, language, get_language_bidi(), 0)


def _own_page(row: ChartRow) -> str:
    return reverse("event", args=[row.slug])


def width_asked(asked: Filter) -> int | None:
    """The width that the page's script measured; one that makes no sense is as good as none."""
    given = asked.given.get("width", "")
    return min(max(int(given), WIDTHS[0]), WIDTHS[1]) if given.isascii() and given.isdigit() and len(given) < 6 else None


def _both(view: View, links: svg.Links, label: str, width: int | None) -> SafeString:
    strip = STRIP if all(lane.short != lane.name or len(lane.name) < 12 for lane, _ in view.lanes) else BROAD_STRIP
    wanted: list[tuple[Style, float]] = [(strip, STRIP_WIDTH), *((WIDE, wide) for wide in WIDE_WIDTHS)]
    if width is not None:
        wanted = [(WIDE if width >= WIDE_WIDTHS[0] else strip, width)]
    drawings: list[str] = []
    figures: list[str] = []
    drawn = pictures(view, wanted)
    cards = cards_of(view, drawn)
    for n, picture in enumerate(drawn):
        # One drawing alone is shown at any width; of several the style sheet shows the one laid out for the width there is.
        size = f"w{picture.width:.0f}" if width is None else "only"
        drawings.append(svg.inline(picture, links, cards, prefix="abc"[n], label=label, size=size))
        figures.append(json_script(figure.data(picture, cards), f"figure-{size}"))
    # The figures after all drawings: nothing that is looked at waits for what only the script reads.
    return mark_safe("".join(drawings + figures))


# ---- what is shown ----


def view_of(asked: Filter, now: Index, selection: int) -> View:
    lanes = {"side": side_lanes, "kind": kind_lanes}.get(asked.lanes)
    found = lanes(now, selection) if lanes else named_lanes(asked, now, selection)
    language = asked.language
    window, backdrop = window_of(asked, now, selection), now.select(asked.query.without("dates"))
    return View(now, selection, window, found, asked.values["event"], language, get_language_bidi(), backdrop)


def window_of(asked: Filter, now: Index, selection: int) -> tuple[int, int]:
    """The window asked for, else the filter's dates where it has both ends, else all that is selected, with some room on either side."""
    if asked.values["window"]:
        return asked.values["window"]
    first, last = asked.query.first, asked.query.last
    days = now.days(selection)
    if first is not None and last is not None and last - first >= 7:
        return first, last
    if days is None:
        days = now.days(bitmap.full(now.size)) or (date(2025, 1, 1).toordinal(), date(2025, 12, 31).toordinal())
    low = days[0] if first is None or first > days[1] else first
    high = days[1] if last is None or last < low else last
    if high - low > 8 * 366:
        # Whole years, so that the first and the last column of the calendar are whole too.
        begin, end = date.fromordinal(low).year, date.fromordinal(high).year
        return date(max(1, begin - begin % 2), 1, 1).toordinal(), date(min(9999, end + 1 - end % 2), 12, 31).toordinal()
    return widened(low, high, share=0.02, least=max(1, (10 - (high - low)) // 2))


def side_lanes(now: Index, selection: int) -> list[tuple[Lane, int]]:
    short = {
        Side.US: _("US"),
        Side.KURDISTAN_REGION: _("KRI"),
        Side.INTERNATIONAL: _("Int’l"),
        Side.OTHER: pgettext("short for other states", "Other"),
    }
    having = now.having["side"]
    return [
        (Lane(side.value, str(side.label), str(short.get(side, side.label)), side.value), events)
        for side in Side
        if (events := having.get(side.value, 0) & selection)
    ]


def kind_lanes(now: Index, selection: int) -> list[tuple[Lane, int]]:
    having = now.having["kind"]
    return [
        (Lane(kind.value, str(kind.label), str(kind.label)), events)
        for kind in EventKind
        if (events := having.get(kind.value, 0) & selection)
    ]


def named_lanes(asked: Filter, now: Index, selection: int) -> list[tuple[Lane, int]]:
    """Lanes by actor or storyline, those asked for first, then the busiest; what has none of them stands in one lane for the rest."""
    names = catalogue.current(asked.language)
    facet = asked.lanes
    having = now.having[facet]
    counted = [(key, events) for key, all_events in having.items() if (events := all_events & selection)]
    if facet == "actor":
        chosen = {names.actors[slug].pk for slug in asked.values["actor"] if slug in names.actors}
        known = [(names.by_pk[int(key)], key, events) for key, events in counted if int(key) in names.by_pk]
        lanes = [(key, Lane(one.slug, one.name, one.name, one.side), events) for one, key, events in known]
    else:
        chosen = set(asked.values["storyline"])
        lanes = [
            (key, Lane(str(key), names.storylines[str(key)][0], names.storylines[str(key)][0]), events)
            for key, events in counted
            if key in names.storylines
        ]
    lanes.sort(key=lambda one: (one[0] not in chosen, -one[2].bit_count(), one[1].name))
    most = WIDE.most_lanes
    shown, rest = lanes[:most], lanes[most:]
    covered = 0
    for _key, _lane, events in shown:
        covered |= events
    found = [(lane, events) for _key, lane, events in shown]
    left = selection & ~covered
    if rest:
        name = ngettext("and %(n)s more", "and %(n)s more", len(rest)) % {"n": words.number(len(rest))}
        found.append((Lane(REST, name, name), left))
    elif left:
        name = _("None of them")
        found.append((Lane(REST, name, name), left))
    return found


# ---- from the index to pictures ----


def pictures(
    view: View, wanted: Iterable[tuple[Style, float]], fetched: dict[int, list[tuple[int, ChartRow]]] | None = None
) -> list[Picture]:
    """Lay out a view in several sizes, asking the database once; `fetched` keeps the rows for a next time."""
    wanted = list(wanted)
    within = view.within
    plans = [_plan(view, within, style, width) for style, width in wanted]
    alone = 0
    for events, _bins in plans:
        alone |= events
    fetched = {} if fetched is None else fetched
    if alone not in fetched:
        fetched[alone] = rows_of(view, alone)
    rows = fetched[alone]
    density = density_of(view)
    voice = Voice(view.language, view.rtl, words.events, words.number)
    lanes = [lane for lane, _events in view.lanes]
    return [
        lay_out(
            [row for position, row in rows if events >> position & 1] if events != alone else [row for _position, row in rows],
            lanes,
            view.window,
            style,
            width,
            voice=voice,
            bins=bins,
            selected=view.selected,
            density=density,
        )
        for (style, width), (events, bins) in zip(wanted, plans, strict=True)
    ]


def _plan(view: View, within: int, style: Style, width: float) -> tuple[int, list[ChartBin]]:
    """Which events are to be fetched, and the columns that are only counted: those with more than a column can hold, then the fullest,
    until no more than `FETCH` events are left."""
    if within.bit_count() <= FETCH:
        return within, []
    now = view.now
    whole = columns(view.window, style, width, rtl=view.rtl)
    counted: list[int] = []
    some: list[int] = []
    for n, (first, holds) in enumerate(whole):
        last = whole[n + 1][0] - 1 if n + 1 < len(whole) else view.window[1]
        # What is carried in from before or after stands in the first or the last column.
        ends = now.marks[0] if n == 0 else first, now.marks[-1] if n + 1 == len(whole) else last
        here = within & now.between_marks(*ends)
        most = max(((events & here).bit_count() for _lane, events in view.lanes), default=0)
        if most:
            (counted if most > holds else some).append(here)
    alone = left = 0
    for total, alike in groupby(sorted(some, key=int.bit_count), key=int.bit_count):
        # Columns with as many events are all drawn alike.
        held = list(alike)
        left += total * len(held)
        if left > FETCH:
            counted += held
        else:
            alone |= reduce(or_, held)
    return alone, [_bin(view, here) for here in counted]


def _bin(view: View, here: int) -> ChartBin:
    counts = {lane.key: count for lane, events in view.lanes if (count := (events & here).bit_count())}
    days = view.now.days(here) or view.window
    low, high = (min(max(day, view.window[0]), view.window[1]) for day in days)
    return ChartBin(low, high, here.bit_count(), counts)


def rows_of(view: View, events: int) -> list[tuple[int, ChartRow]]:
    """These events as rows, in the order of the record, each with its position in it."""
    if not events:
        return []
    now = view.now
    positions = list(bitmap.positions(events))
    lanes: dict[int, list[str]] = {position: [] for position in positions}
    for lane, held in view.lanes:
        for position in bitmap.positions(held & events):
            lanes[position].append(lane.key)
    ids = [now.ids[position] for position in positions]
    fields = ("pk", "slug", "title", "label", "kind", "confidence", "prominence", "date")
    found = {one[0]: one[1:] for one in Event.objects.among(ids).order_by().values_list(*fields)}
    texts: dict[int, tuple[str, str]] = {}
    if view.language != "en":
        translated = EventTranslation.objects.filter(event__in=ids, language=view.language).order_by()
        texts = {event: (title, label) for event, title, label in translated.values_list("event", "title", "label")}
    rows = []
    for position in positions:
        one = found.get(now.ids[position])
        if one is None:
            continue
        slug, title, label, kind, confidence, prominence, edtf = one
        own_title, own_label = texts.get(now.ids[position], ("", ""))
        own_title, own_label = own_title or title, own_label or own_title or label or title
        when = FuzzyDate.from_edtf(str(edtf))
        rows.append((position, ChartRow(slug, own_title, own_label, kind, confidence, prominence, when, tuple(lanes[position]))))
    return rows


def cards_of(view: View, pictures: Iterable[Picture]) -> dict[str, tuple[str, ...]]:
    """What the cards of the events drawn by themselves say under the title: the date; kind, confidence and sides; sources."""
    rows = {chord.row.slug: chord.row for picture in pictures for chord in picture.chords}
    now = view.now
    places = {slug: now.position_of_slug[slug] for slug in rows}
    cited = dict(
        Citation.objects.filter(event__in=[now.ids[place] for place in places.values()])
        .order_by()
        .values_list("event")
        .annotate(Count("source", distinct=True))
    )
    comma = pgettext("between items of a list", ", ")
    held = [(str(Side(str(side)).label), events) for side, events in now.having["side"].items()]
    cards: dict[str, tuple[str, ...]] = {}
    for slug, row in rows.items():
        place = places[slug]
        kind, confidence = EventKind(row.kind), Confidence(row.confidence)
        known = [str(confidence.label)] if confidence != Confidence.CONFIRMED else []
        sides = comma.join(label for label, events in held if events >> place & 1)
        what = " · ".join([str(kind.label), *known, sides])
        cards[slug] = (show(row.date, view.language), what, words.sources(cited.get(now.ids[place], 0)))
    return cards


def density_of(view: View) -> Density | None:
    """How many of the events stand where, at any date."""
    now = view.now
    days = now.days(view.backdrop)
    if days is None:
        return None
    first, last = min(days[0], view.window[0]), max(days[1], view.window[1])
    stretch = max(1, -(-(last - first + 1) // BINS))
    starts = range(first, last + 1, stretch)
    counts = tuple((view.backdrop & now.between_marks(start, start + stretch - 1)).bit_count() for start in starts)
    return Density(first, starts[-1] + stretch - 1, counts)


def drawer(view: View) -> Callable[[float], Picture]:
    """Makes pictures for a file, by width: without an overview, which is a control; narrow ones have their lanes' names inside."""
    fetched: dict[int, list[tuple[int, ChartRow]]] = {}

    def draw(width: float) -> Picture:
        style = replace(WIDE, overview=0) if width >= WIDE.least else INSIDE
        return pictures(view, [(style, width)], fetched)[0]

    return draw
