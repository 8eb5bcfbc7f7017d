"""What of an event matched the words asked for: the passages that say it, with the words marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from timeline.events import search
from timeline.events.models import ActorAlias, EventTranslation, PlaceName, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events.models import Event
    from timeline.events.querysets import EventQuerySet
    from timeline.events.search import Found
    from timeline.events.search.store import Way

Pieces = list[tuple[str, bool]]
SHOWN = 2
"""Passages a list entry has room for."""
BEFORE, AROUND = 40, 180
"""Characters of a passage before the first word found, and in all."""


@dataclass(frozen=True, slots=True)
class Match:
    """A passage: where it stands, its pieces (a text, and whether it was looked for), and its language where that is known."""

    where: str
    pieces: Pieces
    language: str = ""


def with_texts(events: EventQuerySet) -> EventQuerySet:
    """With all that words are looked for in: four more queries."""
    return events.prefetch_related(
        Prefetch("statements", Statement.objects.order_by("position", "pk")),
        Prefetch("translations", EventTranslation.objects.order_by("language")),
        "citations__source",
        Prefetch("participations__actor__aliases", ActorAlias.objects.order_by("position", "pk")),
    )


def marked(text: str, found: Found) -> Pieces:
    return search.highlighted(text, found.ways)


def matches(event: Event, title: str, found: Found, places: dict[str, list[str]]) -> list[Match]:
    """The passages that say what the title leaves unsaid; none where the title says all. `places` are names in other languages."""
    missing = [ways for ways in found.terms if not _hit(title, ways)]
    shown: list[Match] = []
    for where, text, language in _passages(event, places) if missing else ():
        said = [ways for ways in missing if _hit(text, ways)]
        if said:
            shown.append(Match(where, _excerpt(search.highlighted(text, found.ways)), language))
            missing = [ways for ways in missing if ways not in said]
        if not missing or len(shown) == SHOWN:
            break
    return shown


def _hit(text: str, ways: Sequence[Way]) -> bool:
    return any(hit for _text, hit in search.highlighted(text, ways))


def _passages(event: Event, places: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """All texts of an event that are searched, those that tell most first: where, the text, and its language."""
    for part in event.participations.all():
        actor = part.actor
        for name, language in ((actor.name, "en"), (actor.name_ar, "ar"), (actor.name_fa, "fa"), (actor.name_ckb, "ckb")):
            if name:
                yield _("Actor"), name if name == actor.name else f"{actor.name} · {name}", "" if name != actor.name else language
        for alias in actor.aliases.all():
            yield _("Actor"), f"{actor.name} · {alias.name}", ""
    for statement in event.statements.all():
        yield _("Said"), statement.text, ""
    yield _("Summary"), event.summary, "en"
    for translation in event.translations.all():
        yield _("Summary"), translation.summary, translation.language
    for translation in event.translations.all():
        yield _("Title"), translation.title, translation.language
        yield _("Label"), translation.label, translation.language
    yield _("Label"), event.label, "en"
    yield _("How the date is known"), event.date_note, "en"
    if event.place:
        yield _("Place"), str(event.place), "en"
        for name in (*places.get(event.place.name, ()), *places.get(event.place.country, ())):
            yield _("Place"), f"{event.place} · {name}", ""
    for citation in event.citations.all():
        source = citation.source
        yield _("Source"), f"{source.publisher}: {source.title}" if source.title else source.publisher, ""


def place_names() -> dict[str, list[str]]:
    """The names of places in other languages by their English ones. One query."""
    names: dict[str, list[str]] = {}
    for english, name in PlaceName.objects.order_by("pk").values_list("english", "name"):
        names.setdefault(english, []).append(name)
    return names


def _excerpt(pieces: Pieces) -> Pieces:
    """The part of a passage around the first word found."""
    length = 0
    first = 0
    for text, hit in pieces:
        if hit:
            first = length
            break
        length += len(text)
    start = max(0, first - BEFORE)
    cut: Pieces = []
    at = 0
    for text, hit in pieces:
        kept = text[max(0, start - at) : max(0, start + AROUND - at)]
        if kept:
            cut.append((kept, hit))
        at += len(text)
    if start and cut and not cut[0][1]:
        # Begin with a whole word.
        cut[0] = ("… " + cut[0][0].partition(" ")[2], False) if " " in cut[0][0] else ("…" + cut[0][0], False)
    if at > start + AROUND and cut and not cut[-1][1]:
        cut[-1] = ((cut[-1][0].rpartition(" ")[0] or cut[-1][0]) + " …", False)
    return cut
