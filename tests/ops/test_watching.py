"""What the operations desk watches: is it alive, is it ready, how many and how fast; and what people are told when it is not."""

import re
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory, override_settings

from timeline.web import faults, watching

TOKEN = "a-token-that-nobody-guesses-0123"


def test_alive_needs_nothing(client):
    response = client.get("/healthz", headers={"Host": "10.1.2.3:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")


class TestReady:
    def test_all_parts_are_named(self, client, db):
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {"ready": True, "database": "ok", "migrations": "ok", "cache": "ok"}

    def test_a_migration_that_is_not_applied(self, client, db):
        from django.db.migrations.recorder import MigrationRecorder

        MigrationRecorder(connection).migration_qs.filter(app="events").order_by("-pk").first().delete()
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "not applied" in response.json()["migrations"]

    def test_a_database_that_is_away(self, client, db, monkeypatch):
        def away():
            raise OperationalError("connection refused to host db.internal user timeline")

        monkeypatch.setattr(watching, "_database", away)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["database"] == "OperationalError"
        assert "db.internal" not in response.content.decode()

    def test_a_cache_that_forgets(self, client, db):
        with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
            response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["cache"] == "does not keep what it is given"


class TestMetrics:
    def test_without_a_token_there_is_no_such_address(self, client):
        assert client.get("/metrics").status_code == 404

    @pytest.mark.parametrize("given", [None, "Bearer ", "Bearer wrong", f"Basic {TOKEN}x", "Bearer \u00e9"])
    def test_are_not_for_everyone(self, given, tmp_path):
        with override_settings(METRICS_TOKEN=TOKEN):
            request = RequestFactory().get("/metrics", headers={"Authorization": given} if given else {})
            assert watching.metrics(request).status_code == 401

    def test_count_requests_and_time_by_what_the_cache_did(self, tmp_path):
        """In a process of its own, as the library decides once a process where it counts."""
        import os
        import subprocess
        import sys
        from pathlib import Path

        script = (
            "import django; django.setup()\n"
            "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
            "from django.test import Client; client = Client(headers={'host': 'localhost'})\n"
            "client.get('/about/'); client.get('/about/'); client.get('/nothing/')\n"
            f"print(client.get('/metrics', headers={{'Authorization': 'Bearer {TOKEN}'}}).content.decode())\n"
        )
        settings = {
            "TIMELINE_LOCAL": "yes",
            "TIMELINE_DATA_DIR": str(tmp_path),
            "TIMELINE_METRICS_TOKEN": TOKEN,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            env={"PATH": os.environ["PATH"], **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert 'timeline_requests_total{cache="miss",method="GET",route="about",status="200"} 1.0' in done.stdout
        assert 'timeline_requests_total{cache="hit",method="GET",route="kept",status="200"} 1.0' in done.stdout
        assert 'status="404"} 1.0' in done.stdout
        assert 'timeline_request_seconds_count{cache="hit"} 1.0' in done.stdout


class TestTheId:
    def test_a_proxys_is_kept_where_we_have_a_proxy(self, client, db):
        given = {"X-Request-ID": "edge-12345678"}
        assert client.get("/healthz", headers=given).headers["X-Request-ID"] != "edge-12345678"
        with override_settings(PROXIES=1):
            assert client.get("/healthz", headers=given).headers["X-Request-ID"] == "edge-12345678"

    @pytest.mark.parametrize("given", ["short", "x" * 65, "with space 123", "<b>bold</b>12", 'quote"12345'])
    def test_nonsense_is_replaced(self, client, given):
        with override_settings(PROXIES=1):
            assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given

    @pytest.mark.parametrize("place", ["timeline.events.index.current", "timeline.web.caching.PublicCacheMiddleware.__call__"])
    def test_stands_on_the_page_of_a_fault(self, db, monkeypatch, place):
        """Wherever the fault lies, and the page's own sheets may load."""

        def broken(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(place, broken)
        client = Client(raise_request_exception=False)
        response = client.get("/about/")
        assert response.status_code == 500
        assert response.headers["X-Request-ID"] in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store"
        assert "ZeroDivision" not in response.content.decode()
        assert "style-src 'self'" in response.headers["Content-Security-Policy"]


class TestWhatPeopleAreTold:
    @pytest.mark.parametrize(
        "said, told",
        [
            ("attempt to write a readonly database", "accepts no changes"),
            ("database or disk is full", "disk of the database is full"),
            ("disk I/O error", "disk of the database is full"),
            ("database is locked", "Somebody else is saving"),
            ("connection to server at 127.0.0.1 refused", "cannot be reached"),
        ],
    )
    def test_the_trouble_is_said_in_a_sentence(self, rf, said, told):
        reason = faults.why(OperationalError(said))
        page = faults.apology(rf.post("/admin/events/event/1/change/"), reason)
        assert page.status_code == 503
        assert told in page.content.decode()
        assert "Nothing of what you sent was saved" in page.content.decode()
        assert page.headers["Retry-After"] == "30"

    def test_it_looks_like_the_other_pages(self, rf):
        sheets = re.findall(r'href="[^"]*/css/(\w+)\.[^"]*css"', faults.apology(rf.get("/"), None).content.decode())
        assert sheets == ["tokens", "site", "article"]
        assert all((Path(__file__).parents[2] / f"static/css/{sheet}.css").exists() for sheet in sheets)

    def test_a_fault_of_ours_is_not_blamed_on_the_database(self):
        assert faults.why(ZeroDivisionError()) is None

    def test_a_reader_is_told_to_come_back(self, rf):
        assert "try again in a moment" in faults.apology(rf.get("/"), "The database cannot be reached just now.").content.decode()


def test_faults_are_mailed_once_not_once_a_request():
    import logging

    from timeline.logs import Seldom

    seldom = Seldom(600)
    record = logging.makeLogRecord({"name": "timeline.faults", "lineno": 7})
    other = logging.makeLogRecord({"name": "timeline.faults", "lineno": 9})
    assert [seldom.filter(one) for one in (record, record, other, record)] == [True, False, True, False]
