"""Every address of the site. Pages carry their language as a path prefix (none for English); files and embeds take it as `?lang=`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from timeline.web.views import pictures

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("timeline.web.urls_data")),
    path("chart.svg", pictures.chart_svg, name="chart_svg"),
    path("chart.png", pictures.chart_png, name="chart_png"),
    path("", include("timeline.web.urls_embed")),
    *i18n_patterns(path("", include("timeline.web.urls")), prefix_default_language=False),
]

handler400 = "timeline.web.views.errors.bad_request"
handler404 = "timeline.web.views.errors.not_found"
handler500 = "timeline.web.views.errors.server_error"
