"""The product's own settings, as a newcomer's laptop has them, with nothing kept between runs."""

import os
import tempfile

os.environ["TIMELINE_LOCAL"] = "yes"
os.environ.setdefault("TIMELINE_DATA_DIR", tempfile.mkdtemp(prefix="timeline-tests-"))
os.environ.setdefault("TIMELINE_SECRET_KEY", "a key that only the tests know")

from timeline.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
