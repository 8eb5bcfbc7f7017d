"""`parse_dates` for people who prepare spreadsheets, `check_dates` for those who keep the record."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.conftest import event
from timeline.events.models import Event


def read(monkeypatch, lines, **options):
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    out = io.StringIO()
    call_command("parse_dates", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


class TestParseDates:
    def test_a_line_in_is_an_object_out(self, monkeypatch):
        [one] = read(monkeypatch, "twenty days before 11 November 2025\n", anchor="2025-10-22")
        assert one == {
            "text": "twenty days before 11 November 2025",
            "edtf": "2025-10-22",
            "earliest": "2025-10-22",
            "latest": "2025-10-22",
            "reading": "22 October 2025 (20 days before 11 November 2025)",
            "error": None,
        }

    def test_a_line_may_bring_its_own_anchor(self, monkeypatch):
        first, second = read(monkeypatch, "yesterday\t2003-03-20\nyesterday\n", anchor="2025-10-22")
        assert (first["edtf"], second["edtf"]) == ("2003-03-19", "2025-10-21")

    def test_a_refusal_has_its_reason_and_the_next_line_is_read(self, monkeypatch):
        first, second, third = read(monkeypatch, "31 February 2025\nyesterday\tsoon\n2003\n")
        assert (first["edtf"], first["error"][:28]) == (None, "February 2025 has 28 days; t")
        assert second["edtf"] is None
        assert "is not a day" in second["error"]
        assert third["edtf"] == "2003"

    def test_open_ends_are_null(self, monkeypatch):
        [one] = read(monkeypatch, "since March 2023\n")
        assert (one["earliest"], one["latest"]) == ("2023-03-01", None)

    def test_an_anchor_that_is_no_day_is_refused(self, monkeypatch):
        with pytest.raises(CommandError, match="is not a day"):
            read(monkeypatch, "2003\n", anchor="22/10/2025")


class TestCheckDates:
    def test_a_sound_record_passes(self, cast, capsys):
        cast(event("talks", date_text="two days ago", date_anchor="2025-10-22"))
        call_command("check_dates")
        assert "all right" in capsys.readouterr().out

    def test_bounds_that_do_not_follow_are_named_and_put_right(self, cast, capsys):
        cast(event("talks", "2025-10"))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE events_event SET latest = '2031-01-01'")
        with pytest.raises(CommandError, match="1 of"):
            call_command("check_dates")
        assert "events.event talks, date: latest is 2031-01-01, but 2025-10 means 2025-10-31" in capsys.readouterr().out
        call_command("check_dates", fix=True)
        assert Event.objects.values_list("latest").get() == (date(2025, 10, 31),)

    def test_words_that_mean_another_date_are_left_to_an_editor(self, cast, capsys):
        cast(event("talks", "2025-10-19"))
        Event.objects.update(date_text="two days ago", date_anchor="2025-10-22")
        with pytest.raises(CommandError):
            call_command("check_dates", fix=True)
        assert "“two days ago” read on 2025-10-22 means 2025-10-20, but 2025-10-19 is stored" in capsys.readouterr().out
