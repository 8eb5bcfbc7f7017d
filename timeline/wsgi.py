"""What the server runs: `granian --interface wsgi timeline.wsgi:application`."""

import gc
import os
from threading import Timer
from typing import Any

from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application

from timeline.dates import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")

SETTLED_AFTER = 1.0
"""Seconds from the first answer on."""


def _answered(**_signal: Any) -> None:
    """What can wait until somebody has been answered."""
    request_finished.disconnect(_answered)
    later = Timer(SETTLED_AFTER, _settle)
    later.daemon = True
    later.start()


def _settle() -> None:
    """Read the words of dates, so that nobody who types one waits for them. Then take all that was loaded for good out of the garbage
    collector's hands: it would go through some hundred thousand objects again and again, while everybody waits."""
    warm()
    gc.collect()
    gc.freeze()


request_finished.connect(_answered)
application = get_wsgi_application()
