from django.urls import include, path

from timeline.web.views import changes, find, pages, places, share, statements, timeline

urlpatterns = [
    path("", timeline.timeline, name="timeline"),
    path("", include("timeline.web.urls_beside")),
    path("events/<str:slug>/", pages.event, name="event"),
    path("actors/", pages.actor_list, name="actor_list"),
    path("actors/<str:slug>/", pages.actor, name="actor"),
    path("storylines/", pages.storyline_list, name="storyline_list"),
    path("storylines/<str:slug>/", pages.storyline, name="storyline"),
    path("sources/", pages.source_list, name="source_list"),
    path("sources/<str:slug>/", pages.source, name="source"),
    path("places/", places.place_list, name="place_list"),
    path("places/<str:slug>/", places.place, name="place"),
    path("statements/<str:slug>/<str:words>/", statements.statement, name="statement"),
    path("suggest/", find.suggest, name="suggest"),
    path("share/", share.share, name="share"),
    path("share/events/<str:slug>/", share.share_event, name="share_event"),
    path("changes/", changes.changes, name="changes"),
    path("changes/feed/", changes.feed, name="changes_feed"),
    path("about/", pages.about, name="about"),
]
