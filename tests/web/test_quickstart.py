"""`manage.py quickstart`: one command from a fresh clone to a running timeline, and a sentence for whatever is in its way."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def quickstart(folder, *arguments, **environment):
    ours = ("TIMELINE_", "DJANGO_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "manage.py", "quickstart", *arguments],
        cwd=ROOT,
        env=kept | {"TIMELINE_DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    return folder, quickstart(folder, "--no-serve", "--port", "8123")


def refused(done, *said):
    assert done.returncode != 0
    for words in said:
        assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_run_loads_the_dataset_and_says_where_and_how_to_edit(first):
    _, done = first
    assert done.returncode == 0, done.stderr
    assert "events            261 added" in done.stdout
    assert "261 of 261" in done.stderr, "progress is shown"
    assert "http://127.0.0.1:8123/" in done.stdout
    assert "uv run manage.py createsuperuser" in done.stdout


def test_the_next_run_keeps_what_is_there(first):
    folder, _ = first
    with sqlite3.connect(folder / "timeline.sqlite3") as database:
        database.execute("UPDATE events_event SET title = 'Changed by an editor' WHERE slug = 'araji-tehran-visit-2025-10'")
    done = quickstart(folder, "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "Keeping the 261 events that are there." in done.stdout
    with sqlite3.connect(folder / "timeline.sqlite3") as database:
        assert database.execute("SELECT COUNT(*) FROM events_event WHERE title = 'Changed by an editor'").fetchone() == (1,)


def test_a_database_of_a_newer_version_is_left_alone(first):
    folder, _ = first
    with sqlite3.connect(folder / "timeline.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('events', '9999_tomorrow', '2030-01-01')")
    refused(quickstart(folder, "--no-serve"), "newer version", "9999_tomorrow", "TIMELINE_DATA_DIR")


def test_a_taken_port(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused(quickstart(tmp_path, "--port", str(port)), f"Port {port} is already taken", "--port")
    assert not list(tmp_path.glob("*.sqlite3")), "nothing was begun"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty"])
def test_a_port_that_is_none(tmp_path, port):
    refused(quickstart(tmp_path, "--port", port), port)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    refused(quickstart(tmp_path / "file" / "data", "--no-serve"), "cannot be written", "TIMELINE_DATA_DIR")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "timeline.sqlite3").write_bytes(b"no database at all " * 100)
    refused(quickstart(tmp_path, "--no-serve"), "cannot be opened")


def test_a_setting_that_means_nothing(tmp_path):
    refused(quickstart(tmp_path, "--no-serve", TIMELINE_DEBUG="perhaps"), "TIMELINE_DEBUG")
