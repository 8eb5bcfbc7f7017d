"""What a beginning in the search field may lead to: actors, storylines, places and events, as the options of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.dates import show
from timeline.events import catalogue, index, search
from timeline.events.models import Event, Storyline
from timeline.web import words
from timeline.web.filters import MOST_CHARACTERS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from timeline.events.search import Suggestions
    from timeline.web.matches import Pieces

MOST = 5


@dataclass(frozen=True, slots=True)
class Option:
    """`pieces` is its name with what was typed marked, `other` the spelling that was found where the name is another, `note` what it is."""

    link: str
    pieces: Pieces
    translated: bool
    note: str
    other: Pieces | None = None
    side: str = ""
    kind: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    options: list[Option]


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A fragment, empty where nothing fits. The field that asks for it works without it: Enter searches."""
    text = request.GET.get("q", "")[:MOST_CHARACTERS].replace("\0", "")
    language = get_language() or "en"
    given = search.suggest(text, MOST)
    groups = [
        group
        for group in (_actors(given, language), _storylines(given, language), _places(given, language), _events(given, language))
        if group.options
    ]
    context = {
        "groups": groups,
        "instead": [words.instead(one) for one in given.instead],
        "count": sum(len(group.options) for group in groups),
        "typed": text.strip(),
        "total": given.total,
        "all": f"{reverse('timeline')}?{urlencode({'q': text.strip()})}",
    }
    return render(request, "web/suggest.html", context)


def _hit(pieces: Pieces) -> bool:
    return any(hit for _text, hit in pieces)


def _actors(given: Suggestions, language: str) -> Group:
    names, now = catalogue.current(language), index.current()
    options = []
    for pk in given.actors:
        one = names.by_pk.get(pk)
        if one is None:
            continue
        pieces, other = search.highlighted(one.name, given.ways), None
        if not _hit(pieces):
            other = next((found for found in (search.highlighted(name, given.ways) for name in one.spellings) if _hit(found)), None)
        count = words.events(now.of_actor(one.slug).bit_count())
        note = f"{one.office} · {count}" if one.office else count
        options.append(Option(reverse("actor", args=[one.slug]), pieces, one.translated, note, other, side=one.side))
    return Group("actors", _("Actors"), options)


def _storylines(given: Suggestions, language: str) -> Group:
    now = index.current()
    fetched = Storyline.objects.public().in_language(language).in_bulk(list(given.storylines)) if given.storylines else {}
    options = []
    for pk in given.storylines:
        if one := fetched.get(pk):
            title, translated = one.text("title")
            count = words.events(now.having["storyline"].get(one.slug, 0).bit_count())
            options.append(Option(one.get_absolute_url(), search.highlighted(title, given.ways), translated, count))
    return Group("storylines", _("Storylines"), options)


def _places(given: Suggestions, language: str) -> Group:
    names, now = catalogue.current(language), index.current()
    options = []
    for pk in given.places[:2]:
        slug = now.slug_of["place"].get(pk, "")
        if slug in names.places:
            count = words.events(now.having["place"].get(slug, 0).bit_count())
            options.append(Option(reverse("place", args=[slug]), search.highlighted(names.places[slug], given.ways), True, count))
    return Group("places", _("Places"), options)


def _events(given: Suggestions, language: str) -> Group:
    fetched = Event.objects.among(given.events).in_language(language).in_bulk()
    options = []
    for pk in given.events:
        if one := fetched.get(pk):
            title, translated = one.text("title")
            note = show(one.date, language, "short")
            pieces = search.highlighted(title, given.ways)
            options.append(Option(one.get_absolute_url(), pieces, translated, note, kind=one.kind, confidence=one.confidence))
    return Group("events", _("Events"), options)
