"""The API's operations."""

from typing import Any

from timeline.web.api import api

urlpatterns: list[Any]
urlpatterns, _app, _namespace = api.urls
