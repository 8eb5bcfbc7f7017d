"""What the server runs: `granian --interface wsgi timeline.wsgi:application`."""

import gc
import os
import sys
from importlib import import_module
from threading import Timer
from typing import Any

import django
from django.core.signals import request_finished

from timeline.dates import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")

SETTLED_AFTER = 1.0
"""Seconds from the first answer on."""
TURN = 0.0005
"""Seconds that a thread may go on while another waits. With Python's own 0.005, whoever asks for what is kept while others' pages are made
waits 18 ms once in a hundred times, with this 7; with less, those pages take twice as long (bench/README.md)."""


def _answered(**_signal: Any) -> None:
    """What can wait until somebody has been answered."""
    request_finished.disconnect(_answered)
    later = Timer(SETTLED_AFTER, _settle)
    later.daemon = True
    later.start()


def _settle() -> None:
    """Load what the first page did without, the words of dates and the API, so that nobody who needs them waits. Then take all that was
    loaded for good out of the garbage collector's hands: it would go through some hundred thousand objects again and again, while
    everybody waits. Until then it does not run at all: nothing that is loaded goes away, and a fifth of the start was spent looking."""
    try:
        warm()
        import_module("timeline.web.urls_api")
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


gc.disable()
sys.setswitchinterval(TURN)
request_finished.connect(_answered)
django.setup(set_prefix=False)
application = import_module("timeline.web.ready").Application()
