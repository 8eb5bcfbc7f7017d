"""Tags of the desk: symbols, dates and what a template of the admin cannot say by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from timeline.chart.symbols import path, symbol
from timeline.dates import FuzzyDate, show
from timeline.dates.display import digits
from timeline.events.choices import Confidence, EventKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

register = template.Library()
SHRUNK = 0.8
"""Of a mark's size on the chart: what sits well beside text."""


@register.simple_tag
def mark(kind: str, confidence: str = Confidence.CONFIRMED) -> SafeString:
    """The symbol of a kind as the chart draws it: filled if confirmed, hollow if reported, dashed if disputed."""
    one = symbol(kind)
    return format_html(
        '<svg class="mark {}" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true"><path d="{}"/></svg>',
        confidence,
        path(one.name, one.size * SHRUNK),
    )


def kind_label(kind: Any, confidence: str = Confidence.CONFIRMED, name: Any = None) -> SafeString:
    return format_html("{} <span>{}</span>", mark(str(kind), confidence), name or EventKind(kind).label)


@register.simple_tag
def swatch(side: str) -> SafeString:
    """The colour of a side; its name always stands beside it."""
    return format_html('<i class="dot s-{}"></i>', side)


@register.filter
def date_words(value: Any) -> str:
    return show(value, get_language() or "en") if value else ""


@register.filter
def day(value: date) -> str:
    """A plain day, in the words that dates have everywhere on the site."""
    return date_words(FuzzyDate.from_edtf(f"{value:%Y-%m-%d}"))


@register.filter
def number(value: int | str) -> str:
    """A number, or a time of day, in the numerals of the desk's language."""
    return digits(str(value), get_language() or "en")


@register.filter
def moment(value: datetime) -> str:
    """When something was done: its day and its minute."""
    here = timezone.localtime(value)
    return gettext("%(day)s, %(time)s") % {"day": day(here), "time": number(f"{here:%H:%M}")}


@register.filter
def attribute(held: Any, name: str) -> Any:
    return getattr(held, name, None)


@register.filter
def item(held: Any, key: Any) -> Any:
    return held.get(key) if hasattr(held, "get") else None
