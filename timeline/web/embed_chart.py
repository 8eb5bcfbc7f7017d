"""The drawing in an embed: a wide one and one for phones, of which the embed's sheet shows one, without a figure and without a script.

The figures that Plotly draws from are three times as large; a reader who never touches the chart is never sent them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline.chart import svg
from timeline.chart.plan import INSIDE, WIDE, Style
from timeline.web import chart
from timeline.web.embeds import NARROW, joined

if TYPE_CHECKING:
    from timeline.events.index import Index
    from timeline.events.models import Event
    from timeline.web.embeds import Options
    from timeline.web.filters import Filter

NARROW_WIDTH = 320
"""px. The narrowest phone: what fits there fits."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The markup, and the heights in px of its two drawings."""

    html: SafeString
    wide: float
    narrow: float


def of_view(asked: Filter, now: Index, selection: int, options: Options) -> Drawn:
    """Marks lead to their event on the whole timeline, bubbles to their stretch of time in it; the embed's script shows both in place."""
    here = reverse("timeline")
    links = svg.Links(
        event=lambda row: here + joined(asked.string(event=row.slug, page=None)),
        window=lambda span: here + asked.link(window=span, page=None),
    )
    return _drawn(chart.view_of(asked, now, selection), links, asked.title, options)


def of_event(event: Event, options: Options) -> Drawn | None:
    """The weeks around an event. None where it is not in the index yet, for the moment after it was published."""
    view = chart.view_around(event)
    if view is None:
        return None
    here = reverse("timeline")
    links = svg.Links(event=lambda row: reverse("event", args=[row.slug]), window=lambda span: f"{here}?window={span}")
    return _drawn(view, links, _("The weeks around this event"), options)


def _drawn(view: chart.View, links: svg.Links, label: str, options: Options) -> Drawn:
    def style(one: Style) -> Style:
        return replace(one, labels=one.labels and options.labels, overview=WIDE.overview if options.overview else 0)

    wide, narrow = drawn = chart.pictures(view, [(style(WIDE), NARROW), (style(INSIDE), NARROW_WIDTH)])
    cards = chart.cards_of(view, drawn)
    parts = [svg.inline(one, links, cards, prefix=size[0], label=label, size=size) for one, size in ((wide, "article"), (narrow, "phone"))]
    # A link inside a drawing does not follow the page's <base target>.
    html = "".join(parts).replace('<a class="', '<a target="_blank" class="')
    return Drawn(mark_safe(html), wide.height, narrow.height)  # svg.inline escapes all that it is given
