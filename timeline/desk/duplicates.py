"""Events that may be the one an editor is about to enter, each with the reasons why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from timeline.desk.names import fold
from timeline.events.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.dates import FuzzyDate

NEAR = timedelta(days=3)
"""How far apart two dates may be that may still mean one event: sources differ by a day or two, and by time zones."""
CANDIDATES = 400
SHOWN = 4
ALIKE = 72
"""Of 100: titles that say nearly the same words."""


@dataclass(frozen=True)
class Likeness:
    event: Event
    reasons: tuple[str, ...]
    score: int


def possible(
    *,
    title: str,
    date: FuzzyDate | None,
    kind: str = "",
    actors: Iterable[int] = (),
    urls: Iterable[str] = (),
    besides: int | None = None,
    dismissed: Iterable[str] = (),
) -> list[Likeness]:
    """Events on record, drafts too, that may be the same, the likeliest first. Three queries at most.

    Near dates alone are no reason, nor is a shared actor alone: it takes two things, or one source or title in common.
    """
    actors, urls = set(actors), {url for url in urls if url}
    wanted = Q(citations__source__url__in=urls) if urls else Q(pk__in=[])
    if date is not None:
        # In the first and the last year there are, days before or after may be missing.
        first = date.earliest - NEAR if date.earliest and date.earliest.year > MINYEAR else None
        last = date.latest + NEAR if date.latest and date.latest.year < MAXYEAR else None
        near = Q(date__isnull=False)
        if first:
            near &= Q(latest__isnull=True) | Q(latest__gte=first)
        if last:
            near &= Q(earliest__isnull=True) | Q(earliest__lte=last)
        wanted |= near
    words = [word for word in fold(title).split() if len(word) > 3][:8]
    if len(words) >= 2:
        alike = Q()
        for word in words:
            alike |= Q(title__icontains=word)
        if date is None:
            wanted |= alike
    found = Event.objects.filter(wanted).exclude(pk=besides or 0).exclude(slug__in=list(dismissed)).distinct()
    held = []
    for event in (
        found.select_related("place").prefetch_related("participations__actor", "citations__source").order_by("-mark_day")[:CANDIDATES]
    ):
        reasons, score = [], 0
        if title and (likeness := fuzz.token_set_ratio(fold(title), fold(event.title))) >= ALIKE and len(words) >= 2:
            reasons.append(_("Similar title"))
            score += 2 if likeness >= 85 else 1
        if date is not None and event.date is not None and _overlap(date, event.date):
            reasons.append(_("Dates overlap"))
            score += 1
        shared = [part.actor for part in event.participations.all() if part.actor_id in actors]
        for actor in list(dict.fromkeys(shared))[:2]:
            reasons.append(_("Same actor: %s") % actor.name)
            score += 1
        if urls & {citation.source.url for citation in event.citations.all()}:
            reasons.append(_("Same source"))
            score += 2
        if kind and kind == event.kind and score:
            reasons.append(_("Same kind"))
            score += 1
        if score >= 3:
            held.append(Likeness(event, tuple(reasons), score))
    return sorted(held, key=lambda one: (-one.score, one.event.slug))[:SHOWN]


def _overlap(one: FuzzyDate, other: FuzzyDate) -> bool:
    begins = one.earliest is None or other.latest is None or one.earliest <= other.latest
    return begins and (other.earliest is None or one.latest is None or other.earliest <= one.latest)
