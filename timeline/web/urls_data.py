"""Files, sitemaps and the API: one address in all languages; files take theirs as `?lang=`."""

from typing import Any

from django.urls import URLResolver, path
from django.urls.resolvers import RoutePattern
from django.views.generic import RedirectView

from timeline.web import exports
from timeline.web.views import api as api_pages
from timeline.web.views import found


class Later(URLResolver):
    """Addresses in a name space whose module is loaded when one of them is asked for: what describes the API is a quarter of
    all that a start loads, and the first page would wait for it."""

    def _populate(self) -> None:
        """Their names are looked up in the module itself."""


urlpatterns: list[Any] = [
    *(path(f"events.{extension}", exports.events, {"extension": extension}, name=f"events.{extension}") for extension in exports.EVENTS),
    path("events.csv-metadata.json", exports.csv_description, name="events.csv-metadata"),
    *(
        path(f"sources.{extension}", exports.sources, {"extension": extension}, name=f"sources.{extension}")
        for extension in ("json", "csl.json", *exports.REFERENCES)
    ),
    path("favicon.ico", found.icon),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemaps, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", found.sitemap, name="sitemap_part"),
    path("api/", RedirectView.as_view(pattern_name="api_docs")),
    path("api/v1/", api_pages.docs, name="api_docs"),
    path("api/v1/openapi.json", api_pages.openapi, name="api_schema"),
    Later(RoutePattern("api/v1/"), "timeline.web.urls_api", app_name="ninja", namespace="api"),
    path("api/<path:rest>", api_pages.missing),
    path("actors.json", exports.actors, name="actors.json"),
    path("storylines.json", exports.storylines, name="storylines.json"),
]
