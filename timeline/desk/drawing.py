"""How an event will look on the timeline, among those of its days, while it is being entered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from timeline.chart import svg
from timeline.chart.layout import Voice, lay_out
from timeline.chart.plan import STRIP
from timeline.dates.display import digits
from timeline.events.choices import Confidence, EventKind, Side
from timeline.events.dataset.load import label_of
from timeline.events.models import Event
from timeline.events.rows import ChartRow, Lane

if TYPE_CHECKING:
    from datetime import date

    from timeline.chart.plan import Picture
    from timeline.desk.panel import Reading

OURS = "-"
"""The slug under which the event being entered is drawn: no slug is one hyphen."""
NEIGHBOURS = 40
_APART = (1, 2, 4, 8, 16, 64, 365)
"""Days to which neighbours are kept off, step by step, until the event stands by itself."""
WIDTH = 320
"""px. What stands beside the form is about so wide."""


def of(reading: Reading, besides: int | None) -> SafeString:
    """The drawing; nothing while the date or the actors are not known."""
    when, sides = reading.date, {actor.side for actor in reading.actors}
    if when is None or not sides or reading.kind not in EventKind.values:
        return SafeString("")
    first, last = _window(when.earliest or when.mark, when.latest or when.mark)
    found = Event.objects.published().filter(mark_day__range=(first, last), participations__actor__side__in=sides)
    near = found.exclude(pk=besides or 0).distinct().prefetch_related("participations__actor").order_by("mark_day", "slug")[:NEIGHBOURS]
    held = [
        (event, tuple(dict.fromkeys(part.actor.side for part in event.participations.all() if part.actor.side in sides))) for event in near
    ]
    lanes = [Lane(side.value, str(side.label), str(side.label), side.value) for side in Side if side in sides]
    rows = [ChartRow(one.slug, one.title, one.label, one.kind, one.confidence, one.prominence, one.date, of_it) for one, of_it in held]
    confidence = reading.confidence if reading.confidence in Confidence.values else Confidence.CONFIRMED.value
    label = reading.label or label_of(reading.title) or _("this event")
    ours = ChartRow(OURS, reading.title, label, reading.kind, confidence, reading.prominence, when, tuple(sides))
    picture = _with_ours_alone(ours, rows, lanes, (first, last))
    links = svg.Links(
        event=lambda row: f"#{row.slug}" if row.slug == OURS else f"/events/{row.slug}/", window=lambda span: f"/?window={span}"
    )
    drawn = svg.inline(picture, links, {}, prefix="desk", label=_("This event among those of its days"), size="only")
    # The drawing escapes what it is given.
    return mark_safe(drawn)


def _with_ours_alone(ours: ChartRow, rows: list[ChartRow], lanes: list[Lane], window: tuple[date, date]) -> Picture:
    """The event among its neighbours; where it would be counted into a bubble, without the ones that are nearest to it."""
    language = get_language() or "en"

    def number(count: int) -> str:
        return digits(str(count), language)

    def events(count: int) -> str:
        return ngettext("%(count)s event", "%(count)s events", count) % {"count": number(count)}

    voice = Voice(language, get_language_bidi(), events, number)
    days = (window[0].toordinal(), window[1].toordinal())
    for apart in (0, *_APART, None):
        near = [row for row in rows if apart is not None and abs((row.date.mark - ours.date.mark).days) >= apart]
        drawn = sorted([*near, ours], key=lambda row: (row.date.mark, row.slug))
        picture = lay_out(drawn, lanes, days, STRIP, WIDTH, voice=voice, selected=OURS)
        if any(chord.row.slug == OURS for chord in picture.chords):
            break
    return picture


def _window(earliest: date, latest: date) -> tuple[date, date]:
    """The days of the event with as much again around it, ten days at least."""
    around = max(timedelta(days=10), (latest - earliest) / 2)
    try:
        return earliest - around, latest + around
    except OverflowError:
        return earliest, latest
