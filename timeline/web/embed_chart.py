"""The drawing in an embed: a wide one and one for phones, of which the embed's sheet shows one, without a figure and without a script.

The figures, from which Plotly draws and the chart's script knows its places, are three times as large: they follow at the first touch, and
a reader who never touches the chart is never sent them. Later drawings, of another window or filter, come with theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline.chart import figure, svg
from timeline.chart.plan import INSIDE, WIDE, Picture, Style
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
    """The drawings by the class that the sheet knows them by, with what their cards say."""

    pictures: dict[str, Picture]
    cards: svg.Cards
    links: svg.Links
    label: str

    @property
    def wide(self) -> float:
        """px of height at the width of an article."""
        return self.pictures["article"].height

    @property
    def narrow(self) -> float:
        """px of height on a phone."""
        return self.pictures["phone"].height

    @property
    def html(self) -> SafeString:
        """The drawings; one that was asked for by width has its figure after it."""
        parts = []
        for size, picture in self.pictures.items():
            parts.append(svg.inline(picture, self.links, self.cards, prefix=size[0], label=self.label, size=size))
            if size == "only":
                parts.append(self._figure(size))
        # A link inside a drawing does not follow the page's <base target>.
        return mark_safe("".join(parts).replace('<a class="', '<a target="_blank" class="'))  # svg.inline escapes all that it is given

    @property
    def figures(self) -> SafeString:
        """The figures of the drawings, as the script puts each after its own."""
        return mark_safe("".join(map(self._figure, self.pictures)))  # json_script escapes

    def _figure(self, size: str) -> SafeString:
        return json_script(figure.data(self.pictures[size], self.cards), f"figure-{size}")


def of_view(asked: Filter, now: Index, selection: int, options: Options, width: int | None = None) -> Drawn:
    """Marks lead to their event on the whole timeline, bubbles to their stretch of time in it; the embed's script shows both in place.

    With `width`, in px, it is the one drawing for a chart that wide.
    """
    here = reverse("timeline")
    links = svg.Links(
        event=lambda row: here + joined(asked.string(event=row.slug, page=None)),
        window=lambda span: here + asked.link(window=span, page=None),
    )
    return _drawn(chart.view_of(asked, now, selection), links, asked.title, options, width)


def of_event(event: Event, options: Options) -> Drawn | None:
    """The weeks around an event. None where it is not in the index yet, for the moment after it was published."""
    view = chart.view_around(event)
    if view is None:
        return None
    here = reverse("timeline")
    links = svg.Links(event=lambda row: reverse("event", args=[row.slug]), window=lambda span: f"{here}?window={span}")
    return _drawn(view, links, _("The weeks around this event"), options, None)


def _drawn(view: chart.View, links: svg.Links, label: str, options: Options, width: int | None) -> Drawn:
    def style(one: Style) -> Style:
        return replace(one, labels=one.labels and options.labels, overview=WIDE.overview if options.overview else 0)

    wanted: dict[str, tuple[Style, float]] = {"article": (style(WIDE), NARROW), "phone": (style(INSIDE), NARROW_WIDTH)}
    if width is not None:
        wanted = {"only": (style(WIDE if width >= NARROW else INSIDE), max(width, NARROW_WIDTH - 40))}
    drawn = chart.pictures(view, wanted.values())
    return Drawn(dict(zip(wanted, drawn, strict=True)), chart.cards_of(view, drawn), links, label)
