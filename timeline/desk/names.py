"""Finding what an editor means: an actor by any of its names in any script, a source by its address or title, an event by its title.

A form shows a record by its `handle`: its name, with the slug in brackets where the name alone could mean two. What is typed is resolved
the same way, so the fields work without a script; with one, `search` fills the list that opens below them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.desk.templatetags.desk import date_words
from timeline.events import addresses, version
from timeline.events.models import Actor, ActorRole, Event, Place, Source, Storyline
from timeline.events.search.fold import fold as fold_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

SHOWN = 10
"""How many are offered at a time."""
_BRACKETED = re.compile(r"\[([a-zA-Z0-9_-]+)\]\s*\Z")
_BETWEEN = re.compile(r"[\s\-‐‑–—_.,،/]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A name without what differs from paper to paper, word by word, as the search has it; hyphens part words."""
    return " ".join(filter(None, (fold_word(word) for word in _BETWEEN.split(text))))


@dataclass(frozen=True)
class Found:
    """One that may be meant: what goes into the field, the names it was found by, and what tells it from others."""

    value: str
    label: str
    hint: str = ""
    side: str = ""


class Unresolved(Exception):  # noqa: N818 (not a fault, a question)
    """What was typed names nothing on record, or more than one thing; `options` are what may be meant."""

    def __init__(self, message: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.options = options


# ---- actors ----


@dataclass(frozen=True)
class _Actor:
    pk: int
    slug: str
    name: str
    side: str
    office: str
    spellings: tuple[str, ...]
    folded: tuple[str, ...]


@lru_cache(maxsize=2)
def _actors(_version: str) -> tuple[tuple[_Actor, ...], Counter[str]]:
    offices: dict[int, str] = {}
    for role in ActorRole.objects.order_by("actor", "end_day", "start_day", "-position"):
        offices[role.actor_id] = role.title
    held = []
    for one in Actor.objects.prefetch_related("aliases", "translations").order_by("name"):
        texts = [text.name for text in one.translations.all()]
        spellings = tuple(
            dict.fromkeys(filter(None, [one.name, one.name_ar, one.name_fa, one.name_ckb, *(a.name for a in one.aliases.all()), *texts]))
        )
        held.append(
            _Actor(one.pk, one.slug, one.name, one.side, offices.get(one.pk, ""), spellings, tuple(fold(name) for name in spellings))
        )
    return tuple(held), Counter(fold(one.name) for one in held)


def actors() -> tuple[tuple[_Actor, ...], Counter[str]]:
    """Every actor with all its names, and how many bear each. One query while nothing changes."""
    return _actors(version.current())


def actor_handle(actor: Any, names: Counter[str] | None = None) -> str:
    names = names if names is not None else actors()[1]
    return actor.name if names[fold(actor.name)] < 2 else f"{actor.name} [{actor.slug}]"


def search_actors(text: str) -> list[Found]:
    words = fold(text).split()
    everyone, names = actors()
    ranked = []
    for one in everyone:
        best = min((_rank(name, words) for name in one.folded), default=9)
        if best < 9:
            by = next((spelling for spelling, name in zip(one.spellings, one.folded, strict=True) if _rank(name, words) == best), one.name)
            ranked.append(
                (
                    best,
                    one.name,
                    Found(actor_handle(one, names), one.name if by == one.name else f"{one.name} · {by}", one.office, one.side),
                )
            )
    return [found for _best, _name, found in sorted(ranked, key=lambda entry: entry[:2])[:SHOWN]]


def _rank(name: str, words: list[str]) -> int:
    """How well a folded name answers to what was typed: 0 the whole, 1 its beginning, 2 beginnings of its words, 3 within; 9 not at all."""
    typed = " ".join(words)
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    parts = name.split()
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 2
    return 3 if all(word in name for word in words) else 9


def resolve_actor(text: str) -> Actor:
    everyone, _names = actors()
    if slug := _slug_in(text):
        found = [one for one in everyone if one.slug == slug]
    else:
        typed = fold(text)
        found = [one for one in everyone if one.folded[0] == typed] or [
            one for one in everyone if typed in one.folded or one.slug == text.strip()
        ]
    return _one_of(found, text, lambda one: f"{one.name} [{one.slug}]", Actor, [near.value for near in search_actors(text)[:3]])


# ---- sources ----


def source_handle(source: Source) -> str:
    return f"{source} [{source.slug}]"


def source_at(address: str) -> Source | None:
    """The source on record at an address, however it is written: with or without www, https, a slash, a tracker."""
    core = addresses.core(address)
    if not core:
        return None
    # The path is long and rare enough for the database to find candidates; the comparison is ours.
    page = core.partition("?")[0]
    for one in Source.objects.filter(url__icontains=page)[:50]:
        if addresses.core(one.url) == core:
            return one
    return None


def search_sources(text: str) -> list[Found]:
    if addresses.is_address(text):
        held = source_at(text)
        found = [held] if held else []
    else:
        matches = Source.objects.all()
        for word in text.split()[:8]:
            matches = matches.filter(
                Q(title__icontains=word) | Q(publisher__icontains=word) | Q(url__icontains=word) | Q(slug__icontains=word)
            )
        found = list(matches.order_by("-published_day", "pk")[:SHOWN])
    return [Found(source_handle(one), str(one), date_words(one.published_on) or one.url) for one in found]


def resolve_source(text: str) -> Source:
    if addresses.is_address(text):
        held = source_at(text)
        if held is None:
            raise Unresolved(_("This address is not on record yet."))
        return held
    slug = _slug_in(text)
    wanted = Q(slug=slug) if slug else Q(title__iexact=text.strip()) | Q(slug=text.strip())
    found = list(Source.objects.filter(wanted)[:5])
    return _one_of(found, text, source_handle, Source, [near.value for near in search_sources(text)[:3]])


# ---- events, storylines, places ----


def event_handle(event: Event) -> str:
    return f"{event.title} [{event.slug}]"


def search_events(text: str) -> list[Found]:
    matches = Event.objects.all()
    for word in text.split()[:8]:
        matches = matches.filter(
            Q(title__icontains=word) | Q(label__icontains=word) | Q(slug__icontains=word) | Q(translations__title__icontains=word)
        )
    found = matches.distinct().order_by("-mark_day", "slug")[:SHOWN]
    return [Found(event_handle(one), one.title, f"{date_words(one.date) or one.date_text} · {one.get_status_display()}") for one in found]


def resolve_event(text: str) -> Event:
    slug = _slug_in(text)
    wanted = Q(slug=slug) if slug else Q(title__iexact=text.strip()) | Q(slug=text.strip())
    return _one_of(list(Event.objects.filter(wanted)[:5]), text, event_handle, Event, [near.value for near in search_events(text)[:3]])


def search_storylines(text: str) -> list[Found]:
    matches = Storyline.objects.all()
    for word in text.split()[:8]:
        matches = matches.filter(Q(title__icontains=word) | Q(slug__icontains=word) | Q(translations__title__icontains=word))
    return [Found(one.title, one.title) for one in matches.distinct()[:SHOWN]]


def resolve_storyline(text: str) -> Storyline:
    found = list(Storyline.objects.filter(Q(title__iexact=text.strip()) | Q(slug=_slug_in(text) or text.strip()))[:5])
    return _one_of(found, text, lambda one: f"{one.title} [{one.slug}]", Storyline, [near.value for near in search_storylines(text)[:3]])


def search_places(text: str) -> list[Found]:
    matches = Place.objects.all()
    for word in re.split(r"[\s,،]+", text)[:6]:
        matches = matches.filter(Q(name__icontains=word) | Q(country__icontains=word))
    return [Found(str(one), str(one)) for one in matches[:SHOWN]]


def resolve_place(text: str) -> Place:
    """A place as “Tehran, Iran”. One that is not on record is made when the form is saved."""
    name, _comma, country = (part.strip() for part in text.replace("،", ",").rpartition(","))
    for wanted in (Q(name=name, country=country), Q(name=country, country=""), Q(name="", country=country), Q(name=country)):
        held = list(Place.objects.filter(wanted)[:2])
        if len(held) == 1:
            return held[0]
    known = set(Place.objects.values_list("country", flat=True))
    if not name and country in known:
        return Place(name="", country=country)
    if not name:
        raise Unresolved(_("Say the country too, as in “Tehran, Iran”."))
    return Place(name=name, country=country)


def _slug_in(text: str) -> str | None:
    match = _BRACKETED.search(text)
    return match[1] if match else None


def _one_of(found: list[Any], text: str, handle: Callable[[Any], str], model: type[Model], near: list[str]) -> Any:
    if len(found) == 1:
        return model._default_manager.get(pk=found[0].pk)  # noqa: SLF001
    if found:
        options = tuple(handle(one) for one in found)
        raise Unresolved(_("“%(text)s” could mean: %(options)s.") % {"text": text[:80], "options": "; ".join(options)}, options)
    if near:
        message = ngettext(
            "Nothing on record is called “%(text)s”. Meant is perhaps %(near)s.",
            "Nothing on record is called “%(text)s”. Meant is perhaps one of: %(near)s.",
            len(near),
        )
        raise Unresolved(message % {"text": text[:80], "near": "; ".join(near)}, tuple(near))
    raise Unresolved(_("Nothing on record is called “%s”.") % text[:80])


@dataclass(frozen=True)
class Finder:
    """How records of one kind are found, resolved and shown in a form."""

    search: Callable[[str], list[Found]]
    resolve: Callable[[str], Any]
    handle: Callable[[Any], str]


FINDERS: dict[str, Finder] = {
    "actor": Finder(search_actors, resolve_actor, actor_handle),
    "source": Finder(search_sources, resolve_source, source_handle),
    "event": Finder(search_events, resolve_event, event_handle),
    "storyline": Finder(search_storylines, resolve_storyline, lambda one: one.title),
    "place": Finder(search_places, resolve_place, str),
}


def by_name(names: list[str]) -> dict[str, list[_Actor]]:
    """The actors that bear each of these names, for many names at a time."""
    index: dict[str, list[_Actor]] = defaultdict(list)
    for one in actors()[0]:
        for name in {*one.folded, one.slug}:
            index[name].append(one)
    return {name: index.get(fold(name)) or index.get(name.strip(), []) for name in names}
