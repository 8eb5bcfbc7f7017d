"""Phrases that are put together: lists, counts, what a filter asks for. Every piece is translated whole, none by gluing words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from timeline.events.choices import EventKind, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events.search import Instead

KIND_PLURALS = {
    EventKind.VISIT: gettext_lazy("Visits"),
    EventKind.MEETING: gettext_lazy("Meetings"),
    EventKind.CALL: gettext_lazy("Calls"),
    EventKind.NEGOTIATION: gettext_lazy("Negotiations"),
    EventKind.STATEMENT: gettext_lazy("Statements"),
    EventKind.AGREEMENT: gettext_lazy("Agreements"),
    EventKind.SANCTIONS: gettext_lazy("Sanctions"),
    EventKind.MILITARY: gettext_lazy("Military events"),
    EventKind.LEGAL: gettext_lazy("Legal events"),
    EventKind.ELECTION: gettext_lazy("Elections"),
    EventKind.APPOINTMENT: gettext_lazy("Appointments"),
    EventKind.PROTEST: gettext_lazy("Protests"),
    EventKind.ECONOMIC: gettext_lazy("Economic events"),
    EventKind.OTHER: gettext_lazy("Other events"),
}


def joined(items: Sequence[str], last: str) -> str:
    """“A, B or C”, where `last` is the translated pattern for the last pair."""
    *before, end = items
    if not before:
        return end
    return last % {"first": pgettext("between items of a list", ", ").join(before), "last": end}


def any_of(items: Sequence[str]) -> str:
    return joined(items, _("%(first)s or %(last)s"))


def all_of(items: Sequence[str]) -> str:
    return joined(items, _("%(first)s and %(last)s"))


def pair(initiator: str, target: str) -> str:
    """“United States at Iran”: who acted and at whom, as sides."""
    return _("%(initiator)s at %(target)s") % {"initiator": Side(initiator).label, "target": Side(target).label}


def events(count: int) -> str:
    return ngettext("%(count)s event", "%(count)s events", count) % {"count": number(count)}


def sources(count: int) -> str:
    return ngettext("%(count)s source", "%(count)s sources", count) % {"count": number(count)}


def number(value: int) -> str:
    """A count with its thousands apart, in the reader's digits."""
    text = digits(f"{value:,}")
    return text if text.isascii() else text.replace(",", "٬")


def digits(text: str) -> str:
    """The same in the reader's digits."""
    match get_language():
        case "fa":
            return text.translate(PERSIAN)
        case "ckb":
            return text.translate(ARABIC_INDIC)
        case _:
            return text


PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def instead(one: Instead) -> str:
    """What was looked for in place of a word that is not on record."""
    if one.begins:
        return _("No event has the word “%(typed)s”; shown are words that begin with it.") % {"typed": one.typed}
    return _("No event has the word “%(typed)s”. Showing results for “%(used)s”.") % {"typed": one.typed, "used": one.used}
