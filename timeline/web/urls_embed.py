"""What other people's pages and programs ask for: one address in all languages, for ever."""

from django.urls import path

from timeline.web.views import embed, oembed

urlpatterns = [
    path("embed/", embed.embed, name="embed"),
    path("embed/events/<str:slug>/", embed.embed_event, name="embed_event"),
    path("oembed", oembed.oembed, name="oembed"),
    path("embed.js", embed.host_script, name="host_script"),
    # The same file for as long as there is one version; a page that names it keeps its meaning when there is a second.
    path("embed.1.js", embed.host_script, name="host_script_1"),
]
