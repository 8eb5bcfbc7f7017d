"""A backup holds everything and comes back exactly, on the same database or the other; a file that is not whole changes nothing."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import connection

from tests.conftest import event
from timeline.events import backup as module
from timeline.events.backup import tables
from timeline.events.history import revision
from timeline.events.models import Actor, Event

BASE = Path(__file__).parents[2]


def everything():
    """All that is kept, table by table, as it would be compared by hand."""
    return {model._meta.label: list(module.rows(model)) for model in tables()}


@pytest.fixture
def full(cast):
    """Content in four scripts, an account with rights, a group, a history."""
    cast(
        event("talks", "2025-10", {"iran": "host"}, summary="متن فارسی\nand a “quote”, a \\ and a \0 that is none".replace("\0", "␀")),
        event("draft", status="draft"),
    )
    user = User.objects.create_superuser("desk", "desk@example.org", "a password")
    group = Group.objects.create(name="Editors")
    group.permissions.set(Permission.objects.filter(content_type__app_label="events")[:5])
    user.groups.add(group)
    with revision(user, reason="A better title"):
        Event.objects.filter(slug="talks").update(title="Changed")


def run(*arguments, **options):
    return call_command(*arguments, verbosity=0, **options)


def test_everything_comes_back_as_it_was(full, tmp_path):
    before = everything()
    assert len(before["events.Version"]) >= 2
    run("backup", tmp_path / "b.gz")
    Event.objects.all().delete()
    Actor.objects.filter(slug="qaani").update(name="Somebody else")
    User.objects.create_user("intruder")
    run("restore", tmp_path / "b.gz", replace=True)
    assert everything() == before
    assert User.objects.get().check_password("a password")


def test_what_comes_after_is_numbered_after_it(full, tmp_path):
    run("backup", tmp_path / "b.gz")
    highest = Event.objects.order_by("pk").last().pk
    run("restore", tmp_path / "b.gz", replace=True)
    Actor.objects.create(slug="new", name="New", kind="person", side="us")
    assert Event.objects.create(slug="later", title="Later", kind="meeting", date="2025").pk > highest


def test_readers_find_it_at_once(full, tmp_path, client):
    run("backup", tmp_path / "b.gz")
    Event.objects.all().delete()
    assert "Changed" not in client.get("/?q=changed").content.decode()
    run("restore", tmp_path / "b.gz", replace=True)
    assert "Changed" in client.get("/?q=changed").content.decode()


def test_nobody_else_may_read_the_file(full, tmp_path):
    run("backup", tmp_path / "b.gz")
    assert (tmp_path / "b.gz").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["b.gz"]


def test_what_is_there_is_not_lost_by_mistake(full, tmp_path):
    run("backup", tmp_path / "b.gz")
    with pytest.raises(CommandError, match="--replace"):
        run("restore", tmp_path / "b.gz")


def damaged(kind, content):
    lines = gzip.decompress(content).decode().split("\n")
    match kind:
        case "cut short":
            return content[: len(content) // 2]
        case "no end":
            return gzip.compress("\n".join(lines[:-2]).encode())
        case "a row lost":
            return gzip.compress("\n".join(line for line in lines if '"talks"' not in line).encode())
        case "a row changed":
            return gzip.compress("\n".join(lines).replace("Changed", "Forged!").encode())
        case "from elsewhere":
            head = json.loads(lines[0])
            head["migrations"].append("events.9999_from_the_future")
            return gzip.compress("\n".join([json.dumps(head), *lines[1:]]).encode())
        case "of another kind":
            return b"PK\x03\x04 this is a zip file"
        case "empty":
            return b""
    return None


@pytest.mark.parametrize("kind", ["cut short", "no end", "a row lost", "a row changed", "from elsewhere", "of another kind", "empty"])
def test_a_file_that_is_not_whole_changes_nothing(full, tmp_path, kind):
    run("backup", tmp_path / "b.gz")
    before = everything()
    (tmp_path / "bad.gz").write_bytes(damaged(kind, (tmp_path / "b.gz").read_bytes()))
    with pytest.raises(CommandError) as refused:
        run("restore", tmp_path / "bad.gz", replace=True)
    assert len(str(refused.value)) > 20
    assert everything() == before


def test_a_disk_that_is_full_leaves_no_half_file(full, tmp_path, monkeypatch):
    (tmp_path / "b.gz").write_bytes(b"yesterday's")

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full_disk)
    with pytest.raises(CommandError, match="No space left on device"):
        run("backup", tmp_path / "b.gz")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("b.gz", b"yesterday's")]


def test_from_one_database_to_the_other_and_back(full, tmp_path):
    """A fresh SQLite file is filled from this database by its own process, and what that one then backs up is the same."""
    run("backup", tmp_path / "b.gz")
    environment = {
        **os.environ,
        "TIMELINE_LOCAL": "yes",
        "TIMELINE_DATA_DIR": str(tmp_path / "other"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3",
    }
    (tmp_path / "other").mkdir()
    for arguments in (["migrate"], ["restore", str(tmp_path / "b.gz")], ["backup", str(tmp_path / "again.gz")]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments, "-v0"], cwd=BASE, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    here, there = (gzip.decompress((tmp_path / name).read_bytes()).decode().split("\n")[1:] for name in ("b.gz", "again.gz"))
    assert there == here
    before = everything()
    run("restore", tmp_path / "again.gz", replace=True)
    assert everything() == before


def test_no_table_is_forgotten(db):
    """Each table in the database is in the backup, is left out by name, or is made from the others."""
    made = {"django_migrations", "sqlite_sequence"}
    names = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in tables()} | {"django_session", "events_contentversion", "events_touched"} | made
    assert {name for name in names if name not in known and not name.startswith("events_search")} == set()
