"""Every address of the site. Pages carry their language as a path prefix (none for English); files and embeds take it as `?lang=`."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
