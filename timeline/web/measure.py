"""How high an embed will be, worked out before any browser has seen it: what a snippet reserves, so that no article moves.

The drawing's height is exact. Lines of text are estimated with the chart's tables of letter widths, which are generous; what is reserved
too much, the embed's sheet absorbs. The numbers here are those of static/css/embed.css, and a browser test holds both together.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.chart.text import width as text_width
from timeline.events import index
from timeline.events.choices import EventKind
from timeline.web import embed_chart
from timeline.web.embeds import ARTICLE, NARROW, PHONE, Heights, Options
from timeline.web.filters import Filter
from timeline.web.listing import listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.web.subjects import Subject

LEAST_PHONE = 320
"""px. The narrowest phone; a wider one has a few px to spare."""
EDGES = 4
"""px that a frame's content keeps from its two sides."""
LIST = 440
"""px. The list scrolls in itself from there on."""
KEY_ICON, KEY_GAP = 21, 13
CHART_MARGINS = 12


def loose() -> bool:
    """Whether the language's letters are given more room (static/css/tokens.css)."""
    return get_language() in ("ar", "fa", "ckb")


def spare() -> float:
    """By how much more the words may take: letters that join are as wide as the reader's own font makes them."""
    return 1.08 if loose() else 1.0


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes, broken at spaces."""
    if not text:
        return 0
    count, used, size = 1, 0.0, size * spare()
    space = text_width(" ", size, bold=bold)
    for word in text.split():
        wide = text_width(word, size, bold=bold)
        if used and used + space + wide > room:
            count, used = count + 1, 0.0
        count += int(wide // room) if wide > room else 0
        used += wide + (space if used else 0)
    return count


def rows(widths: list[float], room: float, gap: float) -> int:
    """How many rows items take that stand beside each other."""
    count, used = 1, 0.0
    for one in widths:
        if used and used + gap + one > room:
            count, used = count + 1, 0.0
        used += one + (gap if used else 0)
    return count


def heights_of(subject: Subject, options: Options) -> Heights:
    """Of an embed of this subject; in the subject's language, which must be the active one."""
    from timeline.web.views.embed import source_line
    from timeline.web.views.timeline import subtitle as automatic

    if subject.event:
        return _event_heights(subject, options)
    asked, now = Filter(QueryDict(subject.query)), index.current()
    selection = now.select(asked.query)
    drawn = embed_chart.of_view(asked, now, selection, options) if options.has_chart and selection else None
    kinds = [str(kind.label) for kind in EventKind if now.having["kind"].get(kind.value, 0) & selection]
    subtitle = options.text("subtitle", automatic(now, selection, asked.language))
    source = source_line(now, selection)
    listed = 0.0
    if options.has_list and selection:
        found = listing(now, selection, 1, asked.language)
        listed = min(LIST, sum(40 + 68 * len(month.entries) for month in found.months)) + 4

    def height(room: int) -> int:
        total = _frame(options.text("title", subject.title), subtitle, source, room)
        total += 40 if options.controls else 0
        if drawn:
            total += _key(kinds, room) if options.key else 0
            total += CHART_MARGINS + (drawn.wide if room >= NARROW - EDGES else drawn.narrow)
        return ceil(total + listed + (0 if selection else 220))

    return _upper(height)


def _event_heights(subject: Subject, options: Options) -> Heights:
    from timeline.web.views import event as event_view
    from timeline.web.views.embed import facts, published_by

    found = event_view.find(subject.event, subject.language)
    if found is None:
        return Heights(LIST, LIST)
    context = event_view.context(found, subject.language)
    drawn = embed_chart.of_event(found, options) if options.has_chart else None
    said, source, summary = facts(context, subject.language), published_by(context), found.text("summary")[0]
    citations = len(context["citations"])
    people = sum(1 + len(parts) for _side, parts in context["participants"])

    def height(room: int) -> int:
        total = _frame(options.text("title", subject.title), options.text("subtitle", said), source, room)
        total += 8 + 22.5 * lines(summary, 15, room) if summary else 0
        if drawn:
            total += CHART_MARGINS + (drawn.wide if room >= NARROW - EDGES else drawn.narrow)
        if options.has_list:
            quotes = sum(70 + 21 * lines(one.text, 14, room) for one in context["statements"])
            total += min(LIST, 140 + people * 40 + citations * 80 + quotes) + 4
        return ceil(total)

    return _upper(height)


def _upper(height: Callable[[int], int]) -> Heights:
    """For the narrowest frame of each kind, where texts take most lines."""
    return Heights(max(height(ARTICLE - EDGES), height(NARROW - EDGES)), max(height(PHONE - EDGES), height(LEAST_PHONE - EDGES)))


def _frame(title: str, subtitle: str, source: str, room: int) -> float:
    """Border, title, subtitle and foot."""
    narrow = room < NARROW - EDGES
    size = 18 if narrow else 20
    total = 26.0 + 16 + size * (1.45 if loose() else 1.25) * lines(title, size, room, bold=True)
    total += 3 + 20.3 * lines(subtitle, 14, room) if subtitle else 0
    foot = text_width(_("Explore the full timeline"), 13, bold=True) + text_width(_("Share"), 13) + 90
    if narrow:
        return total + 14 + 16.8 * lines(source, 12, room) + 4 + 36
    return total + 8 + max(31, 16.8 * lines(source, 12, room - foot))


def _key(kinds: list[str], room: int) -> float:
    size = 12 * spare()
    named = [KEY_ICON + text_width(one, size) for one in kinds]
    named += [KEY_ICON + text_width(_("Reported only"), size)]
    named += [31 + text_width(words, size) for words in (_("Duration"), _("Date uncertain"))]
    return (12 * (1.75 if loose() else 1.5) + 4) * rows(named, room, KEY_GAP) - 4 + 8
