"""Where things happened: all places by country, and what happened at one of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events import catalogue, index
from timeline.events.models import Place, PlaceName
from timeline.web import chart, listing
from timeline.web.filters import cut
from timeline.web.views.pages import asking, language

PRESENT = 10
"""How many of those who took part most often are named."""


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    countries: dict[str, list[tuple[str, str, int]]] = {}
    for one in Place.objects.filter(slug__in=names.places):
        country = names.place_words.get(one.country, one.country) or _("No country")
        name = names.place_words.get(one.name, one.name) or _("Not said where")
        countries.setdefault(country, []).append((one.slug, name, now.having["place"].get(one.slug, 0).bit_count()))
    groups = [
        (country, sorted(places, key=lambda row: (-row[2], row[1])), sum(row[2] for row in places)) for country, places in countries.items()
    ]
    groups.sort(key=lambda group: (-group[2], group[0]))
    return render(request, "web/place_list.html", {"section": "places", "groups": groups, "total": len(names.places)})


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    now, names = index.current(), catalogue.current(language())
    if slug not in names.places:
        raise Http404(_("There is no place “%s” on record.") % cut(slug))
    found = Place.objects.get(slug=slug)
    asked = asking(place=slug)
    selection = now.select(asked.query)
    present = Counter({pk: (events & selection).bit_count() for pk, events in now.having["actor"].items()})
    elsewhere = PlaceName.objects.filter(english__in=[one for one in (found.name, found.country) if one]).order_by("language")
    spoken: dict[str, dict[str, str]] = {}
    for one in elsewhere:
        spoken.setdefault(one.language, {})[one.english] = one.name
    context: dict[str, Any] = {
        "section": "places",
        "place": found,
        "name": names.places[slug],
        "spellings": [
            (code, "، ".join(dict.fromkeys(texts[part] for part in (found.name, found.country) if part in texts)))
            for code, texts in spoken.items()
        ],
        "asked": asked,
        "total": selection.bit_count(),
        "entries": listing.entries(now.pks(selection)[-listing.PAGE :], language()),
        "present": [(names.by_pk[int(pk)], count) for pk, count in present.most_common(PRESENT) if count and pk in names.by_pk],
        "chart": chart.drawing(asked, now, selection, apart=True),
    }
    return render(request, "web/place.html", context)
