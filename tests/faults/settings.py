"""The product's settings, with static files as they lie in the tree: collecting them takes seconds for every server that is harmed."""

from timeline.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
