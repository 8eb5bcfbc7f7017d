"""The names by which people choose: public actors, storylines and places, in one language, kept until the content changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from timeline.events import index, version
from timeline.events.choices import Side
from timeline.events.models import Actor, ActorRole, Place, PlaceName, Storyline


@dataclass(frozen=True, slots=True)
class Name:
    """An actor by name. `translated` is False where English stands in; `spellings` are all other names, in any script."""

    pk: int
    slug: str
    name: str
    translated: bool
    side: str
    kind: str
    parent: str | None
    office: str
    spellings: tuple[str, ...]

    @property
    def every_name(self) -> str:
        """What a search for the actor looks through."""
        return " · ".join((self.name, *self.spellings))


@dataclass(frozen=True)
class Catalogue:
    """Everything by slug. Only what the published record has: nothing that stands in drafts alone."""

    language: str
    actors: dict[str, Name]
    storylines: dict[str, tuple[str, bool]]
    places: dict[str, str]
    place_words: dict[str, str]
    publishers: dict[str, str]

    @cached_property
    def by_pk(self) -> dict[int, Name]:
        return {one.pk: one for one in self.actors.values()}

    @cached_property
    def members(self) -> dict[str | None, list[Name]]:
        """The tree: who stands directly below whom; None holds those below nobody, side by side in the order of the lanes."""
        below: dict[str | None, list[Name]] = {}
        for one in self.actors.values():
            below.setdefault(one.parent if one.parent in self.actors else None, []).append(one)
        return below

    def place(self, place: Place) -> str:
        """“Tehran, Iran” in this language."""
        name, country = (self.place_words.get(text, text) for text in (place.name, place.country))
        comma = ", " if self.language == "en" else "، "
        return name if country in ("", name) else f"{name}{comma}{country}" if name else country


def current(language: str) -> Catalogue:
    """The catalogue of the content as it is now. One query while it is current."""
    return _read(version.current(), language)


@lru_cache(maxsize=8)
def _read(_version: str, language: str) -> Catalogue:
    offices: dict[int, str] = {}
    for role in ActorRole.objects.in_language(language).order_by("actor", "end_day", "start_day", "-position"):
        offices[role.actor_id] = role.text("title")[0]
    order = {side: n for n, side in enumerate(Side.values)}
    actors = []
    for actor in Actor.objects.public().in_language(language).select_related("member_of").prefetch_related("aliases"):
        name, translated = actor.text("name")
        if not translated and (own := getattr(actor, f"name_{language}", "")):
            name, translated = own, True
        all_names = (actor.name, actor.name_ar, actor.name_fa, actor.name_ckb, *(alias.name for alias in actor.aliases.all()))
        parent = actor.member_of.slug if actor.member_of else None
        spellings = tuple(dict.fromkeys(one for one in all_names if one and one != name))
        office = offices.get(actor.pk, "")
        actors.append(Name(actor.pk, actor.slug, name, translated, actor.side, actor.kind, parent, office, spellings))
    actors.sort(key=lambda one: (order[one.side], one.name.casefold(), one.slug))
    storylines = {one.slug: one.text("title") for one in Storyline.objects.public().in_language(language).order_by("title")}
    words = {} if language == "en" else dict(PlaceName.objects.filter(language=language).values_list("english", "name"))
    now = index.current()
    catalogue = Catalogue(language, {one.slug: one for one in actors}, storylines, {}, words, dict(now.publishers))
    public = Place.objects.filter(pk__in=list(now.slug_of["place"]))
    catalogue.places.update((place.slug, catalogue.place(place)) for place in public)
    return catalogue
