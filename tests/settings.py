"""The product's own settings, as a newcomer's laptop has them, with nothing kept between runs."""

import os
import tempfile

os.environ["TIMELINE_LOCAL"] = "yes"
os.environ.setdefault("TIMELINE_DATA_DIR", tempfile.mkdtemp(prefix="timeline-tests-"))
os.environ.setdefault("TIMELINE_SECRET_KEY", "a key that only the tests know, long enough to be taken for a real one")

from timeline.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: a database in memory is shared between threads by other rules.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(tempfile.mkdtemp(prefix="timeline-tests-"), "tests.sqlite3")}  # noqa: F405, PTH118
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Every change is seen at once, as a test makes it and looks.
VERSION_SECONDS = 0.0
RATE_LIMITS = False
