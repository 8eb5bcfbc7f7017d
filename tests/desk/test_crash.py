"""A process that is killed in the middle of a write leaves the record, and its history, as they were."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

READY = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from tests.conftest import CAST, SOURCE, event
from timeline.events.dataset.load import load
call_command("migrate", verbosity=0)
load({"actors": CAST, "sources": [SOURCE], "events": [event("talks"), event("visit")]})
get_user_model().objects.create_superuser("boss")
"""
KILLED = """
import os, signal, django
django.setup()
from timeline.events.dataset.load import load

def die(array, done, total):
    # After the first thousand events are written and before anything is committed.
    if array == "events":
        os.kill(os.getpid(), signal.SIGKILL)

load({"events": [{"slug": f"e{n}", "title": f"E {n}", "kind": "call", "date": "2025"} for n in range(1500)]}, die)
"""

SAVED = """
import os, signal, django
django.setup()
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.db.models import QuerySet
from tests.desk.conftest import Desk
from timeline.events.history.models import Version
from timeline.events.models import Event

write = QuerySet.bulk_create

def write_and_die(self, *rows, **options):
    made = write(self, *rows, **options)
    if self.model is Version:
        # The event and its rows are written, its version too; nothing is committed.
        os.kill(os.getpid(), signal.SIGKILL)
    return made

QuerySet.bulk_create = write_and_die
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=settings.STORAGES | plain).enable()
users = get_user_model().objects
desk = Desk(users.get(username="boss"))
desk.client.defaults["HTTP_HOST"] = "localhost"
event = Event.objects.order_by("pk").first()
path = f"/admin/events/event/{event.pk}/change/"
print(desk.save(path, to=event.status, title="Half saved", reason="To be killed").status_code)
"""


def test_a_kill_in_the_middle_of_an_import_or_a_save_leaves_the_record_as_it_was(tmp_path):
    environment = os.environ | {"TIMELINE_DATA_DIR": str(tmp_path), "TIMELINE_LOCAL": "yes", "DJANGO_SETTINGS_MODULE": "timeline.settings"}
    environment.pop("DATABASE_URL", None)

    def run(*command):
        return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def held():
        """Every row of the record and of its history."""
        with closing(sqlite3.connect(tmp_path / "timeline.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [line for line in database.iterdump() if line.startswith('INSERT INTO "events_')]

    ready = run("-c", READY)
    assert ready.returncode == 0, ready.stderr
    before = held()
    assert any("'talks'" in line for line in before)
    for killed in (run("-c", KILLED), run("-c", SAVED)):
        assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
        assert held() == before
