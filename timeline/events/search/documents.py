"""What each record says to a search, and keeping the stored documents the same as the records."""

from __future__ import annotations

import logging
from collections import defaultdict
from itertools import batched
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from timeline.events import version
from timeline.events.models import (
    Actor,
    ActorAlias,
    ActorTranslation,
    Event,
    EventTranslation,
    Place,
    PlaceName,
    Source,
    Statement,
    Storyline,
    StorylineTranslation,
)
from timeline.events.search import fold, kept, store
from timeline.events.search.store import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.events.progress import Bar

BATCH = 500
"""Records read and written at once."""
AT_MOST = 1500
"""Records that one reader's search brings up to date before it answers, a fraction of a second's work; the rest is left to the next."""

MANY = 2000
"""Records read at one stroke, from which on it is looked anew which words are common."""

log = logging.getLogger(__name__)


def _text(*texts: str) -> tuple[str, ...]:
    """The folded words of several texts, with the pieces of words that a joiner holds together at the end."""
    said = [text for text in texts if text]
    words = [word for text in said for word in fold.words(text)]
    return (*words, *(piece for text in said for piece in fold.parts(text)))


def _events(records: list[int]) -> list[Document]:
    # Drafts have no document: not even a suggestion of how to spell a word may come from one.
    titles: dict[int, list[str]] = defaultdict(list)
    bodies: dict[int, list[str]] = defaultdict(list)
    said: dict[int, list[str]] = defaultdict(list)
    public = Event.objects.among(records).order_by()
    for pk, title, label, summary, note in public.values_list("pk", "title", "label", "summary", "date_note"):
        titles[pk] += [title, label]
        bodies[pk] += [summary, note]
    for pk, title, label, summary in (
        EventTranslation.objects.filter(event__in=records).order_by("pk").values_list("event", "title", "label", "summary")
    ):
        titles[pk] += [title, label]
        bodies[pk].append(summary)
    for pk, text in Statement.objects.filter(event__in=records).order_by("pk").values_list("event", "text"):
        said[pk].append(text)
    pks = public.values_list("pk", flat=True)
    return [Document(Kind.EVENT, pk, _text(*titles[pk]), _text(*said[pk]), _text(*bodies[pk])) for pk in pks]


def _actors(records: list[int]) -> list[Document]:
    # Names alone: an event is found by who took part in it, not by what is said of them elsewhere.
    names: dict[int, list[str]] = defaultdict(list)
    for pk, *own in Actor.objects.filter(pk__in=records).order_by().values_list("pk", "name", "name_ar", "name_fa", "name_ckb"):
        names[pk] += own
    known = list(names)
    for model in (ActorAlias, ActorTranslation):
        for pk, name in model.objects.filter(actor__in=known).order_by("pk").values_list("actor", "name"):
            names[pk].append(name)
    return [Document(Kind.ACTOR, pk, _text(*names[pk])) for pk in known]


def _storylines(records: list[int]) -> list[Document]:
    titles: dict[int, list[str]] = defaultdict(list)
    about: dict[int, list[str]] = defaultdict(list)
    for model, key in ((Storyline, "pk"), (StorylineTranslation, "storyline")):
        rows = model.objects.filter(**{f"{key}__in": records}).order_by("pk").values_list(key, "title", "description")
        for pk, title, description in rows:
            titles[pk].append(title)
            about[pk].append(description)
    return [Document(Kind.STORYLINE, pk, _text(*titles[pk]), body=_text(*about[pk])) for pk in titles]


def _sources(records: list[int]) -> list[Document]:
    rows = Source.objects.filter(pk__in=records).order_by().values_list("pk", "title", "publisher")
    return [Document(Kind.SOURCE, pk, _text(title, publisher)) for pk, title, publisher in rows]


def _places(records: list[int]) -> list[Document]:
    places = list(Place.objects.filter(pk__in=records).order_by().values_list("pk", "name", "country"))
    spoken = {text for _pk, *names in places for text in names if text}
    others: dict[str, list[str]] = defaultdict(list)
    for english, name in PlaceName.objects.filter(english__in=spoken).order_by("pk").values_list("english", "name"):
        others[english].append(name)
    return [Document(Kind.PLACE, pk, _text(name, *others[name], country, *others[country])) for pk, name, country in places]


_READ: dict[Kind, Callable[[list[int]], list[Document]]] = {
    Kind.EVENT: _events,
    Kind.ACTOR: _actors,
    Kind.STORYLINE: _storylines,
    Kind.SOURCE: _sources,
    Kind.PLACE: _places,
}
_MODELS = {Kind.EVENT: Event, Kind.ACTOR: Actor, Kind.STORYLINE: Storyline, Kind.SOURCE: Source, Kind.PLACE: Place}


def _renew(kind: Kind, records: Iterable[int]) -> None:
    for some in batched(sorted(records), BATCH, strict=False):
        before = store.texts(kind, some)
        documents = _READ[kind](list(some))
        store.drop(kind, some)
        store.write(documents)
        kept.replace(kind, before, {one.record: one.texts for one in documents})


def _everything() -> None:
    """Queue every record there is."""
    store.empty()
    for kind, model in _MODELS.items():
        store.put((kind, pk) for pk in model._default_manager.order_by("pk").values_list("pk", flat=True))  # noqa: SLF001


def refresh(most: int | None = None, bar: Bar | None = None) -> bool:
    """Write the documents of what changed, at most so many records; whether nothing waits any more."""
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            if not store.lock(wait=most is None):
                # Another process is at it; a reader does not wait for it.
                return False
            taken = store.take(BATCH)
            if any(kind == Kind.EVERYTHING for kind, _record in taken):
                _everything()
                continue
            if any(kind == Kind.PLACE_NAME for kind, _record in taken):
                names = [record for kind, record in taken if kind == Kind.PLACE_NAME]
                taken |= {(Kind.PLACE, pk) for pk in _places_called(names)}
            by_kind: dict[Kind, set[int]] = defaultdict(set)
            for kind, record in taken:
                by_kind[kind].add(record)
            for kind in _READ:
                if by_kind[kind]:
                    _renew(kind, by_kind[kind])
        if not taken:
            break
        done += len(taken)
        if bar:
            bar("search", done, max(done, most or 0))
    if most is None and done >= MANY:
        with transaction.atomic():
            store.lock(wait=True)
            kept.keep()
    return not store.waiting()


def _places_called(names: list[int]) -> Iterable[int]:
    """The places that a name in another language belongs to; all of them where a name was deleted: nobody can say whose it was."""
    english = list(PlaceName.objects.filter(pk__in=names).values_list("english", flat=True))
    places = Place.objects.order_by()
    if len(english) == len(names):
        places = places.filter(Q(name__in=english) | Q(country__in=english))
    return places.values_list("pk", flat=True)


def rebuild(bar: Bar | None = None) -> int:
    """Read everything anew; how many documents there are then."""
    with transaction.atomic():
        store.lock(wait=True)
        _everything()
        total = 0
        for kind, model in _MODELS.items():
            pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True))  # noqa: SLF001
            for n, some in enumerate(batched(pks, BATCH, strict=False)):
                store.write(_READ[kind](list(some)))
                if bar:
                    bar(kind.name.lower() + "s", min(len(pks), (n + 1) * BATCH), len(pks))
            total += len(pks)
        # All that was queued has just been read in this very transaction.
        while store.take(100_000):
            pass
        kept.keep()
    return total


_settled: str | None = None


def bring_up_to_date() -> bool:
    """Before a search: write what changed, if anything did. False where documents still wait, or could not be written just now."""
    global _settled  # noqa: PLW0603 (what a process knows)
    now = version.current()
    if now == _settled:
        return True
    if version.is_held():
        # One moment of the record is being read, where nothing can be written; who reads it has been here before.
        return not store.waiting()
    try:
        if not store.waiting() or refresh(AT_MOST):
            # Inside a transaction what was written may yet be undone.
            if not connection.in_atomic_block:
                _settled = now
            return True
    except DatabaseError:
        if connection.in_atomic_block and connection.needs_rollback:
            raise
        # A read-only copy, or a database that an import holds: search what is there.
        log.warning("The search index could not be brought up to date", exc_info=True)
    return False
