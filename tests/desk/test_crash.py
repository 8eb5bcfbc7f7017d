"""A process that is killed in the middle of a write leaves the record, and its history, as they were."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

KILLED = """
import os, signal, django
django.setup()
from timeline.events.dataset.load import load

def die(array, done, total):
    # After the first thousand events are written and before anything is committed.
    if array == "events":
        os.kill(os.getpid(), signal.SIGKILL)

load({"events": [{"slug": f"e{n}", "title": f"E {n}", "kind": "call", "date": "2025"} for n in range(3000)]}, die)
"""


def test_a_kill_in_the_middle_of_an_import_leaves_the_record_as_it_was(tmp_path):
    environment = os.environ | {"TIMELINE_DATA_DIR": str(tmp_path), "TIMELINE_LOCAL": "yes", "DJANGO_SETTINGS_MODULE": "timeline.settings"}
    environment.pop("DATABASE_URL", None)

    def run(*command):
        return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    ready = run("manage.py", "quickstart", "--no-serve")
    assert ready.returncode == 0, ready.stderr
    before = run("manage.py", "export_dataset").stdout
    killed = run("-c", KILLED)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert run("manage.py", "export_dataset").stdout == before
    with sqlite3.connect(tmp_path / "timeline.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM events_touched").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM events_version WHERE slug = 'e1'").fetchone() == (0,)
    # And it works on as if nothing had been: the same import, not killed, goes in whole.
    whole = run("-c", KILLED.replace("os.kill(os.getpid(), signal.SIGKILL)", "pass"))
    assert whole.returncode == 0, whole.stderr
