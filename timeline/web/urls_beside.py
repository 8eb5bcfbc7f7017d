"""Data beside a page: the page's address with its last slash replaced by an ending."""

from django.urls import path

from timeline.web import exports

EVENT = ("json", "jsonld", "ris", "bib", "biblatex.bib", "csl.json", "ics")
SOURCE = ("json", "ris", "bib", "biblatex.bib", "csl.json")

urlpatterns = [
    *(path(f"events/<slug:slug>.{one}", exports.event, {"extension": one}, name=f"event.{one}") for one in EVENT),
    *(path(f"sources/<slug:slug>.{one}", exports.source, {"extension": one}, name=f"source.{one}") for one in SOURCE),
    path("actors/<slug:slug>.json", exports.actor, name="actor.json"),
    path("storylines/<slug:slug>.json", exports.storyline, name="storyline.json"),
]
