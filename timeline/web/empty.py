"""When nothing is found: why, and the smallest changes that bring results, each with its count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from timeline.web import words

if TYPE_CHECKING:
    from timeline.events.index import Index
    from timeline.web.filters import Filter

WAYS = 3


@dataclass(frozen=True, slots=True)
class Empty:
    """`ways` are what to change: its name, the query string that does it, and how many events that shows."""

    title: str
    why: str
    ways: list[tuple[str, str, int]]


def ways_out(asked: Filter, index: Index) -> Empty:
    query = asked.query
    found: list[tuple[str, str, int]] = []
    if query.every_actor and len(query.actors) > 1:
        any_actor = index.select(replace(query, every_actor=False))
        found.append((_("Any of these actors"), asked.link(match="any", page=None), any_actor.bit_count()))
    changes = {
        "dates": (_("Any date"), {"from_": None, "to": None}),
        "words": (_("Without the words"), {"q": None}),
        "kind": (_("All kinds"), {"kind": None}),
        "side": (_("All sides"), {"side": None}),
        "role": (_("Any role"), {"role": None}),
        "pair": (_("Whoever acts at whom"), {"pair": None}),
        "publisher": (_("Any publisher"), {"publisher": None}),
        "confidence": (_("Any confidence"), {"confidence": None}),
        "storyline": (_("All storylines"), {"storyline": None}),
        "place": (_("Anywhere"), {"place": None}),
        "source": (_("Any source"), {"source": None}),
        "actor": (_("Any actor"), {"actor": None}),
    }
    for facet, (label, change) in changes.items():
        less = query.without(facet)  # type: ignore[arg-type]
        if less != query:
            found.append((label, asked.link(**change, page=None, window=None), index.select(less).bit_count()))
    names = asked.names_of("actor")
    if query.every_actor and len(names) > 1 and not index.select(replace(query.without("dates"), words=None)):
        title = _("No event has all of %(actors)s") % {"actors": words.all_of(names)}
    elif asked.values["q"]:
        title = _("No event mentions “%(words)s” here") % {"words": asked.values["q"]}
    else:
        title = _("No event fits all of this")
    why = _("Every part of the filter must hold at once. The smallest changes that show events:")
    return Empty(title, why if any(count for *_rest, count in found) else "", [way for way in found if way[2]][:WAYS])
