"""Beside a page: its data, at the page's address with an ending in place of the last slash, and how to cite it."""

from django.urls import path

from timeline.web import exports
from timeline.web.views import cite

EVENT = ("json", "jsonld", "ris", "bib", "biblatex.bib", "csl.json", "ics")
SOURCE = ("json", "ris", "bib", "biblatex.bib", "csl.json")

urlpatterns = [
    path("cite/", cite.view, name="cite"),
    path("events/<slug:slug>/cite/", cite.event, name="cite_event"),
    path("actors/<slug:slug>/cite/", cite.actor, name="cite_actor"),
    path("storylines/<slug:slug>/cite/", cite.storyline, name="cite_storyline"),
    path("sources/<slug:slug>/cite/", cite.source, name="cite_source"),
    *(path(f"events/<slug:slug>.{one}", exports.event, {"extension": one}, name=f"event.{one}") for one in EVENT),
    *(path(f"sources/<slug:slug>.{one}", exports.source, {"extension": one}, name=f"source.{one}") for one in SOURCE),
    path("actors/<slug:slug>.json", exports.actor, name="actor.json"),
    path("storylines/<slug:slug>.json", exports.storyline, name="storyline.json"),
]
