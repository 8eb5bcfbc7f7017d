from django.urls import include, path

from timeline.web.views import pages, timeline

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
    path("about/", pages.about, name="about"),
]
