"""Files and the API: one address in all languages, which they take as `?lang=`."""

from django.urls import path

from timeline.web import exports

urlpatterns = [
    *(path(f"events.{extension}", exports.events, {"extension": extension}, name=f"events.{extension}") for extension in exports.EVENTS),
    path("events.csv-metadata.json", exports.csv_description, name="events.csv-metadata"),
    *(
        path(f"sources.{extension}", exports.sources, {"extension": extension}, name=f"sources.{extension}")
        for extension in ("json", "csl.json", *exports.REFERENCES)
    ),
    path("actors.json", exports.actors, name="actors.json"),
    path("storylines.json", exports.storylines, name="storylines.json"),
]
